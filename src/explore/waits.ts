// SPDX-License-Identifier: MIT
/**
 * Every wait that some state of a full search shows, and how long each can be. A wait is known by its pair: a thread at
 * one of its positions, and a thread that it waits for. What is worked out for the pairs of a state lies side by side.
 */
import { waitsFor } from '../compile/interpret.ts';
import { codeAt, codesWith, readCell } from '../compile/layout.ts';
import type { Slot } from '../compile/layout.ts';
import { Spots } from '../compile/spots.ts';
import { checkAt, reserve } from '../watch/watch.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';

/** A thread that waits for another at one of its positions. */
export interface Pair {
  readonly waiter: number;
  readonly position: number;
  readonly holder: number;
}
/** Pairs, and the sets of them that states show, numbered as they come. */
export interface Waits {
  readonly pairs: readonly Pair[];
  /** Sets of pairs, by number; the first is empty. */
  readonly sets: readonly (readonly number[])[];
  /** For each state, the set of pairs it shows. */
  readonly shown: Int32Array;
}
/** A wait of so many of the holder's steps counts as one without end. */
const UNBOUNDED = 500;

export function findWaits(search: Search): Waits {
  const { store } = search;
  const { compiled, layout } = search.engine;
  const { threads } = compiled.program;
  const waitable = threads.flatMap((t) => {
    const slot = layout.slots[compiled.map.pcs[t.index] as number];
    if (!slot || !t.positions.some((p) => p.waitsFor)) return [];
    return [{ t, slot, codes: codesWith(slot, (position) => t.positions[position]?.waitsFor !== undefined) }];
  });
  const spots = new Spots(waitable);
  const pairs: Pair[] = [];
  const sets: number[][] = [[]];
  const pairNumber = numbering();
  const setNumber = numbering();
  /** The set with one pair more. */
  const withPair = (set: number, pair: number): number => {
    const larger = 1 + setNumber(set, pair);
    sets[larger] ??= [...(sets[set] as number[]), pair];
    return larger;
  };
  reserve(store.count * 4);
  const shown = new Int32Array(store.count);
  let at = 0;
  const { states } = store;
  const read = (cell: number) => readCell(layout.slots[cell] as Slot, states, at);
  for (let state = 0; state < store.count; state++, at += layout.words) {
    checkAt(state);
    let set = 0;
    for (let i = spots.nextThere(0, states, at); i < spots.count; i = spots.nextThere(i + 1, states, at)) {
      const { t, slot } = waitable[i] as (typeof waitable)[number];
      const code = codeAt(slot, states, at);
      const position = slot.values[code] as number;
      for (const holder of waitsFor(compiled, read, t.index)) {
        const pair = pairNumber(position * threads.length + t.index, holder);
        if (pair === pairs.length) pairs.push({ waiter: t.index, position, holder });
        set = withPair(set, pair);
      }
    }
    shown[state] = set;
  }
  return { pairs, sets, shown };
}

/** Numbers pairs of numbers as they come, from 0. */
function numbering(): (a: number, b: number) => number {
  const known: Map<number, number>[] = [];
  let count = 0;
  return (a, b) => {
    const of = (known[a] ??= new Map<number, number>());
    const found = of.get(b);
    if (found !== undefined) return found;
    of.set(b, count);
    return count++;
  };
}

/** Where what is known of a state's pairs lies: from `first[state]` on, in the order of its set. */
class Places {
  readonly first: Int32Array;
  readonly count: number;
  private readonly shown: Int32Array;
  private readonly pairs: number;
  /** By set and pair: its place in the set, -1 where it is not in it. */
  private readonly places: Int16Array;

  constructor({ pairs, sets, shown }: Waits) {
    reserve(4 * shown.length + 2 * sets.length * pairs.length);
    this.shown = shown;
    this.pairs = pairs.length;
    this.places = new Int16Array(sets.length * pairs.length).fill(-1);
    sets.forEach((set, i) => set.forEach((pair, k) => (this.places[i * pairs.length + pair] = k)));
    this.first = new Int32Array(shown.length);
    let count = 0;
    const sizes = Int32Array.from(sets, (set) => set.length);
    for (let state = 0; state < shown.length; state++) {
      this.first[state] = count;
      count += sizes[shown[state] as number] as number;
    }
    this.count = count;
  }

  /** -1 where the state does not show the pair. */
  of(state: number, pair: number): number {
    const place = this.places[(this.shown[state] as number) * this.pairs + pair] as number;
    return place < 0 ? -1 : (this.first[state] as number) + place;
  }
}

/**
 * For each pair, the longest wait: the holder's steps along the longest path on which the wait goes on, and the step
 * that ends it. A path that goes round grows with each pass until it counts as unbounded; so does a wait from somewhere
 * on which nothing leads to its end.
 */
export function longestWaits({ engine: { threadOf } }: Search, graph: Graph, waits: Waits): number[] {
  const { pairs, sets, shown } = waits;
  const places = new Places(waits);
  reserve(places.count * 3);
  const steps = new Int16Array(places.count);
  const canEnd = new Uint8Array(places.count);
  const holders = Int32Array.from(pairs, (p) => p.holder);
  graph.settle(
    (state) => shown[state] !== 0,
    (from, edge, to) => {
      const set = sets[shown[from] as number] as readonly number[];
      let at = places.first[from] as number;
      let changed = false;
      for (let k = 0; k < set.length; k++, at++) {
        const pair = set[k] as number;
        const by = threadOf[edge] === holders[pair] ? 1 : 0;
        const next = places.of(to, pair);
        const longest = next < 0 ? by : Math.min(UNBOUNDED, by + (steps[next] as number));
        const end = next < 0 ? 1 : (canEnd[next] as number);
        if (longest <= (steps[at] as number) && end <= (canEnd[at] as number)) continue;
        steps[at] = Math.max(longest, steps[at] as number);
        canEnd[at] = Math.max(end, canEnd[at] as number);
        changed = true;
      }
      return changed;
    },
  );
  const most = pairs.map(() => 0);
  for (let state = 0; state < shown.length; state++) {
    if (shown[state] === 0) continue;
    const set = sets[shown[state] as number] as readonly number[];
    const first = places.first[state] as number;
    for (let k = 0; k < set.length; k++) {
      const pair = set[k] as number;
      const endless = canEnd[first + k] === 0 || (steps[first + k] as number) >= UNBOUNDED;
      most[pair] = Math.max(most[pair] as number, endless ? Infinity : (steps[first + k] as number));
    }
  }
  return most;
}
