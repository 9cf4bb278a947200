// SPDX-License-Identifier: MIT
/** Fields that one record takes over from another as they are. */

/** What a draft that records (src/compile) answers with: who knows how to take a field over without a look at it. */
export const DRAFT: unique symbol = Symbol('draft');
export interface TakesOver {
  /** False where this is no copy between two like fields: then it is read and written. */
  readonly takeOver: (from: object, field: string) => boolean;
}

/**
 * `to.f = from.f` for each of the fields, and the same to every engine. What is only copied, and neither compared nor
 * worked with, needs no path of its own for each value that it may have: a step that copies ten fields by hand has as
 * many paths as their values multiplied.
 */
export function copyFields<K extends string, V>(
  to: { [key in K]: V },
  from: { readonly [key in K]: V },
  ...fields: readonly K[]
): void {
  const draft = (to as { readonly [DRAFT]?: TakesOver })[DRAFT];
  for (const field of fields) if (draft?.takeOver(from, field) !== true) to[field] = from[field];
}
