// SPDX-License-Identifier: MIT
/** Every bug of the corpus, asked before and after its fix: docs/bug-corpus.md is what is found. `npm run corpus` writes it. */
import { expect, it } from 'vitest';
import { document, findAll } from './corpus/document.ts';

it('docs/bug-corpus.md is written from runs', async () => {
  const found = await findAll();
  for (const { before, after, bug } of found)
    expect([bug.bug, before, after]).toEqual([bug.bug, 'violated', 'holds']);
  await expect(await document(found)).toMatchFileSnapshot('../docs/bug-corpus.md');
});
