// SPDX-License-Identifier: MIT
/** The loop over the states of a batch: takes the steps of their threads, and notes what is to be noted. */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { WORD } from '../wasm/module.ts';
import type { Module } from '../wasm/module.ts';
import { BATCH, CYCLE, STUCK, WIDEST } from './bits.ts';
import type { MaskFunctions } from './mask-code.ts';
import type { Planned } from './plan.ts';
import type { StepMemory } from './step-memory.ts';
import { anyOf, nobodyWaits, someoneWaits } from './waits.ts';

/** Functions, by number. */
export interface Parts {
  readonly threads: readonly number[];
  readonly masks: MaskFunctions;
  readonly asked: MaskFunctions;
  readonly ended: number;
  readonly cycle: number;
  readonly planned?: Planned | undefined;
  /** Of the state at an address and its images puts the least there. */
  readonly least?: number | undefined;
  readonly tooWide: Code;
}

/** What the module exports for whoever made it. */
export interface StepFunctions {
  /**
   * Expands the `n` states at an address, of which the first has the number `first`, until the batch is full. Those with
   * a negative parent, at the other address, are skipped. Returns how many it expanded. `rows`: where the states that
   * they came from are, from the number `from` on, and `masks` what was noted of each; 0 where that is not known, or
   * nothing was.
   */
  readonly expand: (
    n: number,
    first: number,
    states: number,
    parents: number,
    rows: number,
    masks: number,
    from: number,
  ) => number;
  /**
   * A word of the masks of the first `n` states that are there, of properties asked about in later passes: one after the
   * other, in the states' own place. Of those with a negative parent nothing is asked.
   */
  readonly predicates: (word: number, n: number) => void;
  /** Puts the state at an address into the form in which it is kept; there is room at the other one. */
  readonly least?: (address: number) => void;
  readonly keep?: (address: number, room: number) => void;
}

/** Puts the state at an address into the form in which it is kept: what is to be done at once is done, then the least is taken. */
const keptCode = ({ planned, least }: Pick<Parts, 'planned' | 'least'>, state: Code, room: Code): Code =>
  (planned?.merge === undefined ? '' : w.call(planned.merge, state, room)) +
  (least === undefined ? '' : w.call(least, state));

export function expandCode(module: Module, W: number, places: StepMemory, parts: Parts): void {
  const load = (address: number, at: number) =>
    w.each(W, (i) => w.set(at + i, w.load(w.get(address), i * WORD)));
  const [n, first, at, faulted, rows, rowMasks, from] = [0, 1, 2, 3, 4, 5, 6];
  const [k, next, before, alone, parent, notes, row] = [7, 8, 9, 10, 11, 12, 13];
  const M = parts.masks.all.length;
  const [watch, mask, words] = [14, 14 + M, 14 + 2 * M];
  const stride = (W + 1) * WORD;
  const state = w.get(at) + w.each(W, (i) => w.get(words + i));
  const own = (address: number) => w.add(w.base, w.i32(address));
  const { planned } = parts;
  const all = parts.threads.map((fn) => w.set(next, w.call(fn, state, w.get(next)))).join('');
  const steps = !planned
    ? all
    : w.when(
        w.atLeast(w.tee(alone, w.call(planned.alone, state)), w.i32(0)),
        w.set(next, w.call(planned.by, state, w.get(alone), w.get(next))) +
          w.when(w.and(w.get(watch), w.i32(CYCLE)), w.call(planned.waits, state, w.get(next))),
        all,
      );
  const bit = (condition: Code, value: number) =>
    w.when(condition, w.set(mask, w.or(w.get(mask), w.i32(value))));
  /** The place of the state it came from, among those at hand. */
  const place = w.sub(w.load(w.get(faulted)), w.get(from));
  const note =
    askCode(parts.masks, W, { state, place, rows, rowMasks, row, watch, mask }) +
    w.when(w.eq(w.get(next), w.get(before)), bit(w.eqz(w.call(parts.ended, state)), STUCK)) +
    w.when(someoneWaits(places), bit(w.call(parts.cycle), CYCLE)) +
    w.when(
      anyOf(M, (i) => w.tee(mask + i, w.and(w.get(mask + i), w.get(watch + i)))),
      w.store(w.get(notes), w.add(w.get(first), w.get(k)), places.noted) +
        w.each(M, (i) => w.store(w.get(notes), w.get(mask + i), places.notes + i * BATCH * WORD)) +
        w.set(notes, w.add(w.get(notes), w.i32(WORD))),
    );
  const cameFrom = w.whilst(
    w.lessUnsigned(w.get(before), w.get(next)),
    w.store(w.get(parent), w.add(w.get(first), w.get(k)), places.parents) +
      w.set(parent, w.add(w.get(parent), w.i32(WORD))) +
      keptCode(parts, w.get(before), w.get(next)) +
      w.set(before, w.add(w.get(before), w.i32(stride))),
  );
  const expandOne =
    w.set(before, w.get(next)) +
    nobodyWaits(places) +
    load(at, words) +
    steps +
    w.when(w.lessUnsigned(w.i32(WIDEST * stride), w.sub(w.get(next), w.get(before))), parts.tooWide) +
    w.when(
      anyOf(M, (i) => w.get(watch + i)),
      note,
    ) +
    cameFrom;
  const room = w.and(
    w.lessUnsigned(w.get(next), own(places.records + BATCH * stride)),
    w.lessUnsigned(w.get(notes), own(BATCH * WORD)),
  );
  const going = w.and(w.lessUnsigned(w.get(k), w.get(n)), room);
  const faults = w.less(w.load(w.get(faulted)), w.i32(0));
  const body =
    w.each(M, (i) => w.set(watch + i, w.load(w.base, places.watch + i * WORD))) +
    w.set(next, w.load(w.base, places.next)) +
    w.set(notes, w.add(w.shiftLeft(w.load(w.base, places.noteCount), w.i32(2)), w.base)) +
    // Four bytes of a parent for each record before.
    w.set(parent, w.add(w.divide(w.sub(w.get(next), own(places.records)), w.i32(W + 1)), w.base)) +
    w.whilst(
      going,
      w.when(w.eqz(faults), expandOne) +
        w.set(k, w.add(w.get(k), w.i32(1))) +
        w.set(faulted, w.add(w.get(faulted), w.i32(WORD))) +
        w.set(at, w.add(w.get(at), w.i32(W * WORD))),
    ) +
    w.store(w.base, w.get(next), places.next) +
    w.store(w.base, w.shiftRight(w.sub(w.get(notes), w.base), w.i32(2)), places.noteCount) +
    w.get(k);
  module.add('expand', 7, 1, 7 + 2 * M + W, body);
  askedCode(module, W, places, parts.asked.all);
  const keep = keptCode(parts, w.get(0), w.get(1));
  if (keep !== '') module.add('keep', 2, 0, 0, keep);
}

/** What of a state is code, and which locals have the rest: from some on a word each. */
interface AskedOf {
  readonly state: Code;
  readonly place: Code;
  readonly rows: number;
  readonly rowMasks: number;
  readonly row: number;
  readonly watch: number;
  readonly mask: number;
}
/** The mask of the state at hand: where it is known what it came from, out of the mask of that. */
function askCode({ all, changed }: MaskFunctions, W: number, of: AskedOf): Code {
  const M = all.length;
  const there = (address: number, words: number) =>
    w.add(w.get(address), w.mul(w.get(of.row), w.i32(words * WORD)));
  const noted = (i: number) =>
    w.choose(w.get(of.rowMasks), w.load(there(of.rowMasks, M), i * WORD), w.i32(0));
  const become = (word: (i: number) => Code) => w.each(M, (i) => w.set(of.mask + i, word(i)));
  const watched = (i: number) => w.get(of.watch + i);
  return w.when(
    w.get(of.rows),
    w.set(of.row, of.place) +
      become((i) => w.call(changed[i] as number, of.state, watched(i), there(of.rows, W), noted(i))),
    become((i) => w.call(all[i] as number, of.state, watched(i))),
  );
}

/** The loop over states for later passes. An answer never reaches a state that is still to be asked. */
function askedCode(module: Module, W: number, places: StepMemory, asked: readonly number[]): void {
  const [word, n, at, faulted, to, words] = [0, 1, 2, 3, 4, 5];
  const own = (address: number) => w.add(w.base, w.i32(address));
  const state = w.get(at) + w.each(W, (i) => w.get(words + i));
  const answer = asked.reduceRight(
    (rest, fn, i) => w.choose(w.eq(w.get(word), w.i32(i)), w.call(fn, state, w.i32(-1)), rest),
    w.i32(0),
  );
  const next = (local: number, bytes: number) => w.set(local, w.add(w.get(local), w.i32(bytes)));
  const one =
    w.each(W, (i) => w.set(words + i, w.load(w.get(at), i * WORD))) +
    w.store(w.get(to), w.choose(w.less(w.load(w.get(faulted)), w.i32(0)), w.i32(0), answer)) +
    next(at, W * WORD) +
    next(faulted, WORD) +
    next(to, WORD) +
    w.set(n, w.sub(w.get(n), w.i32(1)));
  const body =
    w.set(at, own(places.states)) +
    w.set(to, own(places.states)) +
    w.set(faulted, own(places.stateParents)) +
    w.whilst(w.less(w.i32(0), w.get(n)), one);
  module.add('predicates', 2, 0, 3 + W, body);
}
