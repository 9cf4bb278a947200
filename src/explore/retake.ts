// SPDX-License-Identifier: MIT
/**
 * Takes steps again that were taken. Of a search: whether they lead where it found that they do. Of a checkpoint: whether
 * the model still answers as it did. Where all of it is in the step code, the digest of that says so, and a sample is
 * enough. Trees that are grown on demand are in no digest: then every state that was expanded is expanded again, and what
 * comes of it is compared. Each can be stopped: it throws.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Batch } from '../compile/codegen.ts';
import { check } from '../watch/watch.ts';
import { Watching } from '../engine/asked.ts';
import type { Search } from './search.ts';
import type { Edges } from './taken.ts';

/** Of so many states one is looked at, in runs of them that lie side by side; and no fewer than that. */
const SHARE = 64;
const RUN = 16;
const FEW = 1 << 13;

/**
 * Takes steps of a search again: where one leads elsewhere, or another number of them is there, it throws. Those of the
 * first states, and of a run in each stretch of `share` runs, at another place in each.
 */
export function takeAgain(search: Search, edges: Edges, share = shareOf(search)): void {
  const { expanded } = search;
  const within = (from: number, end: number) => retake(search, edges, from, Math.min(end, expanded));
  if (share === 1) return within(0, expanded);
  within(0, RUN);
  for (let stretch = 0; stretch * share * RUN < expanded; stretch++) {
    const place = (Math.imul(stretch + 1, 0x9e3779b1) >>> 8) % share;
    const from = (stretch * share + place) * RUN;
    within(from, from + RUN);
  }
}
const shareOf = ({ expanded }: Search) => Math.max(1, Math.min(SHARE, Math.floor(expanded / FEW)));

function retake(
  { engine, store, visited }: Search,
  { first, to, edge }: Edges,
  from: number,
  end: number,
): void {
  const { code, layout } = engine;
  let e = first[from] as number;
  for (let at = from; at < end;) {
    check();
    const next = code.expand(store.states, store.parents, at, end);
    const { count, records } = code.batch;
    const taken = (first[next] as number) - (first[at] as number);
    if (taken !== count)
      throw new Error(
        `of states ${at} to ${next - 1} the search took ${taken} steps, and its graph has ${count}`,
      );
    visited.find(code.batch).forEach((place, k) => {
      if (to[e] !== place || edge[e] !== records[k * code.stride + layout.words])
        throw new Error(`state ${at}: the search took another step than its graph has`);
      e++;
    });
    at = next;
  }
}

/** Steps taken again of a model that is all in its code. */
const SAMPLE = 4096;

/** A digest of steps, a batch at a time: it does not depend on where a batch ends. */
export class StepsDigest {
  private readonly stride: number;
  private readonly records = createHash('sha256');
  private readonly parents = createHash('sha256');

  constructor(stride: number) {
    this.stride = stride;
  }
  add({ records, parents, count }: Batch): void {
    hashWords(this.records, records, count * this.stride);
    hashWords(this.parents, parents, count);
  }
  /** Of all steps so far. More may follow. */
  get value(): string {
    return this.records.copy().digest('hex') + this.parents.copy().digest('hex');
  }
}

const hashWords = (hash: Hash, { buffer, byteOffset }: Int32Array, words: number) =>
  void hash.update(new Uint8Array(buffer, byteOffset, words * 4));

/** Whether all steps that were taken are still those, and so are the notes of the states they leave. */
export function sameSteps(search: Search, digest: StepsDigest, expected: string | undefined): boolean {
  const { store, broken, met } = search;
  const { code, asked } = search.engine;
  const { head, transitions } = search.explored;
  const watching = new Watching(asked);
  let [taken, noted] = [0, 0];
  for (let at = 0; at < head;) {
    check();
    at = code.expand(store.states, store.parents, at, head, watching.bits);
    const { batch } = code;
    digest.add(batch);
    taken += batch.count;
    let same = true;
    watching.take(batch, (state, mask) => {
      same &&= broken.states[noted] === state && broken.equals(noted, mask);
      noted++;
    });
    if (!same) return false;
  }
  const seen = watching.met;
  const metAsBefore = seen.size === met.size && [...seen].every(([bit, state]) => met.get(bit) === state);
  return metAsBefore && taken === transitions && noted === broken.states.length && digest.value === expected;
}

/** Whether some of the steps lead where they led, and what is noted of the states they leave is what was. */
export function sampleAgrees(search: Search): boolean {
  const { store, broken } = search;
  const { code, asked, layout } = search.engine;
  const watch = asked.everything.map((bits, word) => bits & ~(asked.sometimes[word] as number));
  const every = Math.max(1, Math.floor(store.count / SAMPLE));
  /** Whether the batch at hand holds a state of the store. */
  const isSuccessor = (state: number): boolean => {
    const { records, count } = code.batch;
    const holds = (k: number) => {
      let w = 0;
      while (w < layout.words && records[k * code.stride + w] === store.states[state * layout.words + w]) w++;
      return w === layout.words;
    };
    for (let k = 0; k < count; k++) if (holds(k)) return true;
    return false;
  };
  for (let state = every; state < store.count; state += every) {
    check();
    const from = search.parentOf(state);
    // An initial state: the fingerprint knows it.
    if (from === state) continue;
    code.expand(store.states, store.parents, from, from + 1, watch);
    const noted = broken.placeOf(from);
    let agrees = noted < 0;
    new Watching(asked, watch).take(code.batch, (_, mask) => {
      agrees = noted >= 0 && broken.equals(noted, mask);
    });
    if (!agrees || !isSuccessor(state)) return false;
  }
  return true;
}

/**
 * Whether what counts as expanded leads to states that are kept: of the last that do, and of a sample. Where more counts
 * than was, the last of them have successors that nobody has seen.
 */
export function staysWithin(search: Search): boolean {
  const { store, visited } = search;
  const { code } = search.engine;
  const { head } = search.explored;
  const within = (from: number, end: number): boolean => {
    for (let at = from; at < end;) {
      check();
      at = code.expand(store.states, store.parents, at, end);
      if (visited.find(code.batch).includes(-1)) return false;
    }
    return true;
  };
  for (let state = 0; state < head; state += Math.max(1, Math.floor(head / SAMPLE)))
    if (!within(state, state + 1)) return false;
  return within(Math.max(0, head - SAMPLE), head);
}
