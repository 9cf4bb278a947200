// SPDX-License-Identifier: MIT
/**
 * CPUs that several threads share (docs/decisions/0012-contexts.md). Each CPU has a level, as with the spl levels of
 * old: who raised it runs, and a thread whose context is above it may interrupt; nobody else takes a step there.
 * A model declares the field `cpus` with {@link cpus}; thread() then adds {@link mayRun} to every step.
 */
import { array, ghost, int, oneOf, record, seq } from './domain.ts';
import type { ArrayOf, Fields, Value, Scalar } from './domain.ts';

/** What runs at which level, and what keeps it out. A task that is not on the stack is at level 0: preemptible. */
export const LEVEL = { task: 0, stopper: 1, preempt_off: 2, softirq: 3, irq: 4 } as const;
/** preempt_disable() keeps tasks and the stopper out, local_bh_disable() softirqs too, local_irq_disable() all. */
export type Level = keyof typeof LEVEL;
/** What a thread of a model is: `stopper` is the highest scheduling class, kernel/sched/stop_task.c. */
export type Context = 'task' | 'stopper' | 'softirq' | 'irq';

const holder = (threads: readonly string[]): Scalar<string> => ({
  ...oneOf(...(threads as readonly [string, ...string[]])),
  lock: { kind: 'cpu', holders: () => [] },
});
const held = (threads: readonly string[]) =>
  record({
    by: holder(threads),
    level: int(0, LEVEL.irq),
  });
/** Who has raised a CPU's level, outermost first. */
export type Cpu = readonly { readonly by: string; readonly level: number }[];

/**
 * The shared CPUs of a model: put it into memory as `cpus`. `depth`: how often a CPU's level is raised at most,
 * by nested contexts and by one thread. No kernel instruction reads it, so it is a ghost.
 */
export const cpus = (count: number, threads: readonly string[], depth: number) =>
  ghost(array(count, seq(held(threads), depth)));
export type Cpus = Value<ReturnType<typeof cpus>>;

/** How many shared CPUs the memory declares: none, if it has no field made with {@link cpus}. */
export function sharedCpus(memory: Fields): number {
  const field = memory['cpus'] as ArrayOf<unknown> | undefined;
  return field?.kind === 'array' && field.of.kind === 'seq' ? field.length : 0;
}

/** Who keeps a thread of this name and context off the CPU, or null if nobody does. */
export function excludedBy(cpu: Cpu, name: string, context: Context): string | null {
  if (cpu.length === 0) return null;
  const top = cpu[cpu.length - 1] as Cpu[number];
  return top.by === name || LEVEL[context] > top.level ? null : top.by;
}
