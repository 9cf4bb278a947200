// SPDX-License-Identifier: MIT
/**
 * What a thread does to the CPU it shares: entering and leaving interrupt or stopper context, preempt_disable(),
 * local_irq_disable(), schedule(). Each is a statement, and an effect on `cpus` (src/model/cpu.ts) that a step calls in
 * its own: `contextOf(self).enter(k)`.
 */
import { word } from '../model/code.ts';
import { LEVEL } from '../model/cpu.ts';
import type { Context, Cpu, Cpus, Level } from '../model/cpu.ts';
import type { Guard, Self, Stmt } from '../model/statement.ts';

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

/** Those of the thread whose step it is. */
export function contextOf({ name, cpu, context: kind }: Self): ContextWords {
  if (cpu === undefined)
    throw new RangeError(`${name} is on no shared CPU: thread(memory, '${name}', stack, { cpu })`);
  return context(name, cpu, kind);
}

/** Its text is that of the call, unless the C has another. */
const statement =
  (call: string, change: (words: ContextWords, k: object) => void) =>
  (name: string, says = call): Stmt<object> =>
    word(name, says, { does: (k, _me, _choice, self) => change(contextOf(self), k) });
export const preempt_disable = statement('preempt_disable()', (words, k) => words.preempt_disable(k));
export const preempt_enable = statement('preempt_enable()', (words, k) => words.preempt_enable(k));
export const local_irq_disable = statement('local_irq_disable()', (words, k) => words.local_irq_disable(k));
export const local_irq_enable = statement('local_irq_enable()', (words, k) => words.local_irq_enable(k));
export const local_irq_restore = statement('local_irq_restore(flags)', (words, k) => words.irq_restore(k));
export const schedule = statement('schedule()', (words, k) => words.schedule(k));
/** Taken once it is raised, which may be never. */
export const interrupt = <K extends object>(
  name: string,
  says: string,
  raised?: Guard<K, unknown>,
): Stmt<K> =>
  word(
    name,
    { says, mayWait: true },
    { ...(raised && { when: raised }), does: (k: K, _me, _choice, self) => contextOf(self).enter(k) },
  );
export const return_from_interrupt = statement('<return from interrupt>', (words, k) => words.leave(k));
