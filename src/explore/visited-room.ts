// SPDX-License-Identifier: MIT
/** How many states fit into a visited set, and how many slots its table has for them. */
import { WORD } from '../wasm/module.ts';

/** How large it is to begin with: slots, a power of two, and states that the memory has room for. */
export interface Sizes {
  readonly slots: number;
  readonly room: number;
  /** Bytes up to which addresses have 32 bits: a test has less than four GiB. */
  readonly narrow?: number;
}

/** What threads that share it need: bytes beside it, and room for states before it is full. */
export interface Beside {
  readonly bytes: number;
  readonly margin: number;
}

/** Grow when more than this share of the slots is taken; a table that can't grow any more gets slow, and then full. */
const FULL = 0.6;
const LAST_FULL = 0.95;
/** By four: a table of numbers is small, and growing it costs a miss a state. */
export const MORE_SLOTS = 4;

interface Given {
  readonly words: number;
  /** It begins with so many. */
  readonly slots: number;
  /** What is no slot, state or parent. */
  readonly bytes: number;
  /** Bytes that there can be at all. */
  readonly limit: number;
}

export class Fit {
  private readonly given: Given;

  constructor(given: Given) {
    this.given = given;
  }

  /** How much of a table may be taken. */
  shareOf(slots: number): number {
    return slots * MORE_SLOTS * WORD < this.given.limit ? FULL : LAST_FULL;
  }
  /** Slots for so many states, if there are at least so many already. */
  slotsFor(states: number, least: number): number {
    let slots = least;
    while (slots * this.shareOf(slots) < states) slots *= MORE_SLOTS;
    return slots;
  }
  /** States that fit into so many bytes, whatever the size of the table. */
  most(limit: number): number {
    const { words, bytes } = this.given;
    let most = 0;
    for (let { slots } = this.given; slots * WORD < limit; slots *= MORE_SLOTS) {
      const left = (limit - bytes - slots * WORD) / ((words + 1) * WORD);
      most = Math.max(most, Math.floor(Math.min(left, slots * this.shareOf(slots))));
    }
    return most;
  }
}
