// SPDX-License-Identifier: MIT
/** A thread that may be moved between two statements, and one that is pinned. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { array, int } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import { get_cpu, pinnedCpus, put_cpu, smp_processor_id, this_cpu } from './migrate.ts';

const names = ['a', 'b'];
const memory = { pinned: pinnedCpus(2, names), pcp: array(2, int(0, 2)) };
const stack = { on: int(0, 1), count: int(0, 2) };
type K = Values<typeof memory>;
type Me = Values<typeof stack>;
const { fn, step } = code<K, Me>();

/** pcp++ as a load and a store. */
const load = step('load', 'count = *ptr', (k, me) => (me.count = k.pcp[me.on] as number));
const store = step('store', '*ptr = count + 1', (k, me) => (k.pcp[me.on] = me.count + 1));
const pinned = fn(at, [get_cpu('get', 'pinned', 'on'), load, store, put_cpu('put', 'pinned')]);
const ask = (debugPreempt: boolean) => smp_processor_id('ask', 'pinned', 'on', { debugPreempt });
const preemptible = (debug: boolean) => fn(at, [ask(debug), load, store]);
const increments = fn(at, [
  this_cpu(
    'inc',
    'this_cpu_inc(pcp)',
    'pinned',
    (k: K, _me: Me, cpu) => (k.pcp[cpu] = (k.pcp[cpu] as number) + 1),
  ),
]);

const all = always('all', 'None is lost.', (s) => !s.quiet || s.mem.pcp[0] + s.mem.pcp[1] === 2);
const apart = sometimes('apart', 'One on each CPU.', (s) => s.mem.pcp[0] === 1 && s.mem.pcp[1] === 1);
const together = sometimes('together', 'Both on one CPU.', (s) => s.mem.pcp[0] === 2);
const both = (f: ReturnType<typeof fn>) => ({ a: { fn: f, stack }, b: { fn: f, stack } });

it.each([
  ['pinned', pinned, []],
  ['one access', increments, []],
  ['preemptible', preemptible(false), ['all']],
])('%s: an increment is lost only where the thread may move', (_name, f, found) => {
  expect(
    wrong(memory, both(f as typeof pinned), all, apart, together).filter((w) => w !== 'together'),
  ).toEqual(found);
});
it('CONFIG_DEBUG_PREEMPT complains of the question, and not of a pinned thread', () => {
  expect(wrong(memory, { a: { fn: preemptible(true), stack } })).toEqual([
    'smp-processor-id-preemptible a.ask',
  ]);
  const inside = fn(at, [get_cpu('get', 'pinned', 'on'), ask(true), put_cpu('put', 'pinned')]);
  expect(wrong(memory, { a: { fn: inside, stack } })).toEqual([]);
});
it('put_cpu() of a thread that is pinned to none is a fault', () => {
  const twice = fn(at, [
    get_cpu('get', 'pinned', 'on'),
    put_cpu('put', 'pinned'),
    put_cpu('again', 'pinned'),
  ]);
  expect(wrong(memory, { a: { fn: twice, stack } })).toEqual(['preempt-count-underflow a.again']);
});
it('more threads than CPUs wait for one', () => {
  const one = { ...memory, pinned: pinnedCpus(1, names), pcp: array(2, int(0, 2)) };
  expect(wrong(one, both(pinned), all, together)).toEqual([]);
});
