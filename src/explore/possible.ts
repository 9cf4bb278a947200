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
  // What is lost is as large, in the end.
  reserve(store.count * 8);
  const can = new Int32Array(store.count);
  furtherOf(search).each(word, (state, bits) => {
    can[state] = (store.parents[state] as number) < 0 ? all : all & bits;
  });
  // Most steps lead to states found later, so going backwards settles nearly everything in one pass.
  for (let changed = true; changed;) {
    changed = false;
    graph.backwards(
      (state) => can[state] !== all,
      (from, _, to) => {
        const after = (can[from] as number) | (can[to] as number);
        if (after !== can[from]) changed = true;
        can[from] = after;
      },
    );
  }
  const lost = can.map((mask) => all & ~mask);
  if (lost.some((mask) => mask !== 0)) firstBreaks(search, graph, word, lost, found);
}
