// SPDX-License-Identifier: MIT
/**
 * spin_lock_irq() and spin_unlock_irq() (include/linux/spinlock_api_smp.h, v4.14): __raw_spin_lock_irq() disables
 * interrupts before it spins, __raw_spin_unlock_irq() enables them after the lock is free. Two states each, for others
 * see a CPU that spins with its interrupts off. preempt_disable() adds nothing to that on the CPU of a model.
 */
import type { Candidate, StepInfo } from '../model/thread.ts';
import type { Source } from '../model/types.ts';
import type { ContextWords } from './context.ts';
import { drops, takes, waitsFor } from './lock.ts';

type Holding<L extends string> = { [lock in L]: string | null };
interface Steps<L extends string> {
  readonly name: string;
  on(info: StepInfo<Holding<L>, object>, ...candidates: readonly Candidate<Holding<L>, object>[]): object;
}
interface Place<L extends string> {
  /** The name of the first of the two states. */
  readonly state: string;
  readonly at: Source;
  readonly lock: L;
  /** What the thread does to its CPU: `context(name, cpu, 'task')`. */
  readonly words: ContextWords;
  readonly target: string;
}

export const spinLockIrq = <L extends string>(
  t: Steps<L>,
  { state, at, lock, words, target }: Place<L>,
): Record<string, object> => ({
  [state]: t.on(
    { at, says: `spin_lock_irq(&${lock}): interrupts off` },
    { effect: words.local_irq_disable, target: `${state}_spin` },
  ),
  [`${state}_spin`]: t.on(
    { at, says: `spin_lock_irq(&${lock})`, ...waitsFor(lock) },
    { ...takes(lock, t.name), target },
  ),
});

export const spinUnlockIrq = <L extends string>(
  t: Steps<L>,
  { state, at, lock, words, target }: Place<L>,
): Record<string, object> => ({
  [state]: t.on(
    { at, says: `spin_unlock_irq(&${lock})` },
    { ...drops(lock, t.name), target: `${state}_enable` },
  ),
  [`${state}_enable`]: t.on(
    { at, says: `spin_unlock_irq(&${lock}): interrupts on` },
    { effect: words.local_irq_enable, target },
  ),
});
