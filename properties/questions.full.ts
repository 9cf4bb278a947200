// SPDX-License-Identifier: MIT
/** Each command of docs/questions.md answers what stands below it. */
import { describe, expect, it } from 'vitest';
import { ALL, lineOf, verdictsOf } from './questions/document.ts';

describe('docs/questions.md', () => {
  it.each(ALL.map((shown) => [lineOf(shown), shown] as const))('%s', async (_, shown) => {
    expect(await verdictsOf(shown)).toEqual(shown.verdicts);
  });
});
