// SPDX-License-Identifier: MIT
/** `alwaysPossible`: from every reachable state, can the predicate still be reached? A backward pass, state by state. */
import { PER_WORD } from '../compile/bits.ts';
import { reserve } from '../watch/watch.ts';
import { furtherOf } from './further.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';
import { firstBreaks } from './breaks.ts';
import type { Break } from './breaks.ts';

/**
 * The steps after which a possibility is lost, one for each property and label. A faulting state counts as one where
 * everything is possible: nothing after it means anything, so losing something there is the fault's affair.
 */
export function lostPossibilities(search: Search, graph: Graph): Break[] {
  const found: Break[] = [];
  const { length } = search.engine.asked.possible;
  for (let word = 0; word * PER_WORD < length; word++)
    lostOf(search, graph, word, Math.min(PER_WORD, length - word * PER_WORD), found);
  return found;
}

/** Of so many possibilities, those that this word has bits for. */
function lostOf(search: Search, graph: Graph, word: number, possibilities: number, found: Break[]): void {
  const { store } = search;
  const all = (1 << possibilities) - 1;
  reserve(store.count * 4);
  const can = new Int32Array(store.count);
  furtherOf(search).each(word, (state, bits) => {
    can[state] = (store.parents[state] as number) < 0 ? all : all & bits;
  });
  if (neverLost(graph, can, all)) return;
  graph.settle(
    (state) => can[state] !== all,
    (from, _, to) => {
      const before = can[from] as number;
      const after = before | (can[to] as number);
      can[from] = after;
      return after !== before;
    },
  );
  let any = 0;
  for (let state = 0; state < store.count; state++) any |= can[state] = all & ~(can[state] as number);
  if (any !== 0) firstBreaks(search, graph, word, can, found);
}

/** Where every path ends, and each where all is possible, nothing is lost anywhere. */
function neverLost(graph: Graph, can: Int32Array, all: number): boolean {
  const { kept } = graph;
  if (!kept || graph.lastFirst.ending < can.length) return false;
  const { first } = kept;
  for (let s = 0; s < can.length; s++) if (can[s] !== all && first[s] === first[s + 1]) return false;
  return true;
}
