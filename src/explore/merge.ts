// SPDX-License-Identifier: MIT
/** Puts the shares of a search's partitions together: level by level, so that states stand in the order of discovery. */
import { reserve } from '../watch/watch.ts';
import type { Share } from './partition.ts';
import type { Search } from './search.ts';

/** Where the states of each level of each share come to stand. */
class Places {
  private readonly shares: readonly Share[];
  /** For each level, for each share: the first place. */
  private readonly first: number[][] = [];
  readonly total: number;
  readonly levels: number;

  constructor(shares: readonly Share[]) {
    this.shares = shares;
    this.levels = shares[0]?.levels.length ?? 0;
    let place = 0;
    for (let level = 0; level < this.levels; level++)
      this.first.push(
        shares.map((share) => {
          const at = place;
          place += this.end(share, level) - this.start(share, level);
          return at;
        }),
      );
    this.total = place;
  }
  start(share: Share, level: number): number {
    return share.levels[level] as number;
  }
  end(share: Share, level: number): number {
    return share.levels[level + 1] ?? share.count;
  }
  of(owner: number, level: number): number {
    return this.first[level]?.[owner] as number;
  }
  /** What is added to a number of this share to have its place in the whole. */
  shift(owner: number, level: number): number {
    return this.of(owner, level) - this.start(this.shares[owner] as Share, level);
  }
  /** The place of a state, whose level is not known. */
  find(owner: number, state: number): number {
    const { levels } = this.shares[owner] as Share;
    return (
      state +
      this.shift(
        owner,
        levels.findLastIndex((start) => start <= state),
      )
    );
  }
  /** The same of a number that says whose it is. */
  resolve(id: number): number {
    const all = this.shares.length;
    return this.find(id % all, Math.floor(id / all));
  }
}

/** Fills a fresh search with what its partitions found. */
export function merge(search: Search, shares: readonly Share[], transitions: number): void {
  const places = new Places(shares);
  const { store } = search;
  const { layout } = search.engine;
  reserve(Math.max(1, places.total) * (layout.words + 1) * 4);
  store.states = new Int32Array(Math.max(1, places.total) * layout.words);
  store.parents = new Int32Array(Math.max(1, places.total));
  store.count = places.total;
  shares.forEach((share, owner) => {
    for (let level = 0; level < places.levels; level++) {
      const [start, end] = [places.start(share, level), places.end(share, level)];
      const to = places.of(owner, level);
      store.states.set(share.states.subarray(start * layout.words, end * layout.words), to * layout.words);
      if (level === 0) for (let i = start; i < end; i++) store.parents[to + i - start] = to + i - start;
      else
        copyParents(share.parents, start, end, store.parents, to, parentPlaces(places, shares.length, level));
    }
  });
  search.engine.compiled.edges.forEach(({ index }) => {
    const taken = shares.map((s) => s.firstTaken[index] as number).filter((id) => id >= 0);
    store.firstTaken[index] = taken.length === 0 ? -1 : Math.min(...taken.map((id) => places.resolve(id)));
  });
  const last = places.levels - 1;
  search.adopt({
    head: last < 0 ? 0 : places.of(0, last),
    depth: Math.max(0, last - 1),
    transitions,
    broken: mergedNotes(places, shares),
    met: mergedMet(places, shares),
  });
}

/** Parents are one level up: what is added to a parent's number, by owner. An initial state is its own parent. */
const parentPlaces = (places: Places, owners: number, level: number): readonly number[] =>
  Array.from({ length: owners }, (_, owner) => places.shift(owner, level - 1));

function copyParents(
  from: Int32Array,
  start: number,
  end: number,
  to: Int32Array,
  at: number,
  shifts: readonly number[],
): void {
  const all = shifts.length;
  for (let i = start; i < end; i++) {
    const noted = from[i] as number;
    const id = noted < 0 ? ~noted : noted;
    const quotient = (id / all) | 0;
    const place = quotient + (shifts[id - quotient * all] as number);
    to[at + i - start] = noted < 0 ? ~place : place;
  }
}

function mergedNotes(places: Places, shares: readonly Share[]) {
  const notes = shares.flatMap(({ broken }, owner) =>
    broken.states.map((state, i) => [places.find(owner, state), broken.masks[i] as number] as const),
  );
  notes.sort(([a], [b]) => a - b);
  return { states: notes.map(([state]) => state), masks: notes.map(([, mask]) => mask) };
}

function mergedMet(places: Places, shares: readonly Share[]): Map<number, number> {
  const met = new Map<number, number>();
  shares.forEach((share, owner) => {
    for (const [bit, state] of share.met)
      met.set(bit, Math.min(met.get(bit) ?? Infinity, places.find(owner, state)));
  });
  return met;
}
