// SPDX-License-Identifier: MIT
/** How much a suite does: `npm test` is over in three minutes, and `npm run test:full` does the whole of it. */
export const FULL = process.env['MHPCHECK_TEST_FULL'] === '1';

/** So many in `npm test`, and so many in `npm run test:full`, which runs the suite again. */
export const runs = (few: number, many: number): number => (FULL ? many : few);
/** Of a list, each in `npm run test:full`, and every so manieth in `npm test`, the first among them. */
export const oneOf = <T>(step: number, all: readonly T[]): readonly T[] =>
  all.filter((_, i) => FULL || i % step === 0);
