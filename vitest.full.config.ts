// SPDX-License-Identifier: MIT
/** `npm run test:full`: what takes longer than three minutes. Each test is named, also what is skipped and why. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // A model of somebody's own imports the package by its name; here that is the sources.
  resolve: { alias: { mhpcheck: fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['properties/**/*.full.ts'],
    testTimeout: 600_000,
    maxWorkers: 1,
    reporters: ['verbose'],
  },
});
