// SPDX-License-Identifier: MIT
/** From states and edges of a finished search back to schedules. */
import { unpack } from '../compile/layout.ts';
import { eventOf, initialCells, sameCells, successors, successorsBy } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import type { Violation } from '../engine/outcome.ts';
import { PER_WORD } from '../compile/bits.ts';
import type { Flag } from '../compile/bits.ts';
import { settled, told } from '../engine/asked.ts';
import { keptForm } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import type { StepEvent } from '../model/types.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';

/** The values of the cells of a state, by its place in the order of discovery. */
export const cellsOf = ({ engine: { layout }, store }: Search, state: number): Cells =>
  unpack(layout, store.states, state * layout.words);

/** A schedule, and the initial state it begins in where there are several. */
export type Way = Pick<Violation, 'schedule' | 'initial'>;

/** What is said of the initial state that is kept as `state`: nothing where there is but one. */
export const startingAt = (search: Search, state: number): { readonly initial?: number } =>
  search.engine.compiled.initials.length === 1 ? {} : { initial: search.roots.get(state) as number };

/** A schedule that the search found, and where it ends: at `state`, or at one that the search takes for it. */
function followed(search: Search, state: number): { events: StepEvent[]; cells: Cells; initial?: number } {
  const path: number[] = [];
  let root = state;
  for (; search.parentOf(root) !== root; root = search.parentOf(root)) path.push(root);
  const start = startingAt(search, root);
  // Where none is taken for another, the states on the way are those that are kept.
  if (!search.engine.code.least) {
    const events = path.toReversed().map((to) => eventInto(search, to));
    return { events, cells: cellsOf(search, state), ...start };
  }
  let cells = initialCells(search.engine.compiled, start.initial);
  const events = path.toReversed().map((to) => {
    const wanted = cellsOf(search, to);
    const step = pick(search, cells, (s) => sameCells(keptForm(search.engine, s.cells), wanted));
    cells = step.cells;
    return eventOf(search.engine.compiled, step);
  });
  return { events, cells, ...start };
}

/** By search: of states that some schedule led through, the step by which each was first reached. */
const eventsInto = new WeakMap<Search, Map<number, StepEvent>>();

/** The step by which a state was first reached: the first of its parent's steps that leads there. */
function eventInto(search: Search, to: number): StepEvent {
  const { compiled } = search.engine;
  const known = eventsInto.get(search) ?? new Map<number, StepEvent>();
  eventsInto.set(search, known);
  const event = known.get(to) ?? eventOf(compiled, firstStepInto(search, to));
  known.set(to, event);
  return event;
}

/** Only a thread's own steps move it: where one has moved, no other's are asked. */
function firstStepInto(search: Search, to: number): Successor {
  const { compiled } = search.engine;
  const [before, after] = [cellsOf(search, search.parentOf(to)), cellsOf(search, to)];
  const moved = compiled.map.pcs.findIndex((pc) => before[pc] !== after[pc]);
  const steps = moved < 0 ? successors(compiled, before) : successorsBy(compiled, before, moved);
  return sure(steps.find((s) => sameCells(s.cells, after)));
}

/** A shortest schedule from an initial state to `state`. */
export const scheduleTo = (search: Search, state: number): StepEvent[] => followed(search, state).events;

/** The same, and then the step that takes `edge` (and leads to the cells of `to`, if given). */
export function wayThrough(search: Search, state: number, edge: number, to?: Cells): Way {
  const { events, cells, ...start } = followed(search, state);
  const same = edgeTest(search.engine, edge);
  const last = pick(
    search,
    cells,
    (s) => same(s.edge) && (!to || sameCells(keptForm(search.engine, s.cells), to)),
  );
  return { schedule: [...events, eventOf(search.engine.compiled, last)], ...start };
}

/** Is an edge the one that is meant? Where threads change places, any thread's that takes the same step. */
function edgeTest({ compiled: { edges }, reduction }: Engine, wanted: number): (edge: number) => boolean {
  if (!reduction?.images) return (edge) => edge === wanted;
  const step = (i: number) => `${edges[i]?.label} ${edges[i]?.candidate} ${edges[i]?.target}`;
  return (edge) => step(edge) === step(wanted);
}

/** The step out of `state` that comes `nth` in the order of threads, then choices: two choices may lead to one state. */
export function nthEventOf(search: Search, state: number, nth: number): StepEvent {
  const found = successors(search.engine.compiled, cellsOf(search, state))[nth];
  if (!found) throw new Error(`state ${state} has no step ${nth}: step code and interpreter disagree`);
  return eventOf(search.engine.compiled, found);
}

const pick = (search: Search, cells: Cells, wanted: (s: Successor) => boolean): Successor =>
  sure(successors(search.engine.compiled, cells).find(wanted));

function sure(step: Successor | undefined): Successor {
  if (!step) throw new Error('a state has no such successor: step code and interpreter disagree');
  return step;
}

/** The step that breaks a property: from a state where it held, by an edge, to one where it does not. */
export interface Break extends Flag {
  readonly from: number;
  /** -1 when an initial state, `from`, is broken already. */
  readonly edge: number;
  readonly to?: Cells;
}

/**
 * Adds to `found`, for each bit and each label, the first step (in breadth-first order) that breaks the property: from a
 * state in which it holds to one with the bit. `masks`: by state, this word of its mask.
 */
export function firstBreaks(
  search: Search,
  graph: Graph,
  word: number,
  masks: Int32Array,
  found: Break[],
): void {
  const { compiled } = search.engine;
  const labels = [...new Set(compiled.edges.map((e) => e.label))];
  const labelOf = Int32Array.from(compiled.edges, (e) => labels.indexOf(e.label));
  /** The bits already found for each label. */
  const known = new Int32Array(labels.length);
  let broken = 0;
  for (const state of search.roots.keys()) {
    for (const bit of bits((masks[state] as number) & ~broken))
      found.push({ word, bit, from: state, edge: -1 });
    broken |= masks[state] as number;
  }
  graph.forwards((from, edge, to) => {
    // Where the search was stopped, a successor may not have been kept: nothing is known of it.
    const fresh = to < 0 ? 0 : (masks[to] as number) & ~settled(masks[from] as number);
    if (fresh === 0) return;
    const label = labelOf[edge] as number;
    const unseen = fresh & ~(known[label] as number);
    if (unseen === 0) return;
    known[label] = (known[label] as number) | unseen;
    const cells = cellsOf(search, to);
    for (const bit of bits(unseen)) found.push({ word, bit, from, edge, to: cells });
  });
}

/**
 * The first break of each bit that is not among those found: what the notes say at once, where there was no time to ask
 * for every label. Of the two kinds of deadlock that is the first, since the other may have come of it.
 */
export function nearestBreaks(search: Search, found: readonly Break[]): Break[] {
  const { broken } = search;
  const nearest: Break[] = [];
  for (let word = 0; word < broken.words; word++) {
    let known = settled(found.reduce((all, b) => (b.word === word ? all | b.bit : all), 0));
    for (const [i, state] of broken.states.entries()) {
      const fresh = broken.word(i, word) & ~known;
      if (fresh === 0) continue;
      known = settled(known | fresh);
      for (const bit of bits(told(fresh))) nearest.push({ word, bit, ...stepInto(search, state) });
    }
  }
  return nearest;
}

/** The step by which a state was first reached. */
function stepInto(search: Search, state: number): Omit<Break, keyof Flag> {
  const from = search.parentOf(state);
  if (state === from) return { from, edge: -1 };
  const to = cellsOf(search, state);
  const { edge } = pick(search, cellsOf(search, from), (s) =>
    sameCells(keptForm(search.engine, s.cells), to),
  );
  return { from, edge, to };
}

function bits(mask: number): number[] {
  return Array.from({ length: PER_WORD + 2 }, (_, i) => 1 << i).filter((bit) => (mask & bit) !== 0);
}
