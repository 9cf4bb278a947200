// SPDX-License-Identifier: MIT
/**
 * The state graph of a search: which state each step leads to. The search stores none of it. The first walk expands
 * every state again and keeps what it sees, in typed arrays, so that the passes that follow go over numbers; where that
 * takes too much memory, each of them expands the states again.
 */
import { check, checkAt, isRoomFor, reserve } from '../watch/watch.ts';
import type { Search } from './search.ts';

/** States expanded together. */
const BLOCK = 256;
/** Steps of a graph that is kept: eight bytes each. A larger one is walked anew by each pass. */
const MOST_KEPT = 1 << 25;

/** Every step, by the state it leaves. */
export interface Edges {
  /** The steps of state s are numbered `first[s]` to `first[s + 1] - 1`. */
  readonly first: Int32Array;
  readonly to: Int32Array;
  readonly edge: Int32Array;
}
type Visit = (from: number, edge: number, to: number) => void;

const graphs = new WeakMap<Search, Graph>();
/** The graph of a search as far as it has come: one for all passes. */
export function graphOf(search: Search): Graph {
  const known = graphs.get(search);
  if (known?.expanded === search.expanded) return known;
  const graph = new Graph(search);
  graphs.set(search, graph);
  return graph;
}

export class Graph {
  /** States whose steps it has. */
  readonly expanded: number;
  private readonly search: Search;
  private readonly mostKept: number;
  private kept: Edges | undefined;

  constructor(search: Search, mostKept = MOST_KEPT) {
    this.search = search;
    this.expanded = search.expanded;
    this.mostKept = mostKept;
  }

  /** Calls `visit` for each step of each state, in order; `to` is -1 for a state that was never inserted. */
  forwards(visit: Visit): void {
    if (this.kept) return eachOf(this.kept, this.expanded, visit);
    if (this.isKept) this.kept = this.record(visit);
    else this.expandAll(visit);
  }

  /** The same from the last state to the first, for the states that `wanted` says. */
  backwards(wanted: (state: number) => boolean, visit: Visit): void {
    if (this.isKept) backOver(this.edges(), this.expanded, wanted, visit);
    else this.expandBackwards(wanted, visit);
  }

  /** All of it, however much memory that takes. */
  edges(): Edges {
    return (this.kept ??= this.record(() => {}));
  }

  private get isKept(): boolean {
    const { transitions, store } = this.search;
    if (this.kept) return true;
    return transitions <= this.mostKept && isRoomFor(bytesOf(transitions, store.count));
  }

  private record(visit: Visit): Edges {
    const { transitions, store } = this.search;
    reserve(bytesOf(transitions, store.count));
    const first = new Int32Array(store.count + 1);
    const to = new Int32Array(transitions);
    const edge = new Int32Array(transitions);
    let n = 0;
    this.expandAll((from, by, target) => {
      to[n] = target;
      edge[n++] = by;
      first[from + 1] = n;
      visit(from, by, target);
    });
    // What a typed array has no room for it drops without a word.
    if (n !== transitions) throw new Error(`the search took ${transitions} steps, and its graph has ${n}`);
    // A state without steps starts where the one before it ends.
    for (let s = 1; s <= store.count; s++) if (first[s] === 0) first[s] = first[s - 1] as number;
    return { first, to, edge };
  }

  private expandAll(visit: Visit): void {
    const { expanded } = this;
    for (let head = 0; head < expanded;) {
      head = this.expand(head, expanded);
      const to = this.found();
      for (let k = 0; k < to.length; k++) this.visitRecord(k, to, visit);
    }
  }

  private expandBackwards(wanted: (state: number) => boolean, visit: Visit): void {
    let end = this.expanded;
    while (end > 0) {
      if (!wanted(end - 1)) {
        end--;
        continue;
      }
      const first = this.expandBefore(end, wanted);
      const to = this.found();
      for (let k = to.length - 1; k >= 0; k--) this.visitRecord(k, to, visit);
      end = first;
    }
  }

  /** Expands the wanted states next before `end`, as many as fit a batch, and says which was the first. */
  private expandBefore(end: number, wanted: (state: number) => boolean): number {
    let first = end - 1;
    while (first > 0 && end - first < BLOCK && wanted(first - 1)) first--;
    // A batch can be full before its block is expanded: then a smaller block, so that the order stays backwards.
    for (; this.expand(first, end) < end; first = (first + end + 1) >> 1);
    return first;
  }

  private expand(head: number, end: number): number {
    const { store, engine } = this.search;
    check();
    return engine.code.expand(store.states, store.parents, head, end);
  }

  /** The states that the successors at hand are. */
  private found(): Int32Array {
    return this.search.visited.find(this.search.engine.code.batch);
  }

  private visitRecord(k: number, to: Int32Array, visit: Visit): void {
    const { code, layout } = this.search.engine;
    const { records, parents } = code.batch;
    visit(parents[k] as number, records[k * code.stride + layout.words] as number, to[k] as number);
  }
}

const bytesOf = (transitions: number, states: number): number => 8 * transitions + 4 * states;

function eachOf({ first, to, edge }: Edges, end: number, visit: Visit): void {
  for (let s = 0; s < end; s++) {
    checkAt(s);
    for (let e = first[s] as number; e < (first[s + 1] as number); e++)
      visit(s, edge[e] as number, to[e] as number);
  }
}

function backOver(
  { first, to, edge }: Edges,
  end: number,
  wanted: (state: number) => boolean,
  visit: Visit,
): void {
  for (let s = end - 1; s >= 0; s--) {
    checkAt(s);
    if (!wanted(s)) continue;
    for (let e = (first[s + 1] as number) - 1; e >= (first[s] as number); e--)
      visit(s, edge[e] as number, to[e] as number);
  }
}
