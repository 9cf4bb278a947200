// SPDX-License-Identifier: MIT
/** What a search noted of the states it came to: of each that breaks something, its mask. */
import type { Flag } from '../compile/bits.ts';
import type { Mask } from '../engine/asked.ts';

export class Notes {
  /** The states, in the order of discovery. */
  readonly states: number[] = [];
  /** So many words for each. */
  readonly masks: number[] = [];
  readonly words: number;

  constructor(words: number) {
    this.words = words;
  }

  add(state: number, mask: ArrayLike<number>): void {
    this.states.push(state);
    for (let word = 0; word < this.words; word++) this.masks.push(mask[word] as number);
  }
  /** Forgets those of the states from `state` on. */
  forget(state: number): void {
    while ((this.states.at(-1) ?? -1) >= state) this.states.pop();
    this.masks.length = this.states.length * this.words;
  }
  /** A word of the mask of the state that was noted at this place. */
  word(place: number, word: number): number {
    return this.masks[place * this.words + word] as number;
  }
  has(place: number, { word, bit }: Flag): boolean {
    return (this.word(place, word) & bit) !== 0;
  }
  /** Has its mask one of these bits? */
  meets(place: number, bits: Mask): boolean {
    return bits.some((some, word) => (some & this.word(place, word)) !== 0);
  }
  equals(place: number, mask: ArrayLike<number>): boolean {
    for (let word = 0; word < this.words; word++) if (this.word(place, word) !== mask[word]) return false;
    return true;
  }
  /** The place of a state, -1 where nothing is noted of it. */
  placeOf(state: number): number {
    const place = this.placeFrom(state);
    return this.states[place] === state ? place : -1;
  }
  /** The place of the first state from `state` on. Notes may be too many for a Map. */
  private placeFrom(state: number): number {
    const { states } = this;
    let [low, high] = [0, states.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((states[middle] as number) < state) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  /** Whether there is something of a state from `from` up to `to`. */
  hasWithin(from: number, to: number): boolean {
    return (this.states[this.placeFrom(from)] ?? Infinity) < to;
  }
  /** Puts the masks of the states from `from` up to `to` there, one after the other; false where all are empty. */
  masksOf(from: number, to: number, into: Int32Array, at: number): boolean {
    const { states, words } = this;
    let place = this.placeFrom(from);
    if ((states[place] ?? Infinity) >= to) return false;
    into.fill(0, at, at + (to - from) * words);
    for (let state = states[place]; state !== undefined && state < to; state = states[++place])
      for (let word = 0; word < words; word++)
        into[at + (state - from) * words + word] = this.word(place, word);
    return true;
  }
}
