// SPDX-License-Identifier: MIT
/** The state graph of a finished search, walked again: which state each step leads to. Nothing of it was stored. */
import { check } from '../watch/watch.ts';
import type { Search } from './search.ts';

/** States expanded together. */
const BLOCK = 256;

export class Graph {
  private readonly search: Search;

  constructor(search: Search) {
    this.search = search;
  }

  /** Calls `visit` for each step out of `first` to `end`, in order; `to` is -1 for a state that was never inserted. */
  forwards(visit: (from: number, edge: number, to: number, record: number) => void): void {
    const { expanded } = this.search;
    for (let head = 0; head < expanded;) {
      head = this.expand(head, expanded);
      const to = this.found();
      for (let k = 0; k < to.length; k++) this.visitRecord(k, to, visit);
    }
  }

  /** The same from the last state to the first, for the states that `wanted` says. */
  backwards(
    wanted: (state: number) => boolean,
    visit: (from: number, edge: number, to: number) => void,
  ): void {
    let end = this.search.expanded;
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

  private visitRecord(
    k: number,
    to: Int32Array,
    visit: (from: number, edge: number, to: number, record: number) => void,
  ): void {
    const { code, layout } = this.search.engine;
    const { records, parents } = code.batch;
    const at = k * code.stride;
    visit(parents[k] as number, records[at + layout.words] as number, to[k] as number, at);
  }
}
