// SPDX-License-Identifier: MIT
/** The sizes and the mask bits that generated code and its users share. */
import { counted, LIMITS } from '../model/limits.ts';
import type { Decision } from './tree.ts';

/** Successors produced before they are inserted together: cache misses of the visited set then overlap. */
export const BATCH = 256;
/** States that the states of a batch came from, at hand together. */
export const ROWS = 512;
/** Successors one state may have. */
export const WIDEST = LIMITS.successors;
export const TOO_WIDE = `a state has more than ${counted(WIDEST)} successors`;
/** Properties that each word of a mask has bits for. */
export const PER_WORD = 29;
/** Bits above those of properties, in the first word: the two kinds of deadlock. */
export const STUCK = 1 << 30;
export const CYCLE = 1 << 29;

/** Where a mask keeps a property: the bit, in one of its words. */
export interface Flag {
  readonly word: number;
  readonly bit: number;
}
/** The flag of the property at this place among those that masks have bits for. */
export const flagAt = (place: number): Flag => ({
  word: Math.floor(place / PER_WORD),
  bit: 1 << (place % PER_WORD),
});
export const isSet = (mask: ArrayLike<number>, { word, bit }: Flag): boolean =>
  ((mask[word] as number) & bit) !== 0;
/** Words of a mask for so many properties. The first has the deadlocks, whatever there is of properties. */
export const maskWords = (properties: number): number => Math.max(1, Math.ceil(properties / PER_WORD));

/** Words that a set of threads takes, a bit each; and the set. */
export const wordsOfThreads = (threads: number): number => Math.ceil(threads / 32);
export function threadSet(threads: readonly number[], words: number): number[] {
  const set = Array.from({ length: words }, () => 0);
  for (const t of threads) set[t >> 5] = (set[t >> 5] as number) | (1 << (t & 31));
  return set;
}

/** What sets one bit of a mask: any of these being true. */
export type Predicate = readonly Decision<boolean | string>[];
