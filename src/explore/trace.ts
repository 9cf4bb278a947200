// SPDX-License-Identifier: MIT
/** From states and edges of a finished search back to schedules. */
import { unpack } from '../compile/layout.ts';
import { sameCells, successors } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import type { StepEvent } from '../model/types.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';

/** The values of the cells of a state, by its place in the order of discovery. */
export const cellsOf = (search: Search, state: number): Cells =>
  unpack(search.layout, search.store.states, state * search.layout.words);

const parentOf = (search: Search, state: number) => {
  const parent = search.store.parents[state] as number;
  return parent < 0 ? ~parent : parent;
};

/** A shortest schedule from the initial state to `state`. */
export function scheduleTo(search: Search, state: number): StepEvent[] {
  const path = [state];
  for (let at = state; at !== 0; path.push(at)) at = parentOf(search, at);
  path.reverse();
  return path.slice(1).map((to, i) => {
    const cells = cellsOf(search, to);
    return asEvent(
      search,
      pick(search, path[i] as number, (s) => sameCells(s.cells, cells)),
    );
  });
}

/** The step out of `state` that takes `edge` (and leads to the cells of `to`, if given). */
export function eventOf(search: Search, state: number, edge: number, to?: Cells): StepEvent {
  return asEvent(
    search,
    pick(search, state, (s) => s.edge === edge && (!to || sameCells(s.cells, to))),
  );
}

/** The step out of `state` that comes `nth` in the order of threads, then choices: two choices may lead to one state. */
export function nthEventOf(search: Search, state: number, nth: number): StepEvent {
  const found = successors(search.compiled, cellsOf(search, state))[nth];
  if (!found) throw new Error(`state ${state} has no step ${nth}: step code and interpreter disagree`);
  return asEvent(search, found);
}

function pick(search: Search, state: number, wanted: (s: Successor) => boolean): Successor {
  const found = successors(search.compiled, cellsOf(search, state)).find(wanted);
  if (!found) throw new Error(`state ${state} has no such successor: step code and interpreter disagree`);
  return found;
}

const asEvent = (search: Search, { thread, choice }: Successor): StepEvent => ({
  type: search.compiled.program.threads[thread]?.name ?? '',
  ...(choice !== undefined && { choice }),
});

/** The step that breaks a property: from a state where it held, by an edge, to one where it does not. */
export interface Break {
  readonly bit: number;
  readonly from: number;
  /** -1 when the initial state is broken already. */
  readonly edge: number;
  readonly to?: Cells;
}

/** For each bit and each label, the first step (in breadth-first order) from a state without the bit to one with it. */
export function firstBreaks(search: Search, graph: Graph, masks: Int32Array): Break[] {
  const { layout, compiled, code } = search;
  const labels = [...new Set(compiled.edges.map((e) => e.label))];
  const labelOf = Int32Array.from(compiled.edges, (e) => labels.indexOf(e.label));
  /** The bits already found for each label. */
  const known = new Int32Array(labels.length);
  const found: Break[] = bits(masks[0] as number).map((bit) => ({ bit, from: 0, edge: -1 }));
  graph.forwards((from, edge, to, record) => {
    // Where the search was stopped, a successor may not have been kept: nothing is known of it.
    const fresh = to < 0 ? 0 : (masks[to] as number) & ~(masks[from] as number);
    if (fresh === 0) return;
    const label = labelOf[edge] as number;
    const unseen = fresh & ~(known[label] as number);
    if (unseen === 0) return;
    known[label] = (known[label] as number) | unseen;
    const cells = unpack(layout, code.batch.records, record);
    for (const bit of bits(unseen)) found.push({ bit, from, edge, to: cells });
  });
  return found;
}

function bits(mask: number): number[] {
  return Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (mask & bit) !== 0);
}
