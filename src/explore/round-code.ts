// SPDX-License-Identifier: MIT
/**
 * What one of several threads does to the visited set in a round (round.ts), as WebAssembly: `claim` puts what is new
 * into the table under a provisional number, `publish` moves what was claimed to its final one.
 */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { Module, WORD } from '../wasm/module.ts';
import { addLoops, following, inverse, same, words } from './visited-code.ts';
import type { Loops, TableMemory } from './visited-code.ts';

/**
 * Where a thread has its own things, from its base on, beside those of every set: the cells that `claim` goes on from.
 * The code is the same for all threads, wherever they are, so that it is compiled once.
 */
export interface HandMemory extends TableMemory {
  /** The next provisional number it may give, the first that it may not, and where the next entry of its log goes. */
  readonly next: number;
  readonly end: number;
  readonly log: number;
}
/** Words of an entry of a log: the provisional number, what it was claimed with, the parent. */
export const ENTRY = 3;
/** Bits of a claim for the place of a record within its slice; the slice is above them. */
export const IN_SLICE = 14;

/** Words of a provisional row beside the state's: what it is claimed with, and the address of its slot within the table. */
export const ROW = 2;

export interface RoundLoops extends Pick<Loops, 'hash' | 'touch' | 'place'> {
  /**
   * Claims what is new of `n` hashed records, from the one at `k` words on, the first of all with `mine`. Returns where
   * it stopped for want of numbers, in bytes of words, or the end. `first`: the first provisional number; `rows`: the
   * address of that of number 0, wherever the first is; `lost`: by slice, how many of its claims others took.
   */
  readonly claim: (
    n: number,
    mask: number,
    states: number,
    k: number,
    mine: number,
    first: number,
    rows: number,
    lost: number,
  ) => number;
  /**
   * Gives those of the `n` entries of a log from `log` on that are still claimed with what they say their final numbers,
   * from `number` on, and their rows, parents and slots.
   */
  readonly publish: (
    log: number,
    n: number,
    mask: number,
    states: number,
    parents: number,
    number: number,
    rows: number,
  ) => number;
}

/** What makes it right, each of which a test leaves out: that a lower claim takes another's place, and that insertion is atomic. */
export interface RoundCode {
  readonly lowest: boolean;
  readonly atomic: boolean;
}
export const RIGHT: RoundCode = { lowest: true, atomic: true };

export function roundCode(W: number, places: HandMemory, how: RoundCode = RIGHT): Module {
  const module = new Module();
  addLoops(module, W, places);
  module.add('claim', 8, 1, W + 11, claimCode(W, places, how));
  module.add('place', 3, 0, 3, placeCode(places));
  module.add('publish', 7, 1, 6, publishCode(W, places));
  return module;
}

/** The address of a provisional row. */
const rowOf = (W: number, rows: number, number: Code) =>
  w.add(w.get(rows), w.mul(number, w.i32((W + ROW) * WORD)));

/** Turns that it takes to insert what is not inserted atomically. */
const SLOW = 2000;

function claimCode(W: number, places: HandMemory, { lowest, atomic }: RoundCode): Code {
  const [n, mask, states, k, mine, first, rows, lost] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [r, h, j, e, s, parent, next, end, log, c, p, v] = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  const step = (local: number, by: number) => w.set(local, w.add(w.get(local), w.i32(by)));
  const cell = (place: number) => w.load(w.base, place);
  const done = w.sub(w.get(k), w.base);
  const leave =
    w.store(w.base, w.get(next), places.next) + w.store(w.base, w.get(log), places.log) + w.ret(done);
  const own = w.add(w.get(mine), w.shiftRight(done, w.i32(2)));
  const enter = (number: Code) =>
    w.store(w.get(log), number) +
    w.store(w.get(log), own, WORD) +
    // Its complement where the edge ends in a fault.
    w.store(w.get(log), w.xor(w.get(parent), w.load(edge, places.faulty)), 2 * WORD) +
    step(log, ENTRY * WORD);
  const edge = words(w.add(w.load(w.get(r), places.records + W * WORD), w.i32(1)));
  const slot = words(w.get(j));
  const entry = w.or(w.and(w.get(h), inverse(mask)), w.add(w.get(next), w.i32(1)));
  /** All of it is there before anybody can come to it through the table. */
  const insert =
    w.when(w.eq(w.get(next), w.get(end)), leave) +
    w.set(s, rowOf(W, rows, w.get(next))) +
    w.each(W, (i) => w.store(w.get(s), w.get(v + i), i * WORD)) +
    w.store(w.get(s), own, W * WORD) +
    w.store(w.get(s), slot, (W + 1) * WORD) +
    (atomic
      ? w.set(e, w.exchange(slot, w.i32(0), entry, places.table))
      : // Others have time to come to the same slot.
        w.set(c, w.i32(SLOW)) + w.whilst(w.get(c), step(c, -1)) + w.store(slot, entry, places.table)) +
    w.when(w.eqz(w.get(e)), enter(w.get(next)) + step(next, 1) + w.br(3));
  const slice = w.shiftRight(w.get(c), w.i32(IN_SLICE));
  const lower = w.whilst(
    w.eqz(w.lessUnsigned(w.get(c), own)),
    w.set(e, w.exchange(w.get(s), w.get(c), own, W * WORD)) +
      w.when(
        w.eq(w.get(e), w.get(c)),
        w.drop(w.addTo(w.add(w.get(lost), words(slice)), w.i32(1))) + enter(w.get(p)) + w.br(2),
      ) +
      w.set(c, w.get(e)),
  );
  const isFinal = (of: Code) => w.lessUnsigned(of, w.get(first));
  const present = w.when(
    w.eqz(isFinal(w.get(p))),
    w.set(c, w.load(w.get(s), W * WORD)) + (lowest ? lower : ''),
  );
  const addressOf = (of: Code) =>
    w.set(p, of) +
    w.pick(
      isFinal(w.get(p)),
      w.add(w.get(states), w.mul(w.get(p), w.i32(W * WORD))),
      rowOf(W, rows, w.get(p)),
    );
  const look = w.block(
    w.loop(
      w.set(e, w.load(slot, places.table)) +
        w.when(w.eqz(w.get(e)), insert) +
        w.when(same(W, { mask, h, e, s, v }, addressOf), present + w.br(2)) +
        following(j, mask) +
        w.br(0),
    ),
  );
  const taken = w.when(
    // That of none is the largest of all.
    w.lessUnsigned(w.get(parent), w.load(w.add(w.base, edge), places.firstTaken)),
    w.store(w.add(w.base, edge), w.get(parent), places.firstTaken),
  );
  return (
    w.set(n, w.add(w.base, words(w.get(n)))) +
    w.set(r, w.add(w.base, w.mul(w.get(k), w.i32(W + 1)))) +
    w.set(k, w.add(w.base, w.get(k))) +
    w.set(next, cell(places.next)) +
    w.set(end, cell(places.end)) +
    w.set(log, cell(places.log)) +
    w.whilst(
      w.lessUnsigned(w.get(k), w.get(n)),
      w.each(W, (i) => w.set(v + i, w.load(w.get(r), places.records + i * WORD))) +
        w.set(h, w.load(w.get(k), places.hashes)) +
        w.set(parent, w.load(w.get(k), places.parents)) +
        taken +
        w.set(j, w.and(w.get(h), w.get(mask))) +
        look +
        step(k, WORD) +
        step(r, (W + 1) * WORD),
    ) +
    leave +
    w.never
  );
}

/** Puts `n` hashed states into a table that has none of them: the first is the one of that number. */
function placeCode(places: TableMemory): Code {
  const [number, n, mask, k, h, j] = [0, 1, 2, 3, 4, 5];
  const slot = words(w.get(j));
  const entry = w.or(w.and(w.get(h), inverse(mask)), w.get(number));
  return (
    w.set(k, w.base) +
    w.set(n, w.add(w.base, words(w.get(n)))) +
    w.whilst(
      w.lessUnsigned(w.get(k), w.get(n)),
      w.set(h, w.load(w.get(k), places.hashes)) +
        w.set(j, w.and(w.get(h), w.get(mask))) +
        w.set(number, w.add(w.get(number), w.i32(1))) +
        w.whilst(
          w.choose(w.load(slot, places.table), w.i32(1), w.exchange(slot, w.i32(0), entry, places.table)),
          following(j, mask),
        ) +
        w.set(k, w.add(w.get(k), w.i32(WORD))),
    )
  );
}

/** Locals of a loop over entries of a log, up to the address `end`; `at` is for that of a provisional row. */
interface Entries {
  readonly log: number;
  readonly end: number;
  readonly rows: number;
  readonly at: number;
}
const ENTRY_BYTES = ENTRY * WORD;

/** Goes over the entries, each with its row, and does `won` where the claim still holds. */
const eachWon = (W: number, { log, end, rows, at }: Entries, won: Code): Code =>
  w.whilst(
    w.lessUnsigned(w.get(log), w.get(end)),
    w.set(at, rowOf(W, rows, w.load(w.get(log)))) +
      w.when(w.eq(w.load(w.get(at), W * WORD), w.load(w.get(log), WORD)), won) +
      w.set(log, w.add(w.get(log), w.i32(ENTRY_BYTES))),
  );
const endOf = (log: number, n: number) => w.add(w.get(log), w.mul(w.get(n), w.i32(ENTRY_BYTES)));

/** Entries whose slots are loaded together, before one is written: their cache misses overlap. */
const TOGETHER = 64;

function publishCode(W: number, places: TableMemory): Code {
  const [log, n, mask, states, parents, number, rows] = [0, 1, 2, 3, 4, 5, 6];
  const [at, to, slot, end, ahead, seen] = [7, 8, 9, 10, 11, 12];
  const move =
    w.set(to, w.add(w.get(states), w.mul(w.get(number), w.i32(W * WORD)))) +
    w.each(W, (i) => w.store(w.get(to), w.load(w.get(at), i * WORD), i * WORD)) +
    w.store(w.add(w.get(parents), words(w.get(number))), w.load(w.get(log), 2 * WORD)) +
    w.set(number, w.add(w.get(number), w.i32(1))) +
    w.set(slot, w.load(w.get(at), (W + 1) * WORD)) +
    w.store(
      w.get(slot),
      w.or(w.and(w.load(w.get(slot), places.table), inverse(mask)), w.get(number)),
      places.table,
    );
  const touch = w.whilst(
    w.lessUnsigned(w.get(ahead), w.get(end)),
    w.set(slot, w.load(rowOf(W, rows, w.load(w.get(ahead))), (W + 1) * WORD)) +
      w.set(seen, w.xor(w.get(seen), w.load(w.get(slot), places.table))) +
      w.set(ahead, w.add(w.get(ahead), w.i32(ENTRY_BYTES))),
  );
  const some = w.add(w.get(log), w.i32(TOGETHER * ENTRY_BYTES));
  return (
    w.set(n, endOf(log, n)) +
    w.whilst(
      w.lessUnsigned(w.get(log), w.get(n)),
      w.set(end, some) +
        w.when(w.lessUnsigned(w.get(n), w.get(end)), w.set(end, w.get(n))) +
        w.set(ahead, w.get(log)) +
        touch +
        eachWon(W, { log, end, rows, at }, move),
    ) +
    // Else nobody would have loaded it.
    w.get(seen)
  );
}
