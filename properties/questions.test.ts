// SPDX-License-Identifier: MIT
/** What docs/questions.md says a command answers is what it answers. Those within small: questions.full.ts. */
import { describe, expect, it } from 'vitest';
import { ALL, document, lineOf, verdictsOf } from './questions/document.ts';
import { MAILS } from './questions/index.ts';

const quick = ALL.filter(({ bound }) => bound !== 'small');

describe('docs/questions.md', () => {
  it.each(quick.map((shown) => [lineOf(shown), shown] as const))('%s', async (_, shown) => {
    expect(await verdictsOf(shown)).toEqual(shown.verdicts);
  });
  it('is written from the table', async () => {
    await expect(await document()).toMatchFileSnapshot('../docs/questions.md');
  });
  it('has five mails, and an answer wherever something is shown', () => {
    expect(MAILS.length).toBe(5);
    const questions = MAILS.flatMap((mail) => mail.questions);
    expect(questions.filter(({ answer, shown = [] }) => shown.length > 0 && answer === undefined)).toEqual(
      [],
    );
    expect(ALL.length).toBeGreaterThan(30);
  });
});
