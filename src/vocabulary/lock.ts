// SPDX-License-Identifier: MIT
/**
 * Locks with one holder: spinlocks, mutexes, an uncontended writer's rwsem. A lock is a field of shared memory that
 * holds its holder's name. As statements: `mutex_lock('lock_device', 'device_lock')`, the state's name and the field's.
 * Spread into a step: `t.on({ ...place, ...waitsFor('lock') }, { ...takes('lock', t.name), target })`.
 */
import { word } from '../model/code.ts';
import type { Then } from '../model/code.ts';
import { holdersOf, locksOf } from '../model/locks.ts';
import type { Arm, Effect, FlowOf, Self, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';

type Holding<L extends string> = { [lock in L]: string | null };

/** Says of a step that it takes the lock, and waits for its holder: what lock order and deadlock cycles are read from. */
export const waitsFor = <L extends string>(lock: L) => ({
  lock,
  acquires: { lock },
  waitsFor: (k: Holding<L>) => [k[lock]],
});

/** Taken when free: `spin_lock`, `mutex_lock`, `percpu_down_write`. */
export const takes = <L extends string>(lock: L, self: string) => ({
  guard: (k: Holding<L>) => k[lock] === null,
  effect: (k: Holding<L>) => {
    k[lock] = self as Holding<L>[L];
  },
});

/** Lets the lock go. Letting go of a lock held by somebody else is a mistake in the model. */
export const drops = <L extends string>(lock: L, self: string) => ({
  effect: (k: Holding<L>) => {
    if (k[lock] !== self) throw new Error(`${self} releases ${lock}, held by ${k[lock] ?? 'nobody'}`);
    k[lock] = null as Holding<L>[L];
  },
});

/** As an effect, for a statement that does more: `if (new) ...` after the unlock. */
export const unlocks =
  <L extends string>(lock: L): Effect<Holding<L>, unknown> =>
  (k, _me, _choice, self) =>
    drops(lock, self.name).effect(k);

/** Its text is that of the call, unless the C calls it by another name: `device_lock(dev)`. */
const taking =
  (call: string) =>
  <const L extends string>(name: string, lock: L, says = `${call}(&${lock})`): Stmt<Holding<L>> =>
    word(name, { says, ...waitsFor(lock) }, taken(lock));
const letting =
  (call: string) =>
  <const L extends string, K = unknown, Me = unknown>(
    name: string,
    lock: L,
    says = `${call}(&${lock})`,
    /** What else is over with it. */
    also?: Effect<K, Me>,
  ): Stmt<Holding<L> & K, Me> =>
    word<Holding<L> & K, Me>(name, says, {
      does: (k, me, choice, self) => {
        unlocks(lock)(k, me, choice, self);
        also?.(k, me, choice, self);
      },
    });
const taken = <L extends string>(lock: L): Arm<Holding<L>, unknown> => ({
  when: (k) => k[lock] === null,
  does: (k, _me, _choice, self) => takes(lock, self.name).effect(k),
});
export const spin_lock = taking('spin_lock');
export const spin_unlock = letting('spin_unlock');
export const mutex_lock = taking('mutex_lock');
export const mutex_unlock = letting('mutex_unlock');
/** Of one writer and no reader. */
export const down_write = taking('down_write');
export const up_write = letting('up_write');
/** `held`: what is done where it is not free. */
export const mutex_trylock = <const L extends string, const W extends Arm<Holding<L>, unknown>>(
  name: string,
  lock: L,
  held: W,
): Stmt<Holding<L>, unknown, FlowOf<Then<W>>> =>
  word(
    name,
    { says: `mutex_trylock(&${lock})`, acquires: { lock, trylock: true } },
    { ...taken(lock), note: 'taken' },
    held,
  ) as never;

/**
 * might_sleep(): the first way of a statement that may block. It faults where the thread holds a spinlock (in_atomic()
 * is true); CONFIG_DEBUG_ATOMIC_SLEEP reports the same place in a real kernel (___might_sleep(), kernel/sched/core.c).
 */
export const might_sleep = {
  when: (k: object, _me: unknown, _choice: string, { name, memory }: Self): boolean =>
    locksOf(memory).some(
      (lock) => lock.kind === 'spinlock' && holdersOf(lock, k).some(({ by }) => by === name),
    ),
  note: 'in_atomic(): 1',
  then: fault('sleeping-in-atomic'),
} satisfies Arm<object, unknown>;
/** The text of alloc_page() where nobody counts the pages that are free: if it may fail, it does as it likes. */
export const alloc_page = (says: string, mayFail: boolean) => ({
  says,
  primitive: 'alloc_page',
  ...(mayFail && { choices: ['ok', 'ENOMEM'] }),
});
