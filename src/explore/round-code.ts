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

/** Where a thread has its own things, beside those of every set: the cells that `claim` goes on from. */
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

/** Addresses and sizes that hold for a round. Those of `claims` and `slots` are of number 0, wherever their first is. */
export interface RoundPlaces {
  readonly mask: number;
  readonly states: number;
  readonly parents: number;
  /** The first provisional number. */
  readonly first: number;
  /** By provisional number: what it is claimed with, and its slot. By slice: how many of its claims were lost. */
  readonly claims: number;
  readonly slots: number;
  readonly lost: number;
}

export interface RoundLoops extends Pick<Loops, 'hash' | 'touch'> {
  /**
   * Claims what is new of `n` hashed records, from the one at `k` words on, the first of all with `mine`. Returns where
   * it stopped for want of numbers, in bytes of words, or the end.
   */
  readonly claim: (
    n: number,
    mask: number,
    states: number,
    k: number,
    mine: number,
    first: number,
    claims: number,
    slots: number,
    lost: number,
  ) => number;
  /** How many of the `n` entries of a log from `log` on are still claimed with what they say. */
  readonly count: (log: number, n: number, claims: number) => number;
  /** Gives these their final numbers, from `number` on, and their rows, parents and slots. */
  readonly publish: (
    log: number,
    n: number,
    mask: number,
    states: number,
    parents: number,
    number: number,
    claims: number,
    slots: number,
  ) => void;
}

/** `lowest`: a claim gives way to a lower one. Without that, whoever comes first has it: a test looks at what follows. */
export interface RoundCode {
  readonly lowest: boolean;
  readonly atomic: boolean;
}
export const RIGHT: RoundCode = { lowest: true, atomic: true };

export function roundCode(W: number, places: HandMemory, how: RoundCode = RIGHT): Module {
  const module = new Module();
  addLoops(module, W, places);
  module.add('claim', 9, 1, W + 10, claimCode(W, places, how));
  module.add('count', 3, 1, 2, countCode());
  module.add('publish', 8, 0, 3, publishCode(W, places));
  return module;
}

const at = (array: number, number: Code) => w.add(w.get(array), words(number));

function claimCode(W: number, places: HandMemory, { lowest, atomic }: RoundCode): Code {
  const [n, mask, states, k, mine, first, claims, slots, lost] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [r, h, j, e, s, parent, next, end, log, c, v] = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  const step = (local: number, by: number) => w.set(local, w.add(w.get(local), w.i32(by)));
  const cell = (place: number) => w.load(w.i32(0), place);
  const leave =
    w.store(w.i32(0), w.get(next), places.next) + w.store(w.i32(0), w.get(log), places.log) + w.ret(w.get(k));
  const own = w.add(w.get(mine), w.shiftRight(w.get(k), w.i32(2)));
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
    w.set(s, w.add(w.get(states), w.mul(w.get(next), w.i32(W * WORD)))) +
    w.each(W, (i) => w.store(w.get(s), w.get(v + i), i * WORD)) +
    w.store(at(claims, w.get(next)), own) +
    w.store(at(slots, w.get(next)), slot) +
    (atomic
      ? w.set(e, w.exchange(slot, w.i32(0), entry, places.table))
      : w.store(slot, entry, places.table)) +
    w.when(w.eqz(w.get(e)), enter(w.get(next)) + step(next, 1) + w.br(3));
  const claimOf = at(claims, w.get(s));
  const slice = w.shiftRight(w.get(c), w.i32(IN_SLICE));
  const lower = w.whilst(
    w.eqz(w.lessUnsigned(w.get(c), own)),
    w.set(e, w.exchange(claimOf, w.get(c), own)) +
      w.when(
        w.eq(w.get(e), w.get(c)),
        // With its own it was claimed where the slice was begun by another thread, which has left it.
        w.when(w.ne(w.get(c), own), w.drop(w.addTo(at(lost, slice), w.i32(1)))) + enter(w.get(s)) + w.br(2),
      ) +
      w.set(c, w.get(e)),
  );
  const present =
    w.set(s, w.sub(w.and(w.get(e), w.get(mask)), w.i32(1))) +
    w.when(w.eqz(w.lessUnsigned(w.get(s), w.get(first))), w.set(c, w.load(claimOf)) + (lowest ? lower : ''));
  const look = w.block(
    w.loop(
      w.set(e, w.load(slot, places.table)) +
        w.when(w.eqz(w.get(e)), insert) +
        w.when(same(W, { mask, states, h, e, s, v }), present + w.br(2)) +
        following(j, mask) +
        w.br(0),
    ),
  );
  const taken = w.when(
    // That of none is the largest of all.
    w.lessUnsigned(w.get(parent), w.load(edge, places.firstTaken)),
    w.store(edge, w.get(parent), places.firstTaken),
  );
  return (
    w.set(n, words(w.get(n))) +
    w.set(r, w.mul(w.get(k), w.i32(W + 1))) +
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

/** Goes over the entries of a log, each with its provisional number in `p`, and does `won` where the claim still holds. */
function eachWon(log: number, n: number, claims: number, p: number, won: Code): Code {
  return (
    w.set(n, w.add(w.get(log), w.mul(w.get(n), w.i32(ENTRY * WORD)))) +
    w.whilst(
      w.lessUnsigned(w.get(log), w.get(n)),
      w.set(p, w.load(w.get(log))) +
        w.when(w.eq(w.load(at(claims, w.get(p))), w.load(w.get(log), WORD)), won) +
        w.set(log, w.add(w.get(log), w.i32(ENTRY * WORD))),
    )
  );
}

function countCode(): Code {
  const [log, n, claims, p, sum] = [0, 1, 2, 3, 4];
  return eachWon(log, n, claims, p, w.set(sum, w.add(w.get(sum), w.i32(1)))) + w.get(sum);
}

function publishCode(W: number, places: TableMemory): Code {
  const [log, n, mask, states, parents, number, claims, slots] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [p, from, to] = [8, 9, 10];
  const row = (of: number) => w.add(w.get(states), w.mul(w.get(of), w.i32(W * WORD)));
  const move =
    w.set(from, row(p)) +
    w.set(to, row(number)) +
    w.each(W, (i) => w.store(w.get(to), w.load(w.get(from), i * WORD), i * WORD)) +
    w.store(at(parents, w.get(number)), w.load(w.get(log), 2 * WORD)) +
    w.set(number, w.add(w.get(number), w.i32(1))) +
    w.set(to, w.load(at(slots, w.get(p)))) +
    w.store(
      w.get(to),
      w.or(w.and(w.load(w.get(to), places.table), inverse(mask)), w.get(number)),
      places.table,
    );
  return eachWon(log, n, claims, p, move);
}
