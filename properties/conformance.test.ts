// SPDX-License-Identifier: MIT
/** docs/conformance.md is written from runs on kernels that are not here: what it says is counted, not looked at again. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { conformance } from './conformance.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/conformance.md`, 'utf8');

it('has every saved counterexample of a kernel as it is', () => {
  const saved = entries.flatMap(({ model }) =>
    readdirSync(`${root}counterexamples/${model.name}`).filter((name) => /^v\d.*\.json$/.test(name)),
  );
  expect(page).toContain(`${saved.length} counterexamples of kernels as they are.`);
});
it('has those that were tried each on its own, the others by the reason', () => {
  const row = { model: 'm', name: 'a', kernel: '6.1', why: 'BUG: a|b' };
  const none = { model: 'm', kernel: '', why: '5.4', outcome: 'no-kernel' };
  const text = conformance([
    {
      ...row,
      outcome: 'reproduced',
      forbidden: [
        { outcome: 'kept', why: 'b waited' },
        { outcome: 'happened', why: 'c' },
      ],
    },
    { ...none, name: 'b' },
    { ...none, name: 'c' },
  ]);
  expect(text).toContain('3 counterexamples');
  expect(text).toContain('| m | a | 6.1 | BUG: a\\|b |');
  expect(text).toContain('| m | 5.4 | 2 |');
  expect(text).toContain('tried as well: 2\n\n1 did not happen, 1 HAPPENED.');
  expect(text).toContain('| m | a | 6.1 | did not happen: b waited |');
});
