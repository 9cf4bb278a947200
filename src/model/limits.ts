// SPDX-License-Identifier: MIT
/** How much a model may have of anything: what is met with is an error that says the number. docs/semantics.md 10. */

export const LIMITS = {
  threads: 64,
  successors: 1 << 14,
  /** Words of 32 bits that a state takes: step code passes them from function to function, of which 1,000 are allowed. */
  words: 990,
  /** Values that one field can have. */
  values: 1 << 20,
  /** Elements of an array or a list. */
  elements: 1 << 16,
  /** Scalars of memory, of all stacks, and positions. */
  cells: 1 << 16,
} as const;

/** 12,345. Not by the locale: Node takes as long to load those as to start. */
export const counted = (n: number): string =>
  Number.isInteger(n) ? String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',') : n.toLocaleString('en-US');

/** Throws if there is more of something than there may be. */
export function within(limit: keyof typeof LIMITS, n: number, what: () => string): void {
  const most = LIMITS[limit];
  if (n > most) throw new RangeError(`${what()}: at most ${counted(most)}`);
}
