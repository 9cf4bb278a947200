// SPDX-License-Identifier: MIT
/**
 * What docs/questions.md says that a command answers is what is pinned, and what the command answers: here some of each
 * model, in questions.full.ts all.
 */
import { describe, expect, it } from 'vitest';
import { ALL, document, lineOf, pinned, quick, verdictsOf } from './questions/document.ts';
import { MAILS } from './questions/index.ts';

const named = (of: typeof ALL) => of.map((shown) => [lineOf(shown), shown] as const);

describe('docs/questions.md', () => {
  it.each(named(ALL.filter(({ model }) => !model.endsWith('.js'))))('is as pinned: %s', (_, shown) => {
    expect(pinned(shown)).toEqual(shown.verdicts);
  });
  it.each(named(quick))('%s', async (_, shown) => {
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
