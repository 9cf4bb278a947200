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
  ['rcu-not-held', ...UNBALANCED],
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

it('two that wait for each other from the start are drawn, both of them', async () => {
  const { status, out } = await command(`check ${input('vocabulary/waits.js')} --design each-other`);
  expect([status, out]).toEqual([1, expect.stringContaining('no-deadlock is violated.')]);
  for (const wait of ['wait_for_completion(&one)', 'wait_for_completion(&two)']) expect(out).toContain(wait);
});
it('unlocked in a step by hand, what is not held is a fault too', async () => {
  const { status, out } = await command(`check ${input('vocabulary/waits.js')} --design by-hand`);
  expect([status, out]).toEqual([1, expect.stringContaining('bad-unlock-balance!')]);
});
it.each([
  ['misspelt', "unknown lock 'zonn.lock'; did you mean 'zone.lock'?"],
  ['misspelt-inside', 'lokc'],
])('a path that is none is refused, with the step: %s', async (design, said) => {
  const { status, err } = await command(`check ${input('vocabulary/waits.js')} --design ${design}`);
  expect([status, err]).toEqual([3, expect.stringContaining(said)]);
});
