// SPDX-License-Identifier: MIT
/**
 * Where a run takes its turn: the last state from which the violation could still be avoided, and the two steps of
 * different threads whose order decides it. docs/repairs.md says what is meant.
 */
import type { Trace } from '../counterexample/trace.ts';
import type { StepEvent } from '../model/types.ts';
import type { Avoiding, Uses } from './avoid.ts';

export interface Turning {
  /** The step after which no run avoids it, an index into the trace; -1: none does from the start on. */
  readonly turn: number;
  /** Other outcomes of that step after which it can. */
  readonly otherwise: readonly string[];
  readonly pair?: Pair;
}
/** The second, done before the first, leaves a state from which it can be avoided. */
export interface Pair {
  /** Of the trace's steps, by index; the second may be one that the trace ends before. */
  readonly first: number;
  readonly second: number | Ahead;
  /** In the other order no run from there has it at all. */
  readonly gone: boolean;
}
/** A step that a thread has before it when the trace ends. */
export interface Ahead {
  readonly thread: string;
  readonly says: string;
}

/** Steps that are looked at beyond the trace's end. */
const FAR = 12;

export function turning(avoid: Avoiding, { steps }: Trace): Turning {
  const states = [avoid.start];
  for (const { event } of steps) states.push(avoid.after(states.at(-1) as number, event) as number);
  const turn = states.findLastIndex((s) => avoid.canAvoid(s));
  const last = steps[turn];
  if (!last) return { turn, otherwise: [] };
  const [state, { event, thread }] = [states[turn] as number, last];
  const others = avoid.eventsOf(state, thread).filter((e) => e.choice !== event.choice);
  const otherwise = others.flatMap((e) =>
    avoid.canAvoid(avoid.after(state, e) as number) ? (e.choice ?? []) : [],
  );
  const swaps = new Swaps(avoid, steps, states, turn);
  const [best] = swaps.all.toSorted((a, b) => swaps.rank(a) - swaps.rank(b));
  return { turn, otherwise, ...(best && { pair: best.pair }) };
}

interface Swap {
  readonly pair: Pair;
  /** One changes what the other looks at, or changes. */
  readonly meet: boolean;
}
/** Pairs of steps of a trace around its turn, each tried in the other order. */
class Swaps {
  private readonly avoid: Avoiding;
  private readonly steps: Trace['steps'];
  /** The state before each step, and the last. */
  private readonly states: readonly number[];
  private readonly turn: number;

  constructor(avoid: Avoiding, steps: Trace['steps'], states: readonly number[], turn: number) {
    [this.avoid, this.steps, this.states, this.turn] = [avoid, steps, states, turn];
  }

  get all(): Swap[] {
    const { steps, turn } = this;
    const others = [...steps.entries()].filter(([, s]) => s.thread !== steps[turn]?.thread);
    const threads = this.avoid.threads.filter((name) => name !== steps[turn]?.thread);
    return [
      ...others.flatMap(([i]) => (i < turn ? (this.later(i) ?? []) : [])),
      ...threads.flatMap((thread) => this.sooner(thread)),
    ];
  }

  /** After which nothing has it comes first; then what meets; then what is nearest: that says most. */
  rank({ pair: { first, second, gone }, meet }: Swap): number {
    const apart = (typeof second === 'number' ? second : this.steps.length) - first;
    return (gone ? 0 : 2e6) + (meet ? 0 : 1e6) + apart;
  }

  /** A step before the turn, done after what others do up to there: after as much of it as suffices. */
  private later(first: number): Swap | undefined {
    const { avoid, steps, states, turn } = this;
    const whole = steps
      .slice(first, turn + 1)
      .map((s, n) => ({ event: s.event, thread: s.thread, at: first + n }));
    const own = steps[first] as Step;
    for (const { at, ...second } of whole) {
      if (second.thread === own.thread) continue;
      const isMoved = (s: (typeof whole)[number]) => s.at <= at && s.thread !== own.thread;
      const moved = this.run(states[first] as number, whole.filter(isMoved));
      if (moved === undefined) return undefined;
      const state = this.asFar(
        moved,
        whole.filter((s) => !isMoved(s)),
      );
      if (!avoid.canAvoid(state)) continue;
      const meet = meeting(
        avoid.uses(states[first] as number, own.event),
        avoid.uses(states[at] as number, second.event),
      );
      return { pair: { first, second: at, gone: avoid.isGone(state) }, meet };
    }
    return undefined;
  }

  /** The turn, done after what another thread does later: in the trace, and, alone, beyond its end. */
  private sooner(thread: string): Swap[] {
    const { avoid, steps, states, turn } = this;
    const [before, { event: last }] = [states[turn] as number, steps[turn] as Step];
    const found: Swap[] = [];
    let state = before;
    const take = (event: StepEvent, second: Pair['second']) => {
      const uses = avoid.uses(state, event);
      state = avoid.after(state, event) as number;
      // The turn's own thread may have to wait now.
      const after = avoid.after(state, last) ?? state;
      if (!avoid.canAvoid(after)) return;
      const meet = meeting(avoid.uses(before, last), uses);
      found.push({ pair: { first: turn, second, gone: avoid.isGone(after) }, meet });
    };
    for (const [i, step] of steps.entries()) {
      if (i <= turn || step.thread !== thread) continue;
      if (avoid.after(state, step.event) === undefined) return found;
      take(step.event, i);
    }
    for (let n = 0; n < FAR; n++) {
      const [event, ...more] = avoid.eventsOf(state, thread);
      if (!event || more.length > 0) break;
      take(event, { thread, says: avoid.says(state, thread) });
    }
    return found;
  }

  private run(from: number, events: readonly { readonly event: StepEvent }[]): number | undefined {
    return events.reduce<number | undefined>(
      (at, { event }) => (at === undefined ? undefined : this.avoid.after(at, event)),
      from,
    );
  }

  /** As much of it as can be taken: a thread that can't stands from there on. */
  private asFar(from: number, events: readonly { readonly event: StepEvent }[]): number {
    const stands = new Set<string>();
    return events.reduce((at, { event }) => {
      const next = stands.has(event.type) ? undefined : this.avoid.after(at, event);
      if (next === undefined) stands.add(event.type);
      return next ?? at;
    }, from);
  }
}
type Step = Trace['steps'][number];

const meeting = (a: Uses, b: Uses): boolean =>
  a.writes.some((cell) => b.reads.includes(cell) || b.writes.includes(cell)) ||
  b.writes.some((cell) => a.reads.includes(cell));
