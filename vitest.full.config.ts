// SPDX-License-Identifier: MIT
/** `npm run test:full`: what takes longer than three minutes. Each test is named, also what is skipped and why. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['properties/**/*.full.ts'],
    testTimeout: 600_000,
    maxWorkers: 1,
    reporters: ['verbose'],
  },
});
