// SPDX-License-Identifier: MIT
/**
 * The visited set: open addressing over one Int32Array, whose slots hold the number of a state in the order of discovery.
 * Two states are one only if every bit of the stored states agrees. A slot's upper bits, which its number leaves free,
 * are bits of the state's hash: they tell most other states apart without a look at the store, which would be a cache
 * miss. A batch is inserted together: touching every slot first lets the cache misses overlap.
 */
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
  /**
   * Adds the states of `count` records of the batch, from the `first` on, that are new to the store. `routed`: they are
   * what the last call of {@link route} kept, whose hashes are known.
   */
  readonly insert: (batch: Records, first?: number, count?: number, routed?: boolean) => void;
  /** The place in the store of the packed state at `offset` of `words`, or -1. */
  readonly find: (words: Int32Array, offset: number) => number;
  /**
   * Keeps in the batch what belongs to partition `me` of `boxes.length`, and puts the rest into the others' boxes. A
   * parent's number then says whose it is: `number * partitions + partition`.
   */
  readonly route: (batch: Records, me: number, boxes: readonly Records[]) => void;
}
/** Successors: the packed state and the edge taken of each, and the number of the state it came from. */
export interface Records {
  records: Int32Array;
  parents: Int32Array;
  count: number;
}

/** Grow when more than this share of the slots is taken. */
const FULL = 0.6;
const MIX = [-1640531535, -2048144777, -1028477379, 668265263] as const;

/** `log2`: of the slots to begin with. */
export function visitedSet(words: number, store: StateStore, log2 = 16): VisitedSet {
  const make = new Function('store', source(words, log2)) as (store: StateStore) => VisitedSet;
  return make(store);
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

/** `(h & ~mask) | (number + 1)` is a slot's content: a number is less than the slots are many, so it fits in `mask`. */
function source(W: number, log2: number): string {
  const load = (from: string, at: string) => each(W, (i) => `const v${i} = ${from}[${at} + ${i}];`);
  const same = each(W, (i) => `Q[s + ${i}] === v${i}`, ' && ');
  return `'use strict';
let cap = ${1 << log2}, mask = cap - 1, T = new Int32Array(cap), H = new Int32Array(1024), sink = 0;
/** States of the store that the table holds. Where the store was filled by others, all of them are put in first. */
let known = 0;
function hash(R, at, stride, n) {
  if (n > H.length) H = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const b = at + k * stride;
    ${load('R', 'b')} ${hash(W)}
    H[k] = h;
  }
}
// Once all are hashed, loads that wait for nothing: as many misses overlap as the processor can hold.
function touch(n) {
  let acc = 0;
  for (let k = 0; k < n; k++) acc ^= T[H[k] & mask];
  return acc;
}
// By four: a table of numbers is small, and growing it costs a miss a state.
function resize(atLeast) {
  while (cap * ${FULL} < atLeast) cap *= 4;
  mask = cap - 1; T = new Int32Array(cap);
  for (let from = 0; from < store.count; from += 1024) {
    const n = Math.min(1024, store.count - from);
    hash(store.states, from * ${W}, ${W}, n);
    sink ^= touch(n);
    for (let k = 0; k < n; k++) {
      const h = H[k];
      let j = h & mask;
      while (T[j] !== 0) j = (j + 1) & mask;
      T[j] = (h & ~mask) | (from + k + 1);
    }
  }
  known = store.count;
}
// By four: pages that nothing was written to take no memory, copying does take time.
function grow(array, atLeast) {
  if (atLeast <= array.length) return array;
  let length = Math.max(1, array.length);
  while (length < atLeast) length *= 4;
  const bigger = new Int32Array(length);
  bigger.set(array);
  return bigger;
}
function insert(batch, from = 0, n = batch.count, hashed = false) {
  const R = batch.records, P = batch.parents, first = store.firstTaken, faulty = store.faulty;
  if (store.count + n > cap * ${FULL} || known !== store.count) {
    resize(store.count + n);
    hashed = false;
  }
  store.states = grow(store.states, (store.count + n) * ${W});
  store.parents = grow(store.parents, store.count + n);
  const Q = store.states, PA = store.parents;
  let count = store.count;
  if (!hashed) hash(R, from * ${W + 1}, ${W + 1}, n);
  sink ^= touch(n);
  for (let k = 0; k < n; k++) {
    const r = (from + k) * ${W + 1};
    ${load('R', 'r')}
    const edge = R[r + ${W}], parent = P[from + k], h = H[k];
    if (edge >= 0 && first[edge] < 0) first[edge] = parent;
    for (let j = h & mask; ; j = (j + 1) & mask) {
      const e = T[j];
      if (e === 0) {
        T[j] = (h & ~mask) | (count + 1);
        ${each(W, (i) => `Q[count * ${W} + ${i}] = v${i};`)}
        PA[count] = edge >= 0 && faulty[edge] === 1 ? ~parent : parent;
        count++;
        break;
      }
      if (((e ^ h) & ~mask) === 0) { const s = ((e & mask) - 1) * ${W}; if (${same}) break; }
    }
  }
  known = store.count = count;
}
function find(S, at) {
  if (known !== store.count) resize(store.count);
  const Q = store.states;
  ${load('S', 'at')} ${hash(W)}
  for (let j = h & mask; ; j = (j + 1) & mask) {
    const e = T[j];
    if (e === 0) return -1;
    if (((e ^ h) & ~mask) === 0) { const s = ((e & mask) - 1) * ${W}; if (${same}) return (e & mask) - 1; }
  }
}
function route(batch, me, boxes) {
  const n = batch.count, R = batch.records, P = batch.parents, all = boxes.length;
  for (const box of boxes) {
    box.records = grow(box.records, (box.count + n) * ${W + 1});
    box.parents = grow(box.parents, box.count + n);
  }
  hash(R, 0, ${W + 1}, n);
  let own = 0;
  for (let k = 0; k < n; k++) {
    const h = H[k], parent = P[k] * all + me, from = k * ${W + 1};
    // The table uses the lower bits of the hash.
    const owner = ((h >>> 16) * all) >>> 16;
    if (owner === me) {
      if (own !== k) for (let i = 0, to = own * ${W + 1}; i < ${W + 1}; i++) R[to + i] = R[from + i];
      P[own] = parent;
      H[own++] = h;
      continue;
    }
    const box = boxes[owner], B = box.records, to = box.count * ${W + 1};
    for (let i = 0; i < ${W + 1}; i++) B[to + i] = R[from + i];
    box.parents[box.count++] = parent;
  }
  batch.count = own;
}
return { capacity: () => cap, insert, find, route };`;
}
