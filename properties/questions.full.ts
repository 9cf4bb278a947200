// SPDX-License-Identifier: MIT
/** The commands of docs/questions.md that take longer than npm test has. */
import { describe, expect, it } from 'vitest';
import { ALL, lineOf, verdictsOf } from './questions/document.ts';

const slow = ALL.filter(({ bound }) => bound === 'small');

describe('docs/questions.md', () => {
  it.each(slow.map((shown) => [lineOf(shown), shown] as const))('%s', async (_, shown) => {
    expect(await verdictsOf(shown)).toEqual(shown.verdicts);
  });
});
