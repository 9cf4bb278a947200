// SPDX-License-Identifier: MIT
/**
 * Locks with one holder: spinlocks and mutexes (kernel/locking/mutex.c, include/linux/spinlock.h, v6.1). A lock
 * is a field of shared memory that holds its holder's name, and may lie in records and arrays. As statements:
 * `mutex_lock('lock_device', 'device_lock')`, `spin_lock('take', 'zone[z].lock')`, the state's name and where the lock
 * lies. Letting go of what is not held is a fault, as it is to lockdep: "bad unlock balance detected!".
 * Spread into a step: `t.on({ ...place, ...waitsFor('lock') }, { ...takes('lock', t.name), target })`, and
 * `t.on(place, unbalanced('lock', t.name), { ...drops('lock', t.name), target })`.
 */
import { about, cellAt, fieldOf } from '../model/path.ts';
import type { About, Else, InMemory, OnStack } from '../model/path.ts';
import type { Arm, Effect, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';

type Holder = string | null;

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

/** Lets the lock go. Without {@link unbalanced} before it, letting go of what is not held is a mistake in the model. */
export const drops = <L extends string>(lock: L, self: string) => ({
  effect: (k: Holding<L>) => {
    if (k[lock] !== self) throw new Error(`${self} releases ${lock}, held by ${k[lock] ?? 'nobody'}`);
    k[lock] = null as Holding<L>[L];
  },
});

/** The candidate of a step that lets go of what the thread does not hold. */
export const unbalanced = <L extends string>(lock: L, self: string) => ({
  guard: (k: Holding<L>) => k[lock] !== self,
  note: 'not held',
  target: fault('bad-unlock-balance'),
});

/** As an effect, for a statement that does more: `if (new) ...` after the unlock. {@link notHeld} goes before its ways. */
export const unlocks =
  <L extends string>(lock: L): Effect<Holding<L>, unknown> =>
  (k, _me, _choice, self) =>
    drops(lock, self.name).effect(k);
/** The way of a statement that lets go of what the thread does not hold: where such a lock lies, or when that is so. */
export const notHeld = (
  lock: string | NonNullable<Arm<unknown, unknown>['when']>,
): Arm<unknown, unknown> & { readonly then: 'fault(bad-unlock-balance)' } => ({
  when:
    typeof lock === 'function' ? lock : (...given) => cellAt<Holder>(lock).get(...given) !== given[3].name,
  note: 'not held',
  then: fault('bad-unlock-balance'),
});

const taken = (lock: string): Arm<unknown, unknown> => ({
  when: (...given) => cellAt<Holder>(lock).get(...given) === null,
  does: (...given) => cellAt<Holder>(lock).set(given, given[3].name),
});
/** Its text is that of the call, unless the C calls it by another name: `device_lock(dev)`. */
const taking =
  (call: string) =>
  <const L extends string>(name: string, lock: L, says = `${call}(&${lock})`): About<L, Holder> =>
    about(
      name,
      {
        says,
        lock,
        acquires: { lock: fieldOf(lock) },
        waitsFor: (k, me, self) => [cellAt<Holder>(lock).get(k, me, '', self)],
      },
      taken(lock),
    );
const letting =
  (call: string) =>
  <const L extends string, K = unknown, Me = unknown>(
    name: string,
    lock: L,
    says = `${call}(&${lock})`,
    /** What else is over with it. */
    also?: Effect<K, Me>,
  ): Stmt<InMemory<L, Holder> & K, OnStack<L, Holder> & Me> =>
    about(name, also ? { says, primitive: call } : { says }, notHeld(lock), {
      does: (...given) => {
        cellAt<Holder>(lock).set(given, null);
        also?.(given[0] as K, given[1] as Me, given[2], given[3]);
      },
    }) as never;
export const spin_lock = taking('spin_lock');
export const spin_unlock = letting('spin_unlock');
export const mutex_lock = taking('mutex_lock');
export const mutex_unlock = letting('mutex_unlock');

/** `held`: what is done where it is not free. */
const trying =
  (call: string) =>
  <const L extends string, const W extends Else>(
    name: string,
    lock: L,
    held: W,
    says = `${call}(&${lock})`,
  ): About<L, Holder, W> =>
    about(
      name,
      { says, acquires: { lock: fieldOf(lock), trylock: true } },
      { ...taken(lock), note: 'taken' },
      { ...(held as object) },
    );
export const spin_trylock = trying('spin_trylock');
export const mutex_trylock = trying('mutex_trylock');

/** The text of alloc_page() where nobody counts the pages that are free: if it may fail, it does as it likes. */
export const alloc_page = (says: string, mayFail: boolean) => ({
  says,
  primitive: 'alloc_page',
  ...(mayFail && { choices: ['ok', 'ENOMEM'] }),
});
