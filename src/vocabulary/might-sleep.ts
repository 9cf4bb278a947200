// SPDX-License-Identifier: MIT
/**
 * might_sleep(): __might_resched() (kernel/sched/core.c, v6.1; ___might_sleep() before v5.16) and rcu_sleep_check()
 * (include/linux/rcupdate.h), as CONFIG_DEBUG_ATOMIC_SLEEP, CONFIG_PREEMPT_COUNT and CONFIG_PROVE_RCU have them complain:
 * the thread holds a spinlock or an rwlock, wherever that lies, is in an RCU read section, has preemption or interrupts
 * off, or is an interrupt. What it complains of is a fault, "sleeping function called from invalid context".
 */
import { sharedCpus } from '../model/cpu.ts';
import { holdersOf, locksOf } from '../model/locks.ts';
import type { LockKind } from '../model/locks.ts';
import type { Arm, Self } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import { contextOf } from './context.ts';

/** Who holds one of these is in atomic context. */
const ATOMIC: readonly LockKind[] = ['spinlock', 'rcu'];

/** The first way of a statement that may block. Words that are written for it have it: down_read(), wait_event(), flush_work(). */
export const might_sleep = {
  when: (k: unknown, _me: unknown, _choice: string, self: Self): boolean => isAtomic(k as object, self),
  note: 'in_atomic(): 1',
  then: fault('sleeping-in-atomic'),
} satisfies Arm<unknown, unknown>;

function isAtomic(k: object, self: Self): boolean {
  if (self.cpu !== undefined && sharedCpus(self.memory) > 0 && contextOf(self).inAtomic(k)) return true;
  return locksOf(self.memory).some(
    (lock) => ATOMIC.includes(lock.kind) && holdersOf(lock, k).some(({ by }) => by === self.name),
  );
}
