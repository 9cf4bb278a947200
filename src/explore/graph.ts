// SPDX-License-Identifier: MIT
/**
 * The state graph of a search: which state each step leads to. Steps that the search has kept as it took them are read
 * there, and some of them taken again (retake.ts); all others are taken again. Then passes go over numbers, in typed
 * arrays. Where those take too much memory, each of them expands the states again.
 */
import { check, checkAt, isRoomFor, reserve } from '../watch/watch.ts';
import { lastFirst } from './last-first.ts';
import type { LastFirst } from './last-first.ts';
import { takeAgain } from './retake.ts';
import type { Search } from './search.ts';
import { MOST_KEPT } from './taken.ts';
import type { Edges } from './taken.ts';

/** States expanded together. */
const BLOCK = 256;

type Visit = (from: number, edge: number, to: number) => void;
/** Says whether it changed something. */
type Look = (from: number, edge: number, to: number) => boolean;

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
  private all: Edges | undefined;
  private order: LastFirst | undefined;

  constructor(search: Search, mostKept = MOST_KEPT) {
    this.search = search;
    this.expanded = search.expanded;
    this.mostKept = mostKept;
  }

  /** Calls `visit` for each step of each state, in order; `to` is -1 for a state that was never inserted. */
  forwards(visit: Visit): void {
    const { kept, expanded } = this;
    if (kept) eachOf(kept, expanded, visit);
    else this.expandAll(0, expanded, visit);
  }

  /**
   * Works something out backwards: calls `look` for each step of the states that are wanted, a state's after those of the
   * states that they lead to; and where steps go round, again and again, as long as it says that something has changed.
   */
  settle(wanted: (state: number) => boolean, look: Look): void {
    const { kept, expanded } = this;
    if (!kept || !this.search.done) return this.walkBackwards(wanted, look);
    const { states, ending } = this.lastFirst;
    lookFrom(kept, states.subarray(0, ending), wanted, look);
    const round = states.subarray(ending, expanded);
    while (lookFrom(kept, round, wanted, look));
  }

  /** All of it, however much memory that takes. */
  edges(): Edges {
    return (this.all ??= this.keep());
  }

  /** All of it, where it is not too much: else each pass walks it anew. */
  get kept(): Edges | undefined {
    const { transitions, store, steps } = this.search;
    if (this.all) return this.all;
    // What the search has kept is there already: then there is to be room for as much once more.
    const bytes = bytesOf(transitions, store.count) / (this.isTaken ? 2 : 1);
    if (transitions <= this.mostKept && isRoomFor(bytes)) return this.edges();
    steps.giveUp();
    return undefined;
  }

  /** Its states, each after those that its steps lead to; of a search that is done. */
  get lastFirst(): LastFirst {
    return (this.order ??= lastFirst(this.edges(), this.expanded));
  }

  /** Whether the search has kept all of it. */
  private get isTaken(): boolean {
    const { steps, store } = this.search;
    return steps.from === 0 && steps.end === store.count;
  }

  private keep(): Edges {
    const { expanded } = this;
    const { transitions, steps } = this.search;
    const all = this.isTaken ? steps.edges : this.takeOthers();
    const n = all.first[expanded] as number;
    if (n !== transitions) throw new Error(`the search took ${transitions} steps, and its graph has ${n}`);
    takeAgain(this.search, all);
    return all;
  }

  /** With the steps that the search has not kept. */
  private takeOthers(): Edges {
    const { transitions, store, steps } = this.search;
    reserve(bytesOf(transitions, store.count));
    const first = new Int32Array(store.count + 1);
    const to = new Int32Array(transitions);
    const edge = new Int32Array(transitions);
    let n = 0;
    const add: Visit = (from, by, target) => {
      // What a typed array has no room for it drops without a word.
      to[n] = target;
      edge[n++] = by;
      first[from + 1] = n;
    };
    this.expandAll(0, steps.from, add);
    const { edges } = steps;
    if (n + edges.to.length <= transitions) {
      to.set(edges.to, n);
      edge.set(edges.edge, n);
    }
    for (let s = 1; s < edges.first.length; s++) first[steps.from + s] = n + (edges.first[s] as number);
    n += edges.to.length;
    const end = steps.end;
    // They are here now.
    steps.giveUp();
    this.expandAll(end, this.expanded, add);
    // A state without steps starts where the one before it ends.
    for (let s = 1; s <= store.count; s++) if (first[s] === 0) first[s] = first[s - 1] as number;
    return { first, to, edge };
  }

  private expandAll(from: number, end: number, visit: Visit): void {
    for (let head = from; head < end;) {
      head = this.expand(head, end);
      const to = this.found();
      for (let k = 0; k < to.length; k++) this.visitRecord(k, to, visit);
    }
  }

  /** The same, of states that are expanded anew: from the last to the first, since most steps lead to states found later. */
  private walkBackwards(wanted: (state: number) => boolean, look: Look): void {
    for (let changed = true; changed;) {
      changed = false;
      this.expandBackwards(wanted, (from, edge, to) => {
        if (look(from, edge, to)) changed = true;
      });
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

/** Whether something has changed. */
function lookFrom(
  { first, to, edge }: Edges,
  states: Int32Array,
  wanted: (state: number) => boolean,
  look: Look,
): boolean {
  let changed = false;
  for (let i = 0; i < states.length; i++) {
    checkAt(i);
    const s = states[i] as number;
    if (!wanted(s)) continue;
    for (let e = (first[s + 1] as number) - 1; e >= (first[s] as number); e--)
      if (look(s, edge[e] as number, to[e] as number)) changed = true;
  }
  return changed;
}
