// SPDX-License-Identifier: MIT
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (name: string) => fileURLToPath(new URL(`src/${name}.ts`, import.meta.url));

export default defineConfig({
  // A model of somebody's own imports the package by its name; here that is the sources.
  resolve: {
    alias: [
      { find: /^mhpcheck$/, replacement: source('index') },
      { find: /^mhpcheck\/vitest$/, replacement: source('vitest') },
      { find: /^mhpcheck\/models$/, replacement: source('../models/shipped') },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'models/**/*.test.ts', 'properties/**/*.test.ts', 'bench/**/*.test.ts'],
    testTimeout: 300_000,
    // vitest leaves a core to itself, which on two cores is half of them.
    maxWorkers: '100%',
    // No test changes what modules share: loading them again for each file takes longer than most files.
    isolate: false,
    // What was compiled for a run is there for the next: a third of the time of a short one. It is in node_modules.
    experimental: { fsModuleCache: true },
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      // `npm run coverage` fails under these (per cent). src/cli/main.ts runs in a process of its own, and counts as 0.
      thresholds: { lines: 90, branches: 90 },
    },
  },
});
