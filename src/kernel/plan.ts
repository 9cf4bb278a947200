// SPDX-License-Identifier: MIT
/**
 * A trace as holds: where each thread is stopped, and who goes on then. Between two steps of a thread the kernel enters or
 * leaves functions; one of these is where it stops while others take their steps.
 */
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Trace, TraceStep } from '../counterexample/trace.ts';
import type { Operations, Taken } from '../model/operations.ts';
import type { Position } from '../model/program.ts';
import type { Source } from '../model/types.ts';

export interface Probe {
  readonly on: 'entry' | 'return';
  readonly func: string;
  /** The time in the segment at which it stops there: earlier ones are on its way. */
  readonly nth: number;
}
/** Consecutive steps of one thread. */
export interface Segment {
  readonly thread: string;
  /** The last of them: `acpi.device_add`. */
  readonly step: string;
  /** Where it stops then: the first of these that the kernel has. Or it ends; or it runs on, and what it does is seen. */
  readonly until: readonly Probe[] | 'end' | 'free';
}
export interface Plan {
  readonly segments: readonly Segment[];
  /** What each thread does in the trace. */
  readonly taken: ReadonlyMap<string, readonly Taken[]>;
}

/** Makes plans of a model's traces. */
export class Planner {
  private readonly compiled: Compiled;
  private readonly probes: Readonly<Record<string, readonly string[]>>;

  constructor(compiled: Compiled, { probes = {} }: Pick<Operations, 'probes'>) {
    this.compiled = compiled;
    this.probes = probes;
  }

  plan({ steps, states }: Trace): Plan {
    const ends = steps.flatMap((s, i) => (steps[i + 1]?.thread === s.thread ? [] : [i]));
    const segments = ends.map((end, n): Segment => {
      const { thread, label } = steps[end] as TraceStep;
      const step = { thread, step: label };
      if (end === steps.length - 1) return { ...step, until: 'free' };
      if (this.standing(states[end + 1], thread)?.at === undefined) return { ...step, until: 'end' };
      const from = (ends[n - 1] ?? -1) + 1;
      return { ...step, until: this.holds(steps.slice(from, end + 1), states[end + 1]) };
    });
    const taken = new Map<string, Taken[]>();
    for (const { thread, label, event, note } of steps)
      taken.set(thread, [...(taken.get(thread) ?? []), { thread, label, choice: event.choice, note }]);
    return { segments, taken };
  }

  /** Where a thread can be held after the last of these steps of its, in the state that they lead to. */
  holds(steps: readonly TraceStep[], state: Cells | undefined): readonly Probe[] {
    const { thread, label, at, says } = steps.at(-1) as TraceStep;
    const next = this.standing(state, thread);
    if (!next) return [];
    const own = this.probes[`${label.split('.')[0]}.${next.name}`] ?? [];
    const found = [...own.map((func): Point => ({ on: 'entry', func })), ...between({ at, says }, next)];
    const passed = passedBy(steps);
    const nth = (p: Point) => passed.filter((q) => q.on === p.on && q.func === p.func).length + 1;
    return found.map((point) => ({ ...point, nth: nth(point) }));
  }

  /** Where a thread stands in a state. */
  private standing(state: Cells | undefined, name: string): Position | undefined {
    const thread = this.compiled.program.threads.find((t) => t.name === name);
    const pc = this.compiled.map.pcs[thread?.index ?? 0] as number;
    return thread?.positions[state?.[pc] as number];
  }
}

type Point = Omit<Probe, 'nth'>;
/** What a thread enters and leaves on its way through consecutive steps. */
const passedBy = (steps: readonly Place[]): readonly Point[] =>
  steps.slice(1).flatMap((step, i) => between(steps[i] as Place, step));

interface Place {
  readonly at: Source | undefined;
  readonly says: string;
}

/** What the kernel enters or leaves from one statement to another: first what lies strictly between them. */
export function between(from: Place, to: Place): readonly Point[] {
  const [a, b] = [pathTo(from.at), pathTo(to.at)];
  const shared = a.findIndex((func, i) => func !== b[i]);
  const common = shared < 0 ? a.length : shared;
  const entries = b.slice(common).map((func): Point => ({ on: 'entry', func }));
  const returns = a.slice(common).map((func): Point => ({ on: 'return', func }));
  const called = calls(to.says).map((func): Point => ({ on: 'entry', func }));
  const done = calls(from.says).map((func): Point => ({ on: 'return', func }));
  return [...entries, ...returns, ...called, ...done];
}
export const pathTo = (at: Source | undefined): readonly string[] =>
  at === undefined ? [] : [...(at.callers ?? []), at.func];

/** What a statement calls: `percpu_down_write(&mem_hotplug_lock)`. Macros in capitals are no functions. */
const calls = (says: string): readonly string[] =>
  [...says.matchAll(/\b([a-z_]\w*)\(/g)].map(([, name = '']) => name);

/** What is entered for the statement of a position, or called by it. */
export const enters = (position: Position | undefined): readonly string[] =>
  position ? [...pathTo(position.at), ...calls(position.says)] : [];
