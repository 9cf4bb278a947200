// SPDX-License-Identifier: MIT
/**
 * spin_lock_irq() and spin_unlock_irq() (include/linux/spinlock_api_smp.h, v4.14): __raw_spin_lock_irq() disables
 * interrupts before it spins, __raw_spin_unlock_irq() enables them after the lock is free. Two statements each, for
 * others see a CPU that spins with its interrupts off: `name` and `name_spin`, `name` and `name_enable`.
 * preempt_disable() adds nothing to that on the CPU of a model.
 */
import type { About, InMemory, OnStack } from '../model/path.ts';
import type { Stmt } from '../model/statement.ts';
import { local_irq_disable, local_irq_enable } from './context.ts';
import { spin_lock, spin_unlock } from './lock.ts';

export const spin_lock_irq = <const L extends string>(
  name: string,
  lock: L,
  says = `spin_lock_irq(&${lock})`,
): readonly [Stmt<object>, About<L, string | null>] => [
  local_irq_disable(name, `${says}: interrupts off`),
  spin_lock(`${name}_spin`, lock, says),
];
export const spin_unlock_irq = <const L extends string>(
  name: string,
  lock: L,
  says = `spin_unlock_irq(&${lock})`,
): readonly [Stmt<InMemory<L, string | null>, OnStack<L, string | null>>, Stmt<object>] => [
  spin_unlock(name, lock, says),
  local_irq_enable(`${name}_enable`, `${says}: interrupts on`),
];
