// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { decode } from '../counterexample/format.ts';
import { confirmedOf, toySelection } from '../testing/sample.ts';
import { testAndSet } from '../testing/progress-toys.ts';

const [found] = confirmedOf(toySelection('test-and-set', () => testAndSet('weak')));

it('a loop is drawn between two rules, with why it is fair', () => {
  expect(found?.text().split('\n').slice(7, 20)).toEqual([
    '  busy',
    '  ----',
    `-- repeats from here ${'-'.repeat(51)}`,
    '  toy()',
    '    spin_lock(&lock)',
    '    spin_unlock(&lock)',
    `-- and back to there ${'-'.repeat(51)}`,
    '',
    'The marked steps can repeat for ever, and "t gets the lock" never comes',
    'true. The schedule is fair as asked (weak fairness).',
    '  - busy runs in the loop.',
    '  - t does not run; it can at some points, not all, of the loop.',
    '',
  ]);
});
it('a saved loop is read back as it was', () => {
  expect(decode(found?.json ?? '', 'f')).toEqual(found?.counterexample);
  expect(JSON.parse(found?.json ?? '')).toMatchObject({ version: 2, loop: 0 });
});
