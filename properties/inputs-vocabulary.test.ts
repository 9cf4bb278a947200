// SPDX-License-Identifier: MIT
/** What a debugging kernel complains of is found in every model: unlocks of what is not held, sleeps in atomic context. */
import { expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const file = input('vocabulary/locks.js');
const SLEEPS = ['no-splat', 'sleeping-in-atomic!'];
const UNBALANCED = ['no-splat', 'bad-unlock-balance!'];

it.each([
  ['spinlock-in-array', ...SLEEPS],
  ['spinlock-in-record', ...SLEEPS],
  ['preempt-off', ...SLEEPS],
  ['interrupts-off', ...SLEEPS],
  ['rcu-reader', ...SLEEPS],
  ['mutex-not-held', ...UNBALANCED],
  ['percpu-rwsem-not-held', ...UNBALANCED],
  ['rwsem-not-held', ...UNBALANCED],
  ['mutex-twice', 'no-deadlock', 'DEADLOCK'],
  ['read-then-write', 'no-deadlock', 'DEADLOCK'],
])('%s is violated, in one way', async (design, property, how) => {
  const { status, out } = await command(`check ${file} --design ${design}`);
  expect(out).toMatch(new RegExp(`${property} +violated, 1 way`));
  expect([status, out.toUpperCase()]).toEqual([1, expect.stringContaining(how.toUpperCase())]);
});

it('two readers are inside together, and nothing is said of what holds unasked', async () => {
  const { status, out } = await command(`check ${file} --design two-readers`);
  expect([status, out]).toEqual([0, expect.stringMatching(/together +holds/)]);
  expect(out).not.toContain('no-splat');
  const listed = await command('list m', [
    { model: ((await import(file)) as { default: never }).default, expected: [] },
  ]);
  expect(listed.out).not.toContain('no-splat');
});

it.each(['--random 50', '--bitstate 1M', '--compact 1M', '--reduce all'])(
  'every search finds it: %s',
  async (options) => {
    const { status, out } = await command(`check ${file} --design mutex-not-held ${options}`);
    expect([status, out]).toEqual([1, expect.stringContaining('no-splat is violated.')]);
    const none = await command(`check ${file} --design two-readers ${options} --json`);
    expect(none.out).not.toContain('no-splat');
  },
);
