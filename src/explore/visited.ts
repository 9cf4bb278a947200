// SPDX-License-Identifier: MIT
/**
 * The visited set: open addressing over one Int32Array that holds whole packed states, so that two states are one
 * only if every bit agrees. A batch is inserted together: touching every bucket first lets the cache misses overlap.
 */
import type { Batch } from '../compile/codegen.ts';

/** States in order of discovery. */
export interface StateStore {
  /** Packed states, one after the other. */
  states: Int32Array;
  /** The state each was first reached from; its complement (a negative number) for a state that faults. */
  parents: Int32Array;
  count: number;
  /** For each edge, the first state that takes it, or -1. */
  readonly firstTaken: Int32Array;
  /** For each edge, 1 if it ends in a fault. */
  readonly faulty: Uint8Array;
}
export interface VisitedSet {
  /** Slots in the table. */
  readonly capacity: () => number;
  /** Adds the batch's states to the set, and those that are new to the store. */
  readonly insert: (batch: Batch, store: StateStore) => void;
  /** The slot of the packed state at `offset` of `words`, or -1. */
  readonly find: (words: Int32Array, offset: number) => number;
}

/** Grow when more than this share of the slots is taken. */
const FULL = 0.6;
const MIX = [-1640531535, -2048144777, -1028477379, 668265263] as const;

export function visitedSet(words: number, occupied: number, log2 = 16): VisitedSet {
  const make = new Function(source(words, occupied, log2)) as () => VisitedSet;
  return make();
}

export function stateStore(
  words: number,
  edges: readonly { readonly fault: string | undefined }[],
): StateStore {
  return {
    states: new Int32Array((1 << 14) * words),
    parents: new Int32Array(1 << 14),
    count: 0,
    firstTaken: new Int32Array(edges.length).fill(-1),
    faulty: Uint8Array.from(edges, (e) => (e.fault === undefined ? 0 : 1)),
  };
}

const each = (n: number, text: (i: number) => string, between = ' ') =>
  Array.from({ length: n }, (_, i) => text(i)).join(between);

/** A murmur-like mix of the words v0, v1, ... into `h`. */
function hash(words: number): string {
  const more = each(
    words - 1,
    (i) => `h = Math.imul(h ^ v${i + 1}, ${MIX[(i + 1) % MIX.length]}); h ^= h >>> 15;`,
  );
  return `let h = Math.imul(v0, ${MIX[0]}); h ^= h >>> 15; ${more} h = Math.imul(h, 739982445); h ^= h >>> 14;`;
}

function source(W: number, E: number, log2: number): string {
  const load = (from: string, at: string) => each(W, (i) => `const v${i} = ${from}[${at} + ${i}];`);
  const same = each(W, (i) => (i === E ? `e === v${i}` : `T[j * ${W} + ${i}] === v${i}`), ' && ');
  const put = each(W, (i) => `T[j * ${W} + ${i}] = v${i};`);
  return `'use strict';
let cap = ${1 << log2}, mask = cap - 1, taken = 0, T = new Int32Array(cap * ${W}), H = new Int32Array(1024), sink = 0;
function resize(atLeast) {
  const old = T, n = cap;
  while (cap * ${FULL} < atLeast) cap *= 2;
  mask = cap - 1; T = new Int32Array(cap * ${W});
  for (let i = 0; i < n; i++) {
    if (old[i * ${W} + ${E}] === 0) continue;
    ${load('old', `i * ${W}`)} ${hash(W)}
    let j = h & mask;
    while (T[j * ${W} + ${E}] !== 0) j = (j + 1) & mask;
    ${put}
  }
}
function touch(R, n) {
  let acc = 0;
  for (let k = 0; k < n; k++) {
    ${load('R', `k * ${W + 1}`)} ${hash(W)}
    H[k] = h; acc ^= T[(h & mask) * ${W}];
  }
  return acc;
}
function grow(array, atLeast) {
  let length = array.length;
  while (length < atLeast) length *= 2;
  const bigger = new Int32Array(length);
  bigger.set(array);
  return bigger;
}
function insert(batch, store) {
  const n = batch.count, R = batch.records, P = batch.parents, first = store.firstTaken, faulty = store.faulty;
  if ((taken + n) > cap * ${FULL}) resize(taken + n);
  if ((store.count + n) * ${W} > store.states.length) store.states = grow(store.states, (store.count + n) * ${W});
  if (store.count + n > store.parents.length) store.parents = grow(store.parents, store.count + n);
  if (n > H.length) H = new Int32Array(n);
  const Q = store.states, PA = store.parents;
  let count = store.count;
  sink ^= touch(R, n);
  for (let k = 0; k < n; k++) {
    ${load('R', `k * ${W + 1}`)}
    const edge = R[k * ${W + 1} + ${W}], parent = P[k];
    if (edge >= 0 && first[edge] < 0) first[edge] = parent;
    let j = H[k] & mask;
    for (;;) {
      const e = T[j * ${W} + ${E}];
      if (e === 0) {
        ${put} ${each(W, (i) => `Q[count * ${W} + ${i}] = v${i};`)}
        PA[count] = edge >= 0 && faulty[edge] === 1 ? ~parent : parent;
        count++; taken++;
        break;
      }
      if (${same}) break;
      j = (j + 1) & mask;
    }
  }
  store.count = count;
}
function find(S, at) {
  ${load('S', 'at')} ${hash(W)}
  let j = h & mask;
  for (;;) {
    const e = T[j * ${W} + ${E}];
    if (e === 0) return -1;
    if (${same}) return j;
    j = (j + 1) & mask;
  }
}
return { capacity: () => cap, insert, find };`;
}
