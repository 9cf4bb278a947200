// SPDX-License-Identifier: MIT
/**
 * What a thread does to the CPU it shares: entering and leaving interrupt or stopper context, preempt_disable(),
 * local_irq_disable(), schedule(). Each is an effect on `cpus` (src/model/cpu.ts), to be called in a step's own.
 */
import { LEVEL } from '../model/cpu.ts';
import type { Context, Cpu, Cpus, Level } from '../model/cpu.ts';

interface Kernel {
  cpus: Cpus;
}
const topOf = (cpu: Cpu) => (cpu.length === 0 ? undefined : cpu[cpu.length - 1]);

/** The words of one thread on one CPU. */
export function context(self: string, cpu: number, kind: Context) {
  const of = (k: object): Cpus[number] => (k as Kernel).cpus[cpu] as Cpus[number];
  const mine = (k: object) => topOf(of(k))?.by === self;
  const raise = (k: object, level: Level) => {
    of(k).push({ by: self, level: LEVEL[level] });
  };
  const lower = (k: object) => {
    const top = topOf(of(k));
    if (top?.by !== self)
      throw new Error(`${self} lowers the level of CPU ${cpu}, which ${top?.by ?? 'nobody'} raised`);
    of(k).pop();
  };
  return {
    /** An interrupt is taken, a stopper is switched to: lower contexts wait until it leaves. */
    enter: (k: object) => raise(k, kind),
    /** Returns from interrupt, or goes to sleep having nothing to do. */
    leave: lower,
    preempt_disable: (k: object) => raise(k, 'preempt_off'),
    preempt_enable: lower,
    local_irq_disable: (k: object) => raise(k, 'irq'),
    local_irq_enable: lower,
    /** local_irq_restore() where interrupts were on. A thread that has slept since finds them on already. */
    irq_restore: (k: object) => {
      if (mine(k) && topOf(of(k))?.level === LEVEL.irq && kind !== 'irq') of(k).pop();
    },
    /**
     * schedule(): gives the CPU up, whatever the thread had disabled. __schedule_bug() complains and goes on with
     * preempt_count reset, and the next task runs with its own interrupt flag (kernel/sched/core.c, v4.14).
     */
    schedule: (k: object) => {
      while (mine(k)) of(k).pop();
    },
    /** in_atomic() || irqs_disabled(): what ___might_sleep() asks (kernel/sched/core.c). */
    inAtomic: (k: object) => mine(k) && (topOf(of(k))?.level ?? 0) >= LEVEL.preempt_off,
  };
}
export type ContextWords = ReturnType<typeof context>;
