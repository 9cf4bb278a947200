// SPDX-License-Identifier: MIT
/** The loop over the states of a batch: takes the steps of their threads, and notes what is to be noted. */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { WORD } from '../wasm/module.ts';
import type { Module } from '../wasm/module.ts';
import { BATCH, CYCLE, STUCK } from './bits.ts';
import type { Planned } from './plan.ts';

/** Where things lie in memory, in bytes. */
export interface StepMemory {
  /** States to be expanded, BATCH of them, and their parents. */
  readonly states: number;
  readonly stateParents: number;
  /** Successors, each followed by its edge, and the numbers of the states they come from. */
  readonly records: number;
  readonly parents: number;
  /** The first byte after the successors that fit. */
  readonly recordsEnd: number;
  /** Numbers and masks of the states with something to note. */
  readonly noted: number;
  readonly notes: number;
  /** What codes become: see least.ts. */
  readonly tables: number;
  /** The bits of the threads each waits for, and the bits of those that wait. */
  readonly waits: number;
  readonly waiting: number;
  /** Where the next successor goes, and how many states are noted. */
  readonly next: number;
  readonly noteCount: number;
}

/** Functions, by number. */
export interface Parts {
  readonly threads: readonly number[];
  readonly mask: number;
  readonly asked: number;
  readonly ended: number;
  readonly cycle: number;
  readonly planned?: Planned | undefined;
  /** Puts the state at an address into the form in which it is kept. */
  readonly least?: number | undefined;
  readonly tooWide: Code;
}

/** What the module exports for whoever made it. */
export interface StepFunctions {
  /**
   * Expands the `n` states that are there, of which the first has the number `first`, until the batch is full. Returns
   * how many it expanded.
   */
  readonly expand: (n: number, first: number, watch: number) => number;
  /** The mask of the first state that is there, of properties asked about in later passes. */
  readonly predicates: () => number;
  /** Puts the state at an address into the form in which it is kept. */
  readonly least?: (address: number) => void;
}

export function expandCode(module: Module, W: number, places: StepMemory, parts: Parts): void {
  const load = (address: number, at: number) =>
    w.each(W, (i) => w.set(at + i, w.load(w.get(address), places.states + i * WORD)));
  const [n, first, watch, k, at, next, before, mask, parent, notes] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const words = 10;
  const stride = (W + 1) * WORD;
  const state = w.add(w.get(at), w.i32(places.states)) + w.each(W, (i) => w.get(words + i));
  const { planned } = parts;
  const all = parts.threads.map((fn) => w.set(next, w.call(fn, state, w.get(next)))).join('');
  const alone = planned && w.tee(mask, w.call(planned.alone, state));
  const steps = !planned
    ? all
    : w.when(
        w.atLeast(alone as Code, w.i32(0)),
        w.set(next, w.call(planned.by, state, w.get(mask), w.get(next))) +
          w.when(w.and(w.get(watch), w.i32(CYCLE)), w.call(planned.waits, state, w.get(next))),
        all,
      );
  const bit = (condition: Code, value: number) =>
    w.when(condition, w.set(mask, w.or(w.get(mask), w.i32(value))));
  const note =
    w.set(mask, w.call(parts.mask, state)) +
    w.when(w.eq(w.get(next), w.get(before)), bit(w.eqz(w.call(parts.ended, state)), STUCK)) +
    w.when(w.load(w.i32(0), places.waiting), bit(w.call(parts.cycle), CYCLE)) +
    w.when(
      w.tee(mask, w.and(w.get(mask), w.get(watch))),
      w.store(w.get(notes), w.add(w.get(first), w.get(k)), places.noted) +
        w.store(w.get(notes), w.get(mask), places.notes) +
        w.set(notes, w.add(w.get(notes), w.i32(WORD))),
    );
  const cameFrom = w.whilst(
    w.lessUnsigned(w.get(before), w.get(next)),
    w.store(w.get(parent), w.add(w.get(first), w.get(k)), places.parents) +
      w.set(parent, w.add(w.get(parent), w.i32(WORD))) +
      (parts.least === undefined ? '' : w.call(parts.least, w.get(before))) +
      w.set(before, w.add(w.get(before), w.i32(stride))),
  );
  const expandOne =
    w.set(before, w.get(next)) +
    w.store(w.i32(0), w.i32(0), places.waiting) +
    load(at, words) +
    steps +
    w.when(w.lessUnsigned(w.i32(places.recordsEnd), w.get(next)), parts.tooWide) +
    w.when(w.get(watch), note) +
    cameFrom;
  const room = w.and(
    w.lessUnsigned(w.get(next), w.i32(places.records + BATCH * stride)),
    w.lessUnsigned(w.get(notes), w.i32(BATCH * WORD)),
  );
  const going = w.and(w.lessUnsigned(w.get(k), w.get(n)), room);
  const faults = w.less(w.load(w.shiftLeft(w.get(k), w.i32(2)), places.stateParents), w.i32(0));
  const body =
    w.set(next, w.load(w.i32(0), places.next)) +
    w.set(notes, w.shiftLeft(w.load(w.i32(0), places.noteCount), w.i32(2))) +
    // Four bytes of a parent for each record before.
    w.set(parent, w.divide(w.sub(w.get(next), w.i32(places.records)), w.i32(W + 1))) +
    w.whilst(
      going,
      w.when(w.eqz(faults), expandOne) +
        w.set(k, w.add(w.get(k), w.i32(1))) +
        w.set(at, w.add(w.get(at), w.i32(W * WORD))),
    ) +
    w.store(w.i32(0), w.get(next), places.next) +
    w.store(w.i32(0), w.shiftRight(w.get(notes), w.i32(2)), places.noteCount) +
    w.get(k);
  module.add('expand', 3, 1, 7 + W, body);
  const asked = w.i32(places.states) + w.each(W, (i) => w.load(w.i32(0), places.states + i * WORD));
  module.add('predicates', 0, 1, 0, w.call(parts.asked, asked));
}
