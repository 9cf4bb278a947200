// SPDX-License-Identifier: MIT
/** The loops of the visited set (visited.ts), as WebAssembly for states of so many words. */
import * as w from '../wasm/code.ts';
import type { Addresses, Code } from '../wasm/code.ts';
import { Module, WORD } from '../wasm/module.ts';

/** Where things lie in memory, in bytes. */
export interface TableMemory {
  /** Records and parents of what is to be inserted, and hashes of these. */
  readonly records: number;
  readonly parents: number;
  readonly hashes: number;
  /** Numbers of what was looked for. */
  readonly found: number;
  /** By the number of an edge and one: that of none is -1. */
  readonly firstTaken: number;
  readonly faulty: number;
  readonly table: number;
}

/** What it exports. */
export interface Loops {
  readonly hash: (at: number, stride: number, n: number) => void;
  readonly touch: (n: number, mask: number) => number;
  readonly insert: (n: number, mask: number, parents: number, states: number, count: number) => number;
  readonly place: (first: number, n: number, mask: number) => void;
  readonly find: (n: number, mask: number, states: number) => void;
}

const MIX = [-1640531535, -2048144777, -1028477379, 668265263] as const;
/** So many words, as a distance of addresses. */
export const words = (n: Code, { word }: Addresses = w.BYTES) =>
  word === 1 ? n : w.shiftLeft(n, w.i32(Math.log2(word)));
const next = (local: number, by = 1) => w.set(local, w.add(w.get(local), w.i32(by)));

/** `h` = a murmur-like mix of the words in the locals from `v` on. */
function mix(count: number, h: number, v: number): Code {
  const fold = (bits: number) => w.set(h, w.xor(w.get(h), w.shiftRight(w.get(h), w.i32(bits))));
  const first = w.set(h, w.mul(w.get(v), w.i32(MIX[0]))) + fold(15);
  const more = w.each(count - 1, (i) => {
    const factor = MIX[(i + 1) % MIX.length] as number;
    return w.set(h, w.mul(w.xor(w.get(h), w.get(v + i + 1)), w.i32(factor))) + fold(15);
  });
  return first + more + w.set(h, w.mul(w.get(h), w.i32(739982445))) + fold(14);
}

/**
 * A slot holds `(h & ~mask) | (number + 1)`, or 0: a number is less than the slots are many, so it fits in `mask`.
 * `parents` and `states` are addresses, which are as `a` has them.
 */
export function visitedCode(W: number, places: TableMemory, a = w.BYTES): Module {
  const module = new Module();
  addLoops(module, W, places, a);
  module.add('insert', 5, 1, W + 7, insertCode(W, places, a));
  module.add('place', 3, 0, 3, placeCode(places, a));
  module.add('find', 3, 0, W + 6, findCode(W, places, a));
  return module;
}

/** The words of a row, into the locals from `v` on. */
const row = (W: number, a: Addresses, address: Code, v: number, offset = 0): Code =>
  w.each(W, (i) => w.set(v + i, a.load(address, offset + i * WORD)));

/** What comes before any look at the table: hashes of rows, from the base on, and loads of their slots. */
export function addLoops(
  module: Module,
  W: number,
  places: Pick<TableMemory, 'hashes' | 'table'>,
  a = w.BYTES,
): void {
  /** Fills the hashes of `n` rows from `at` on, `stride` bytes each. */
  const hash = () => {
    const [at, stride, n, to, h, v] = [0, 1, 2, 3, 4, 5];
    return module.add(
      'hash',
      3,
      0,
      W + 2,
      w.set(to, w.base) +
        w.set(n, w.add(w.base, words(w.get(n), a))) +
        w.whilst(
          w.lessUnsigned(w.get(to), w.get(n)),
          row(W, a, w.get(at), v) +
            mix(W, h, v) +
            a.store(w.get(to), w.get(h), places.hashes) +
            w.set(at, w.add(w.get(at), w.get(stride))) +
            next(to, a.word),
        ),
    );
  };
  /** Loads the slots of `n` hashes. They wait for nothing: as many misses overlap as the processor can hold. */
  const touch = () => {
    const [n, mask, k, seen] = [0, 1, 2, 3];
    const slot = a.load(words(w.and(a.load(w.get(k), places.hashes), w.get(mask)), a), places.table);
    return module.add(
      'touch',
      2,
      1,
      2,
      w.set(k, w.base) +
        w.set(n, w.add(w.base, words(w.get(n), a))) +
        w.whilst(
          w.lessUnsigned(w.get(k), w.get(n)),
          w.set(seen, w.xor(w.get(seen), slot)) + next(k, a.word),
        ) +
        w.get(seen),
    );
  };
  hash();
  touch();
}

export const inverse = (mask: number) => w.xor(w.get(mask), w.i32(-1));
export const following = (j: number, mask: number) => w.set(j, w.and(w.add(w.get(j), w.i32(1)), w.get(mask)));

/** Locals of a loop over `n` hashed records: see {@link lookForEach}. */
interface AtHand {
  readonly n: number;
  readonly mask: number;
  readonly states: number;
  /** The words and the records done, as distances of addresses. */
  readonly k: number;
  readonly r: number;
  /** Its hash, the slot looked at, the slot's entry, the address of the entry's state, the first of its own words. */
  readonly h: number;
  readonly j: number;
  readonly e: number;
  readonly s: number;
  readonly v: number;
}

/** Whether the entry in `e` stands for the row in the locals from `v` on, of hash `h`; `s` is for its address. */
export function same(
  W: number,
  { e, h, mask, s, v }: Pick<AtHand, 'e' | 'h' | 'mask' | 's' | 'v'>,
  addressOf: (number: Code) => Code,
  a = w.BYTES,
): Code {
  const bits = w.eqz(w.and(w.xor(w.get(e), w.get(h)), inverse(mask)));
  const address = w.set(s, addressOf(numberIn(e, mask)));
  const differ = Array.from({ length: W }, (_, i) => w.xor(a.load(w.get(s), i * WORD), w.get(v + i)));
  return w.choose(bits, address + w.eqz(differ.reduce((x, y) => w.or(x, y))), w.i32(0));
}

/**
 * Looks for each of `n` hashed records. With its words in the locals from `v` on, `before` is done, then `missing`, with
 * the slot at `j` where it would go, or `present`, with its entry in `e`.
 */
function lookForEach(
  W: number,
  places: TableMemory,
  a: Addresses,
  at: AtHand,
  { before = '', missing, present }: { before?: Code; missing: Code; present: Code },
): Code {
  const { n, mask, k, r, h, j, e, v, states } = at;
  const addressOf = (number: Code) => w.add(w.get(states), w.mul(number, w.i32(W * a.word)));
  const look = w.block(
    w.loop(
      w.set(e, a.load(words(w.get(j), a), places.table)) +
        w.when(w.eqz(w.get(e)), missing + w.br(2)) +
        w.when(same(W, at, addressOf, a), present + w.br(2)) +
        following(j, mask) +
        w.br(0),
    ),
  );
  return (
    w.set(n, words(w.get(n), a)) +
    w.whilst(
      w.lessUnsigned(w.get(k), w.get(n)),
      row(W, a, w.get(r), v, places.records) +
        w.set(h, a.load(w.get(k), places.hashes)) +
        before +
        w.set(j, w.and(w.get(h), w.get(mask))) +
        look +
        next(k, a.word) +
        next(r, (W + 1) * a.word),
    )
  );
}

/** The number of the state that is being looked for. */
const foundIs = (places: TableMemory, a: Addresses, k: number, number: Code) =>
  a.store(w.get(k), number, places.found);
/** The number that the entry in `e` stands for. */
const numberIn = (e: number, mask: number) => w.sub(w.and(w.get(e), w.get(mask)), w.i32(1));

/**
 * `count` states are known; returns how many are, when the `n` hashed records are inserted, and leaves their numbers as
 * `find` does.
 */
function insertCode(W: number, places: TableMemory, a: Addresses): Code {
  const [n, mask, parents, states, count] = [0, 1, 2, 3, 4];
  const [k, r, h, j, e, s, parent, v] = [5, 6, 7, 8, 9, 10, 11, 12];
  const slot = words(w.get(j), a);
  const edge = words(w.add(a.load(w.get(r), places.records + W * WORD), w.i32(1)), a);
  const keep =
    a.store(slot, w.or(w.and(w.get(h), inverse(mask)), w.add(w.get(count), w.i32(1))), places.table) +
    w.set(s, w.add(w.get(states), w.mul(w.get(count), w.i32(W * a.word)))) +
    w.each(W, (i) => a.store(w.get(s), w.get(v + i), i * WORD)) +
    a.store(
      w.add(w.get(parents), words(w.get(count), a)),
      // Its complement where the edge ends in a fault.
      w.xor(w.get(parent), a.load(edge, places.faulty)),
    ) +
    foundIs(places, a, k, w.get(count)) +
    next(count);
  const noteTaken = w.when(
    w.less(a.load(edge, places.firstTaken), w.i32(0)),
    a.store(edge, w.get(parent), places.firstTaken),
  );
  const before = w.set(parent, a.load(w.get(k), places.parents)) + noteTaken;
  const at = { n, mask, states, k, r, h, j, e, s, v };
  const present = foundIs(places, a, k, numberIn(e, mask));
  return lookForEach(W, places, a, at, { before, missing: keep, present }) + w.get(count);
}

/** Puts `n` hashed states into the table, which has none of them: the first is the one of that number. */
function placeCode(places: TableMemory, a: Addresses): Code {
  const [number, n, mask, k, h, j] = [0, 1, 2, 3, 4, 5];
  const slot = words(w.get(j), a);
  return (
    w.set(n, words(w.get(n), a)) +
    w.whilst(
      w.lessUnsigned(w.get(k), w.get(n)),
      w.set(h, a.load(w.get(k), places.hashes)) +
        w.set(j, w.and(w.get(h), w.get(mask))) +
        w.whilst(a.load(slot, places.table), following(j, mask)) +
        next(number) +
        a.store(slot, w.or(w.and(w.get(h), inverse(mask)), w.get(number)), places.table) +
        next(k, a.word),
    )
  );
}

/** The numbers of the states in `n` hashed records, or -1. */
function findCode(W: number, places: TableMemory, a: Addresses): Code {
  const [n, mask, states] = [0, 1, 2];
  const [k, r, h, j, e, s, v] = [3, 4, 5, 6, 7, 8, 9];
  return lookForEach(
    W,
    places,
    a,
    { n, mask, states, k, r, h, j, e, s, v },
    {
      missing: foundIs(places, a, k, w.i32(-1)),
      present: foundIs(places, a, k, numberIn(e, mask)),
    },
  );
}
