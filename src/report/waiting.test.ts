// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { Ending, Wait } from '../counterexample/ending.ts';
import type { TraceStep } from '../counterexample/trace.ts';
import { wait } from '../testing/wait.ts';
import { quoting } from './quoted.ts';
import { nameText } from './titled.ts';
import { threadNames, waitingSentences } from './waiting.ts';

const steps = [{ says: 'spin_lock(&A)' }, { says: 'queue_work()' }] as TraceStep[];
const told = (parties: readonly Wait[], others: readonly Wait[] = [], once = false) => {
  const ending: Ending = { kind: 'stuck', parties, others, taken: [0, 1] };
  return waitingSentences(ending, quoting(steps, [0, 1], once));
};

it('is one sentence for threads that wait at one step for the same', () => {
  const spins = ['cpu1', 'cpu2', 'cpu3'].map((thread) => wait(thread, { holders: ['hot_add'], since: [1] }));
  expect(told([wait('hot_add', { step: 'hot_add.wait', says: 'wait()' }), ...spins])).toEqual([
    'hot_add waits in "wait()".',
    'cpu1-3 wait in "cpu_relax()" for hot_add, which did "queue_work()" (2).',
  ]);
  expect(told([wait('a'), wait('b', { lock: 'x' })])).toHaveLength(2);
  expect(told([wait('a1', { idle: true }), wait('a3', { idle: true })], [wait('b'), wait('c')])).toEqual([
    'a1 and a3 are idle in "cpu_relax()".',
    'b and c only wait behind them, in "cpu_relax()".',
  ]);
});
it('takes what holds itself for the same, whichever thread it is', () => {
  const own = ['t0', 't1'].map((thread) => wait(thread, { holders: [thread], lock: 'l', since: [0] }));
  expect(told(own)).toEqual([
    't0-1 wait in "cpu_relax()" for l, which it took itself by "spin_lock(&A)" (1).',
  ]);
  expect(told([wait('t0', { holders: ['t0'] })])).toEqual(['t0 waits in "cpu_relax()" for itself.']);
  expect(told([wait('t0', { holders: ['t1'], lock: 'l' })])[0]).toContain('for l, which t1 holds.');
});
it('quotes a step once where there is no room', () => {
  const both = [wait('a', { holders: ['h'], since: [0] }), wait('b', { holders: ['h', 'i'], since: [0, 1] })];
  expect(told(both, [], true)[1]).toBe(
    'b waits in "cpu_relax()" for h, which did (1) and i, which did "queue_work()" (2).',
  );
});
it('names neighbours by their numbers', () => {
  expect(threadNames(['m2', 'm10', 'm9', 'x', 'm1', 'y7'])).toBe('m1-2, m9-10, x, y7');
});
it('tells what a design is, and that which it is told by', () => {
  const designs = { a: { says: 'a: takes the lock.' }, b: { says: 'As a, but late' }, c: { says: 'as d' } };
  expect(['a', 'b', 'c'].map((name) => nameText('Design', name, designs))).toEqual([
    'Design a: takes the lock.',
    'Design b: As a, but late (a: takes the lock).',
    'Design c: as d.',
  ]);
});
