// SPDX-License-Identifier: MIT
/**
 * local_lock_t (include/linux/local_lock_internal.h, v6.1, without PREEMPT_RT): one for each CPU, and nothing
 * but preempt_disable(), or local_irq_disable(), with a name that lockdep knows. It excludes who else could run on that
 * CPU meanwhile: other tasks; interrupts only by local_lock_irq(). Whoever takes it while it is held there, an interrupt
 * or the thread itself, finds l->owner set (local_lock_acquire()): a fault. Memory has `cpus()`, the thread a `cpu`.
 */
import { array, spinlock } from '../model/domain.ts';
import { about, cellAt, fieldOf } from '../model/path.ts';
import type { About } from '../model/path.ts';
import { fault } from '../model/thread.ts';
import { contextOf } from './context.ts';
import type { ContextWords } from './context.ts';
import { notHeld } from './lock.ts';

type Holder = string | null;
/** A lock for each CPU: `local_lock('take', 'pagesets.lock[cpu]')`. */
export const localLock = (cpus: number, threads: readonly string[]) => array(cpus, spinlock(threads));

const taking =
  (call: string, disable: (words: ContextWords, k: object) => void) =>
  <const L extends string>(name: string, lock: L, says = `${call}(&${fieldOf(lock)})`): About<L, Holder> =>
    about(
      name,
      { says, primitive: 'local_lock', acquires: { lock: fieldOf(lock) } },
      {
        when: (...given) => cellAt<Holder>(lock).get(...given) !== null,
        note: 'l->owner is set',
        then: fault('local-lock-held'),
      },
      {
        does: (...given) => {
          disable(contextOf(given[3]), given[0] as object);
          cellAt<Holder>(lock).set(given, given[3].name);
        },
      },
    );
const letting =
  (call: string, enable: (words: ContextWords, k: object) => void) =>
  <const L extends string>(name: string, lock: L, says = `${call}(&${fieldOf(lock)})`): About<L, Holder> =>
    about(name, { says, primitive: 'local_lock' }, notHeld(lock), {
      does: (...given) => {
        cellAt<Holder>(lock).set(given, null);
        enable(contextOf(given[3]), given[0] as object);
      },
    });
export const local_lock = taking('local_lock', (words, k) => words.preempt_disable(k));
export const local_unlock = letting('local_unlock', (words, k) => words.preempt_enable(k));
export const local_lock_irq = taking('local_lock_irq', (words, k) => words.local_irq_disable(k));
export const local_unlock_irq = letting('local_unlock_irq', (words, k) => words.local_irq_enable(k));
