// SPDX-License-Identifier: MIT
/** Cells of packed states that have, or have not, one of some values each: which of many states are to be looked at. */
import { maskOf } from './layout.ts';
import type { Slot } from './layout.ts';

export interface Spot {
  readonly slot: Slot;
  /** By code, whether its value is one of them. */
  readonly codes: Uint8Array;
}

export class Spots {
  readonly count: number;
  private readonly words: Int32Array;
  private readonly shifts: Int32Array;
  private readonly masks: Int32Array;
  /** Where the codes of each begin among those of all. */
  private readonly first: Int32Array;
  private readonly codes: Uint8Array;

  constructor(spots: readonly Spot[]) {
    const of = (number: (slot: Slot) => number) => Int32Array.from(spots, ({ slot }) => number(slot));
    this.count = spots.length;
    this.words = of((slot) => slot.word);
    this.shifts = of((slot) => slot.shift);
    this.masks = of(maskOf);
    this.first = new Int32Array(spots.length);
    let n = 0;
    spots.forEach(({ codes }, i) => {
      this.first[i] = n;
      n += codes.length;
    });
    this.codes = new Uint8Array(n);
    spots.forEach(({ codes }, i) => this.codes.set(codes, this.first[i]));
  }

  /** The first from `i` on that has one of its values in the state at `offset`; `count` where none has. */
  nextThere(i: number, states: Int32Array, offset: number): number {
    return this.next(i, states, offset, 1);
  }
  /** Whether each has one of its values there. */
  allThere(states: Int32Array, offset: number): boolean {
    return this.next(0, states, offset, 0) === this.count;
  }

  private next(i: number, states: Int32Array, offset: number, wanted: number): number {
    const { count, words, shifts, masks, first, codes } = this;
    let at = i;
    for (; at < count; at++) {
      const bits = (states[offset + (words[at] as number)] as number) >>> (shifts[at] as number);
      if (codes[(first[at] as number) + (bits & (masks[at] as number))] === wanted) break;
    }
    return at;
  }
}
