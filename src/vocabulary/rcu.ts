// SPDX-License-Identifier: MIT
/**
 * RCU (kernel/rcu/tree.c, v5.3): synchronize_rcu() returns once every read section that had begun before it has ended.
 * It does not wait for later ones. Read sections nest, and never wait. Threads are told of each other:
 * `thread(memory, name, stack, { threads })`. Spread into steps:
 * `t.on({ ...place, primitive: 'rcu' }, { ...readLock('rcu', 0), target })`; a grace period is two steps,
 * {@link startsGracePeriod} and {@link gracePeriodEnds}.
 */
import { word } from '../model/code.ts';
import { array, bool, int, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { asLock } from '../model/locks.ts';
import type { Stmt } from '../model/statement.ts';
import { notHeld } from './lock.ts';
import { might_sleep } from './might-sleep.ts';

/** How deep a thread may nest read sections before the model is taken to be wrong. */
const NESTING = 2;

const fields = (threads: number) => ({
  /** How many read sections each thread is in. */
  nesting: array(threads, int(0, NESTING)),
  /** For each thread in synchronize_rcu(), the readers it still waits for. */
  holdouts: array(threads, array(threads, bool)),
});
/**
 * `threads`: readers and updaters, by name, or how many there are: then might_sleep() can't tell who is in a read
 * section. Lockdep keeps no order of them (rcu_read_lock() has no check).
 */
export const rcuState = (threads: number | readonly string[]) => {
  const names = typeof threads === 'number' ? [] : threads;
  return asLock(record(fields(typeof threads === 'number' ? threads : threads.length)), {
    kind: 'rcu',
    novalidate: true,
    holders: ({ nesting }) =>
      names.filter((_, i) => (nesting[i] as number) > 0).map((by) => ({ by, mode: 'recursive' as const })),
  });
};
export type Rcu = Values<ReturnType<typeof fields>>;

type Holding<R extends string> = { [rcu in R]: Rcu };

/** rcu_read_lock(). `self`: the thread's index. */
export const readLock = <R extends string>(rcu: R, self: number) => ({
  effect: (k: Holding<R>) => {
    k[rcu].nesting[self] = (k[rcu].nesting[self] as number) + 1;
  },
});
/** rcu_read_unlock(): the outermost one is what grace periods wait for. */
export const readUnlock = <R extends string>(rcu: R, self: number) => ({
  effect: (k: Holding<R>) => {
    const depth = k[rcu].nesting[self] as number;
    if (depth === 0) throw new Error(`thread ${self} leaves a read section that it is not in`);
    k[rcu].nesting[self] = depth - 1;
    if (depth === 1) for (const waited of k[rcu].holdouts) waited[self] = false;
  },
});

/** The first half of synchronize_rcu(): who is inside now has to come out. */
export const startsGracePeriod = <R extends string>(rcu: R, self: number) => ({
  effect: (k: Holding<R>) => {
    k[rcu].holdouts[self] = k[rcu].nesting.map((depth) => depth > 0);
  },
});
/** The second half. `threads`: all of them, in the order of their index. */
export const waitsForReadSections = <R extends string>(rcu: R, self: number, threads: readonly string[]) => ({
  primitive: 'rcu',
  lock: rcu,
  waitsFor: (k: Holding<R>) => threads.filter((_, i) => k[rcu].holdouts[self]?.[i] === true),
});
export const gracePeriodEnds = <R extends string>(rcu: R, self: number) => ({
  guard: (k: Holding<R>) => k[rcu].holdouts[self]?.every((waited) => !waited) === true,
});

const primitive = 'rcu';
export const rcu_read_lock = <const R extends string>(name: string, rcu: R): Stmt<Holding<R>> =>
  word(
    name,
    { says: 'rcu_read_lock()', primitive },
    {
      does: (k, _me, _choice, self) => readLock(rcu, self.index).effect(k),
    },
  );
export const rcu_read_unlock = <const R extends string>(name: string, rcu: R): Stmt<Holding<R>> =>
  word<Holding<R>>(
    name,
    { says: 'rcu_read_unlock()', primitive },
    notHeld((k, _me, _choice, self) => (k as Holding<R>)[rcu].nesting[self.index] === 0),
    {
      does: (k, _me, _choice, self) => readUnlock(rcu, self.index).effect(k),
    },
  );
/** Two statements: a grace period starts, and is waited for. */
export const synchronize_rcu = <const R extends string>(
  starts: string,
  waits: string,
  rcu: R,
): readonly Stmt<Holding<R>>[] => [
  word<Holding<R>>(starts, { says: 'synchronize_rcu()', primitive }, might_sleep, {
    does: (k, _me, _choice, self) => startsGracePeriod(rcu, self.index).effect(k),
  }),
  word(
    waits,
    {
      says: 'synchronize_rcu(): readers gone?',
      primitive,
      lock: rcu,
      waitsFor: (k, _me, self) => waitsForReadSections(rcu, self.index, self.threads).waitsFor(k),
    },
    { when: (k, _me, _choice, self) => gracePeriodEnds(rcu, self.index).guard(k) },
  ),
];
