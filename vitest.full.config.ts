// SPDX-License-Identifier: MIT
/** `npm run test:full`: what takes longer than three minutes. Each test is named, also what is skipped and why. */
import { defineConfig } from 'vitest/config';
import usual from './vitest.config.ts';

/** Suites of which `npm test` does a part (src/testing/full.ts). */
const WHOLE = [
  'bench/vhr.test.ts',
  'src/cli/{help,main}.test.ts',
  'src/compile/draft.test.ts',
  'src/explore/{beyond,checkpoint,equality,lock-order,progress,visited}.test.ts',
  'src/follow/part.test.ts',
  'src/interleave/arbitraries.test.ts',
  'src/mutate/mutate.test.ts',
  'src/reduce/{local,slice,symmetry}.test.ts',
  'src/repair/{find,turning}.test.ts',
  'src/vocabulary/stop-machine.test.ts',
  'properties/{counterexamples,deciding,examples,gfp,gfp-mutants,inputs-foreign,inputs-guests,inputs-limits,inputs-reproduce,random,readme,recordings,repairs,starts,steps,together,verdicts}.test.ts',
];

export default defineConfig({
  resolve: usual.resolve ?? {},
  test: {
    include: ['properties/**/*.full.ts', ...WHOLE],
    env: { MHPCHECK_TEST_FULL: '1' },
    testTimeout: 600_000,
    maxWorkers: 1,
    reporters: ['verbose'],
  },
});
