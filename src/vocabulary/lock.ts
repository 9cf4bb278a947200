// SPDX-License-Identifier: MIT
/**
 * Locks with one holder: spinlocks, mutexes, an uncontended writer's rwsem. A lock is a field of shared memory that
 * holds its holder's name. Spread into a step: `t.on({ ...place, ...waitsFor('lock') }, { ...takes('lock', t.name), target })`.
 */
import type { Fields } from '../model/domain.ts';
import { fault } from '../model/thread.ts';

type Holding<L extends string> = { [lock in L]: string | null };

/** Says of a step that it waits for the lock's holder: what deadlock cycles are read from. */
export const waitsFor = <L extends string>(lock: L) => ({ lock, waitsFor: (k: Holding<L>) => [k[lock]] });

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

/**
 * might_sleep(): the first candidate of a step that may block. It faults where the thread holds a spinlock (in_atomic
 * is true); CONFIG_DEBUG_ATOMIC_SLEEP reports the same place in a real kernel (___might_sleep(), kernel/sched/core.c).
 */
export function mightSleep(memory: Fields, self: string) {
  const spinlocks = Object.keys(memory).filter((name) => {
    const domain = memory[name];
    return domain?.kind === 'scalar' && domain.lock === 'spinlock';
  });
  return {
    guard: (k: object) => spinlocks.some((lock) => (k as Holding<string>)[lock] === self),
    target: fault('sleeping-in-atomic'),
    note: 'in_atomic(): 1',
  };
}
