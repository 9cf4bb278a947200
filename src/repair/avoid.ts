// SPDX-License-Identifier: MIT
/**
 * From which states a violation can still be avoided: some run from there never has it. A run goes on while a thread can
 * run, and is weakly fair: a thread that can always run does run. Of something that should come true (`alwaysPossible`,
 * `eventually`) it is from which states that still can.
 */
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { cellsRead, changedCells } from '../counterexample/cells-read.ts';
import { breaking } from '../counterexample/counterexample.ts';
import { Components } from '../explore/components.ts';
import { isEnd } from '../explore/steps.ts';
import { viewOf } from '../model/reference.ts';
import type { Thread } from '../model/program.ts';
import type { Property, StepEvent } from '../model/types.ts';
import { walked } from './walked.ts';
import type { Walked } from './walked.ts';

/** The states by number, and what is known of each. */
export interface Avoiding {
  /** Where the run begins. */
  readonly start: number;
  /** Where a step leads; undefined where it can't be taken. */
  readonly after: (state: number, event: StepEvent) => number | undefined;
  readonly threads: readonly string[];
  /** The statement that a thread stands before. */
  readonly says: (state: number, thread: string) => string;
  /** The cells of shared memory, locks among them, that a step looks at and changes there. */
  readonly uses: (state: number, event: StepEvent) => Uses;
  /** The steps that a thread can take there. */
  readonly eventsOf: (state: number, thread: string) => readonly StepEvent[];
  readonly canAvoid: (state: number) => boolean;
  /** No run from there has it. */
  readonly isGone: (state: number) => boolean;
}

export interface Uses {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** Of runs that begin in an initial state, by its place. Undefined where more than `most` states can be reached. */
export function avoiding(
  compiled: Compiled,
  property: Property,
  { place = 0, most }: { readonly place?: number | undefined; readonly most: number },
): Avoiding | undefined {
  const graph = walked(compiled, place, most);
  if (!graph) return undefined;
  const isGoal = property.kind === 'eventually' || property.kind === 'alwaysPossible';
  const ends = Uint8Array.from(graph.states, isGoal ? goal(compiled, property) : bad(compiled, property));
  const can = leadingTo(graph, ends, () => true);
  const good = isGoal ? can : leadingTo(graph, fairEnds(compiled, graph, ends), (s) => ends[s] === 0);
  const eventsAt = (state: number) =>
    graph.events.slice(graph.steps.first[state] as number, graph.steps.first[state + 1] as number);
  const after = (state: number, { type, choice }: StepEvent) => {
    const nth = eventsAt(state).findIndex((e) => e.type === type && e.choice === choice);
    return nth < 0 ? undefined : graph.steps.to[(graph.steps.first[state] as number) + nth];
  };
  const isMemory = (cell: number) => compiled.map.cells[cell]?.name.startsWith('mem.') === true;
  return {
    start: 0,
    after,
    uses: (state, event) => {
      const [cells, next] = [state, after(state, event) ?? state].map((s) => graph.states[s]) as [
        Cells,
        Cells,
      ];
      return {
        reads: cellsRead(compiled, cells, event.type).filter(isMemory),
        writes: changedCells(cells, next).filter(isMemory),
      };
    },
    threads: compiled.program.threads.map((t) => t.name),
    says: (state, name) => {
      const { positions, index } = compiled.program.threads.find((t) => t.name === name) as Thread;
      return positions[graph.states[state]?.[compiled.map.pcs[index] as number] as number]?.says ?? '';
    },
    eventsOf: (state, thread) => eventsAt(state).filter((e) => e.type === thread),
    canAvoid: (state) => good[state] === 1,
    isGone: (state) => !isGoal && can[state] === 0,
  };
}

type Is = (cells: Cells) => 0 | 1;
/** Whether a state is what the run was to avoid. */
function bad(compiled: Compiled, property: Property): Is {
  const isBroken = breaking(compiled, property);
  const { program, map } = compiled;
  if (property.kind !== 'noFault') return (cells) => (isBroken(cells) ? 1 : 0);
  return (cells) =>
    program.threads.some((t) => {
      const { fault } = t.positions[cells[map.pcs[t.index] as number] as number] ?? {};
      return fault !== undefined && property.faults.includes(fault);
    })
      ? 1
      : 0;
}
/** Whether it has come true; of a possibility a fault counts as that (docs/semantics.md 5). */
function goal(compiled: Compiled, property: Property): Is {
  if (property.kind !== 'eventually' && property.kind !== 'alwaysPossible') return () => 0;
  return (cells) => {
    if (hasFaulted(compiled, cells)) return property.kind === 'alwaysPossible' ? 1 : 0;
    return property.holds(viewOf(compiled.program, toState(compiled, cells))) ? 1 : 0;
  };
}

/** By state: whether a run may end there, or go round for ever, without what it was to avoid. */
function fairEnds(compiled: Compiled, { steps, threadOf }: Walked, ends: Uint8Array): Uint8Array {
  const states = Int32Array.from(ends.keys()).filter((s) => ends[s] === 0);
  const found = new Uint8Array(steps.count);
  if (states.length === 0) return found;
  const parts = new Components(steps, states, new Uint8Array(steps.to.length));
  parts.split(states, (part) => {
    const [one] = part as unknown as [number];
    if ((part.length === 1 && isEnd(steps, one)) || isFair(compiled, { steps, threadOf }, parts.member, part))
      for (const s of part) found[s] = 1;
  });
  return found;
}

/** It can be gone round, and each thread steps within it, or can't in some state of it. */
function isFair(
  { program: { threads } }: Compiled,
  { steps: { first, to }, threadOf }: Pick<Walked, 'steps' | 'threadOf'>,
  member: Int32Array,
  part: Int32Array,
): boolean {
  const name = member[part[0] as number];
  const moves = new Set<number>();
  const always = new Set(threads.keys());
  for (const s of part) {
    const can = new Set<number>();
    for (let e = first[s] as number; e < (first[s + 1] as number); e++) {
      can.add(threadOf[e] as number);
      if (member[to[e] as number] === name) moves.add(threadOf[e] as number);
    }
    for (const t of always) if (!can.has(t)) always.delete(t);
  }
  return moves.size > 0 && [...always].every((t) => moves.has(t));
}

/** By state: whether one of `ends` can be reached, through states that are `within`. */
function leadingTo(
  { steps: { count, first, to } }: Walked,
  ends: Uint8Array,
  within: (state: number) => boolean,
) {
  const reach = ends.slice();
  const from = Array.from({ length: count }, (): number[] => []);
  for (let s = 0; s < count; s++)
    for (let e = first[s] as number; e < (first[s + 1] as number); e++) from[to[e] as number]?.push(s);
  const queue = [...reach.keys()].filter((s) => reach[s] === 1);
  for (const state of queue)
    for (const before of from[state] ?? [])
      if (reach[before] === 0 && within(before)) {
        reach[before] = 1;
        queue.push(before);
      }
  return reach;
}
