// SPDX-License-Identifier: MIT
/**
 * One worker's share of a search: the states whose hash says so, with their part of the visited set. Level by level it
 * expands its own states, puts the successors of others into their boxes, and takes in what they found of its own.
 */
import { BATCH } from '../compile/bits.ts';
import type { Instance } from '../model/types.ts';
import { reducer } from '../reduce/reduce.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { Common } from './common.ts';
import { engineOf } from '../engine/engine.ts';
import { Search } from './search.ts';
import type { Notes } from './search.ts';
import type { Records, VisitedSet } from './visited.ts';

/** What a partition knows at the end. States are numbered within it; a parent's number says whose it is (visited.ts). */
export interface Share {
  readonly states: Int32Array;
  readonly parents: Int32Array;
  readonly count: number;
  /** For each level, the first of its states. */
  readonly levels: readonly number[];
  readonly firstTaken: Int32Array;
  readonly broken: Notes;
  readonly met: ReadonlyMap<number, number>;
}

export class Partition {
  readonly search: Search;
  private readonly me: number;
  private readonly of: number;
  private readonly common: Common;
  private readonly levels: number[] = [0];
  private boxes: Records[] = [];

  constructor(
    instance: Instance,
    me: number,
    of: number,
    reduce: ReductionName = 'none',
    common = Common.for(of),
  ) {
    const visited = (made: VisitedSet): VisitedSet => ({
      ...made,
      insert: (...records) => this.insert(made, ...records),
    });
    this.me = me;
    this.of = of;
    this.common = common;
    this.search = new Search(engineOf(instance, { reduce: reducer(reduce) }), { visited });
    this.search.startWith(this.ownOf(this.search.initialRecords()));
  }

  /** Every partition makes the initial states; each is owned by one of them. */
  private ownOf({ records, count }: Records): Records {
    const { stride } = this;
    const own: Records[] = [];
    for (let from = 0; from < count; from += BATCH) {
      const some = Math.min(BATCH, count - from);
      const part = records.slice(from * stride, (from + some) * stride);
      const routed = { records: part, parents: new Int32Array(some), count: some };
      this.search.visited.route(routed, this.me, this.emptyBoxes());
      own.push(routed);
    }
    const all = new Int32Array(own.reduce((n, o) => n + o.count, 0) * stride);
    let at = 0;
    for (const o of own) {
      all.set(o.records.subarray(0, o.count * stride), at);
      at += o.count * stride;
    }
    return { records: all, parents: new Int32Array(at / stride), count: at / stride };
  }

  /** Inserts, as much at a time as nothing has to grow for; and what makes something grow, if there is room. */
  private insert(set: VisitedSet, batch: Records, first = 0, count = batch.count, routed = false): void {
    const { common, me } = this;
    const insert = (from: number, n: number) => set.insert(batch, from, n, routed && n === count);
    for (let from = first, end = first + count; from < end;) {
      const { states, bytes } = set.nextGrowth();
      // The initial state comes before there is a search.
      const fits = states - ((this.search as Search | undefined)?.store.count ?? 0);
      const n = Math.min(end - from, Math.max(BATCH, fits));
      if (fits > 0) insert(from, n);
      else common.taking(bytes, () => insert(from, n));
      from += n;
    }
    if (this.search as Search | undefined) common.keeps(me, this.search.store.count * this.stride * 4);
  }

  private get stride(): number {
    return this.search.engine.layout.words + 1;
  }
  /** Boxes with room for as much as the last ones held, and a bit. */
  private emptyBoxes(): Records[] {
    return Array.from({ length: this.of }, (_, i) => {
      const room = BATCH + Math.ceil(1.25 * (this.boxes[i]?.count ?? 0));
      return { records: new Int32Array(room * this.stride), parents: new Int32Array(room), count: 0 };
    });
  }

  /** Expands the states of the last level and returns, for each partition, what was found of its states. */
  expand(): readonly Records[] {
    const { search } = this;
    this.boxes = this.emptyBoxes();
    const end = search.store.count;
    this.levels.push(end);
    search.expandLevel(end, (batch) => {
      search.visited.route(batch, this.me, this.boxes);
      search.visited.insert(batch, 0, batch.count, true);
    });
    return this.boxes;
  }

  /** Takes in what another partition has found of this one's states. */
  take(box: Records): void {
    this.search.visited.insert(box);
  }

  get progress(): { readonly states: number; readonly transitions: number; readonly queue: number } {
    const { states, transitions, queue } = this.search.progress;
    return { states, transitions, queue };
  }

  /** What was found in so many levels that all partitions have come to the end of: all, unless stopped. */
  share(complete = this.levels.length - 1): Share {
    const { store, broken, met } = this.search;
    const count = this.levels[complete + 1] ?? store.count;
    // Copies: of a part of a memory that is sent, all of the memory would be.
    return {
      states: store.states.slice(0, count * this.search.engine.layout.words),
      parents: store.parents.slice(0, count),
      count,
      levels: this.levels.slice(0, complete + 1),
      firstTaken: store.firstTaken.slice(),
      broken,
      met,
    };
  }
}
