// SPDX-License-Identifier: MIT
/** How much a model may have of anything: what is met with is an error that says the number. docs/semantics.md 10. */

export const LIMITS = {
  /** Who waits for whom is kept in the bits of a word. */
  threads: 30,
  /** Bits of a state's mask: one for each `always` and `sometimes`. */
  watched: 29,
  /** Bits of the mask of what is asked when the search is done: one for each `alwaysPossible`, two for `eventually`. */
  further: 29,
  /** Steps and choices that one property's fairness tells apart. */
  sites: 30,
  successors: 256,
  /** Values that one field can have. */
  values: 1 << 20,
  /** Elements of an array or a list. */
  elements: 1 << 16,
  /** Scalars of memory, of all stacks, and positions. */
  cells: 1 << 16,
} as const;

/** Throws if there is more of something than there may be. Numbers are written out only then: that takes long. */
export function within(limit: keyof typeof LIMITS, n: number, what: () => string): void {
  const most = LIMITS[limit];
  if (n > most) throw new RangeError(`${what()}: at most ${most.toLocaleString('en-US')}`);
}
