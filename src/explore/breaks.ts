// SPDX-License-Identifier: MIT
/** The steps that break properties, in a search that is over: the first for each way of breaking one. */
import type { Cells } from '../compile/interpret.ts';
import { PER_WORD } from '../compile/bits.ts';
import type { Flag } from '../compile/bits.ts';
import { settled, told } from '../engine/asked.ts';
import { checkAt } from '../watch/watch.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';
import { cellsOf, stepInto } from './way.ts';

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
  eachFresh(graph, masks, (from, edge, to, fresh) => {
    const label = labelOf[edge] as number;
    const unseen = fresh & ~(known[label] as number);
    if (unseen === 0) return;
    known[label] = (known[label] as number) | unseen;
    const cells = cellsOf(search, to);
    for (const bit of bits(unseen)) found.push({ word, bit, from, edge, to: cells });
  });
}

/** Calls `visit` for each step to a state with bits that the state before has not. */
function eachFresh(
  graph: Graph,
  masks: Int32Array,
  visit: (from: number, edge: number, to: number, fresh: number) => void,
): void {
  const { kept, expanded } = graph;
  if (!kept)
    return graph.forwards((from, edge, to) => {
      // Where the search was stopped, a successor may not have been kept: nothing is known of it.
      const fresh = to < 0 ? 0 : (masks[to] as number) & ~settled(masks[from] as number);
      if (fresh !== 0) visit(from, edge, to, fresh);
    });
  const { first, to, edge } = kept;
  for (let from = 0; from < expanded; from++) {
    checkAt(from);
    const news = ~settled(masks[from] as number);
    const end = first[from + 1] as number;
    for (let e = first[from] as number; e < end; e++) {
      const fresh = to[e] === -1 ? 0 : (masks[to[e] as number] as number) & news;
      if (fresh !== 0) visit(from, edge[e] as number, to[e] as number, fresh);
    }
  }
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
      for (const bit of bits(told(fresh))) nearest.push({ word, bit, ...breakInto(search, state) });
    }
  }
  return nearest;
}

/** The step by which a state was first reached. */
function breakInto(search: Search, state: number): Omit<Break, keyof Flag> {
  const from = search.parentOf(state);
  if (state === from) return { from, edge: -1 };
  return { from, edge: stepInto(search, state).edge, to: cellsOf(search, state) };
}

function bits(mask: number): number[] {
  return Array.from({ length: PER_WORD + 2 }, (_, i) => 1 << i).filter((bit) => (mask & bit) !== 0);
}
