// SPDX-License-Identifier: MIT
/**
 * What a model says can't happen, beside what a counterexample says can: with one thread held, another waits; or does the
 * same as in the trace and meets nothing, since the first is held earlier or later than there.
 */
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, successorsBy } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { breaking } from '../counterexample/counterexample.ts';
import { explain } from '../counterexample/trace.ts';
import type { Trace, TraceStep, Way } from '../counterexample/trace.ts';
import type { Operations } from '../model/operations.ts';
import { isError } from '../model/mistake.ts';
import { ScheduleError } from '../model/reference.ts';
import type { Property, StepEvent } from '../model/types.ts';
import { enters, pathTo, Planner } from './plan.ts';
import type { Plan, Probe } from './plan.ts';

export interface Forbidden {
  readonly kind: 'waits' | 'harmless';
  /** Who is held, and after which of its steps. */
  readonly held: string;
  readonly step: string;
  readonly other: string;
  /** waits: the step that it can't take meanwhile. */
  readonly behind?: string;
  /** Up to where `held` is held, and what `other` does then. */
  readonly plan: Plan;
  /** waits: where `other` gets only once `held` goes on. */
  readonly after?: readonly Probe[];
}

/** States that a search for one of these looks at: what two threads do from a state is far less. */
const MOST = 20_000;
/** Functions that are watched for a thread that is not to come there. */
const MARKS = 8;
/** Steps that a thread is let go on by itself, to be held later. */
const LATER = 40;

/** At most one that waits, one held earlier, one held later. */
export function forbidden(
  compiled: Compiled,
  property: Property,
  way: Way,
  operations: Operations,
): readonly Forbidden[] {
  const seeker = new Seeker(compiled, property, way, operations);
  return [seeker.waiting(), seeker.harmless('earlier'), seeker.harmless('later')].filter(
    (found) => found !== undefined,
  );
}

interface Reached {
  readonly cells: Cells;
  readonly schedule: readonly StepEvent[];
}

class Seeker {
  private readonly compiled: Compiled;
  private readonly way: Way;
  private readonly trace: Trace;
  private readonly planner: Planner;
  private readonly operations: Operations;
  private readonly isBroken: (cells: Cells) => boolean;
  /** The last step before the violation's thread goes on to it: where the other is held in the trace. */
  private readonly decisive: number;

  constructor(compiled: Compiled, property: Property, way: Way, operations: Operations) {
    this.compiled = compiled;
    this.way = way;
    this.trace = explain(compiled, way);
    this.planner = new Planner(compiled, operations);
    this.operations = operations;
    this.isBroken = breaking(compiled, property);
    const last = this.trace.steps.at(-1)?.thread;
    this.decisive = this.trace.steps.findLastIndex(({ thread }) => thread !== last);
  }

  /** The nearest step to the decisive one after which some other thread comes to wait. */
  waiting(): Forbidden | undefined {
    const { steps } = this.trace;
    const from = this.decisive < 0 ? steps.length - 1 : this.decisive;
    const others = this.compiled.program.threads.map(({ name }) => name);
    for (let i = from; i >= 0; i--)
      for (const name of others.filter((other) => other !== steps[i]?.thread)) {
        const found = this.waitsAfter(i, name);
        if (found) return found;
      }
    return undefined;
  }

  private waitsAfter(i: number, other: string): Forbidden | undefined {
    const { steps, states } = this.trace;
    const { thread: held, label: step } = steps[i] as TraceStep;
    const start: Reached = {
      cells: states[i + 1] as Cells,
      schedule: this.way.schedule.slice(0, i + 1),
    };
    const alone = this.closure(start, [other]);
    if (!alone || alone.length < 2 || alone.slice(1).some(({ cells }) => this.isOver(cells, other)))
      return undefined;
    const places = new Set(alone.map(({ cells }) => this.placeOf(cells, other)));
    const past = this.closure(start, [other, held], ({ cells }) => !places.has(this.placeOf(cells, other)));
    const way = past?.at(-1);
    if (!way || places.has(this.placeOf(way.cells, other))) return undefined;
    const end = this.closure(way, [other])?.find(({ cells }) => this.isOver(cells, other)) ?? way;
    const whole = this.explained(end.schedule);
    const after = this.behind(whole, way.schedule.length, other, places);
    const plan = this.planFor(start.schedule, end.schedule, other);
    if (!plan || after.length === 0 || !this.isPossible(plan, held, other)) return undefined;
    const behind = whole.steps[way.schedule.length - 1]?.label ?? '';
    return { kind: 'waits', held, step, other, behind, plan, after };
  }

  /**
   * What a thread enters from a step on, and not on its way to where it waits, or round: functions that the model is of,
   * for others may be entered elsewhere. Not what it leaves: so does who fails to take a lock.
   */
  private behind(
    { steps, states }: Trace,
    from: number,
    thread: string,
    places: ReadonlySet<number>,
  ): readonly Probe[] {
    const { positions } = this.threadOf(thread);
    const before = new Set([...places].flatMap((place) => enters(positions[place])));
    const own = steps.map((step, i) => ({ step, i })).filter(({ step }) => step.thread === thread);
    const modelled = new Set(own.flatMap(({ step }) => pathTo(step.at)));
    const found = own
      .filter(({ i }) => i >= from - 1)
      .flatMap(({ step, i }) => this.planner.holds([step], states[i + 1]))
      .filter(({ on, func }) => on === 'entry' && modelled.has(func) && !before.has(func));
    return found.filter(({ func }, n) => found.findIndex((p) => p.func === func) === n).slice(0, MARKS);
  }

  /** The same of the violation's thread, with the other held at the nearest step to the decisive one where it does no harm. */
  harmless(when: 'earlier' | 'later'): Forbidden | undefined {
    const { steps } = this.trace;
    const other = steps.at(-1)?.thread;
    const held = steps[this.decisive]?.thread;
    if (other === undefined || held === undefined) return undefined;
    const without = this.way.schedule.slice(0, this.decisive + 1).filter(({ type }) => type !== other);
    const ways = when === 'earlier' ? this.shorter(without, held) : this.longer(without, held);
    for (const way of ways) {
      const found = this.harmlessAfter(way, held, other);
      if (found) return found;
    }
    return undefined;
  }

  private harmlessAfter(schedule: readonly StepEvent[], held: string, other: string): Forbidden | undefined {
    const trace = this.tried(schedule);
    if (!trace) return undefined;
    const alone = this.closure({ cells: trace.states.at(-1) as Cells, schedule }, [other]);
    if (!alone || alone.length < 2 || alone.some(({ cells }) => this.isBroken(cells))) return undefined;
    const end = alone.slice(1).find(({ cells }) => this.isOver(cells, other));
    // Of several ways it may take another, which must end as well.
    if (!end || !alone.every(({ cells }) => this.goesOn(cells, other))) return undefined;
    const plan = this.planFor(schedule, end.schedule, other);
    if (!plan || !this.isPossible(plan, held, other)) return undefined;
    return { kind: 'harmless', held, step: trace.steps.at(-1)?.label ?? '', other, plan };
  }

  private *shorter(schedule: readonly StepEvent[], held: string): Iterable<readonly StepEvent[]> {
    for (let n = schedule.length - 1; n > 0; n--)
      if (schedule[n - 1]?.type === held) yield schedule.slice(0, n);
  }
  private *longer(schedule: readonly StepEvent[], held: string): Iterable<readonly StepEvent[]> {
    const { index } = this.threadOf(held);
    let way = schedule;
    let cells = this.tried(schedule)?.states.at(-1);
    for (let n = 0; n < LATER && cells; n++) {
      const [next] = successorsBy(this.compiled, cells, index);
      if (!next) return;
      way = [...way, event(held, next.choice)];
      cells = next.cells;
      yield way;
    }
  }

  /** Holds of the way to where `held` is, with it held there. Undefined where it can't be. */
  private planFor(
    before: readonly StepEvent[],
    whole: readonly StepEvent[],
    other: string,
  ): Plan | undefined {
    const trace = this.explained(whole);
    const { segments, taken } = this.planner.plan({
      steps: trace.steps.slice(0, before.length + 1),
      states: trace.states.slice(0, before.length + 2),
    });
    const up = segments.slice(0, -1);
    const now = up.at(-1)?.until;
    if (trace.steps[before.length]?.thread !== other || typeof now === 'string' || !now?.length)
      return undefined;
    return {
      segments: up,
      taken: new Map(taken).set(other, this.planner.plan(trace).taken.get(other) ?? []),
    };
  }

  /** Whether both are known on a kernel, and are not one task there. */
  private isPossible({ taken }: Plan, held: string, other: string): boolean {
    const task = (name: string) => this.operations.task?.(name) ?? name;
    const known = [...taken].every(
      ([name, steps]) => typeof this.operations.thread(name, steps) !== 'string',
    );
    return known && task(held) !== task(other);
  }

  /** All that these threads alone can come to; up to the first that is wanted. Undefined: too many, or a fault. */
  private closure(
    start: Reached,
    names: readonly string[],
    wanted: (at: Reached) => boolean = () => false,
  ): readonly Reached[] | undefined {
    const found = [start];
    const seen = new Set([start.cells.join()]);
    for (let i = 0; i < found.length; i++) {
      const { cells, schedule } = found[i] as Reached;
      for (const name of names)
        for (const next of successorsBy(this.compiled, cells, this.threadOf(name).index)) {
          const key = next.cells.join();
          if (seen.has(key)) continue;
          seen.add(key);
          const one = { cells: next.cells, schedule: [...schedule, event(name, next.choice)] };
          if (hasFaulted(this.compiled, next.cells)) return undefined;
          found.push(one);
          if (wanted(one)) return found;
          if (found.length > MOST) return undefined;
        }
    }
    return found;
  }

  private threadOf(name: string) {
    const thread = this.compiled.program.threads.find((t) => t.name === name);
    if (!thread) throw new Error(`no thread ${name}`);
    return thread;
  }
  private placeOf(cells: Cells, name: string): number {
    return cells[this.compiled.map.pcs[this.threadOf(name).index] as number] as number;
  }
  private isOver(cells: Cells, name: string): boolean {
    return this.threadOf(name).positions[this.placeOf(cells, name)]?.validEnd === true;
  }
  private goesOn(cells: Cells, name: string): boolean {
    return (
      this.isOver(cells, name) || successorsBy(this.compiled, cells, this.threadOf(name).index).length > 0
    );
  }
  private explained(schedule: readonly StepEvent[]): Trace {
    return explain(this.compiled, { schedule, initial: this.way.initial });
  }
  private tried(schedule: readonly StepEvent[]): Trace | undefined {
    try {
      return this.explained(schedule);
    } catch (error) {
      if (isError(error) && error instanceof ScheduleError) return undefined;
      throw error;
    }
  }
}

const event = (type: string, choice: string | undefined): StepEvent => ({
  type,
  ...(choice !== undefined && { choice }),
});
