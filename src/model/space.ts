// SPDX-License-Identifier: MIT
/**
 * A finite space: a model without threads (docs/semantics.md 9). Named parameters over declared domains, values derived
 * from them by named formulas, and properties of each point. Where nothing interleaves, this is all there is to check.
 */
import type { Scalar } from './domain.ts';
import type { Source } from './types.ts';

/** What a parameter or a formula can be. */
export type PointValue = string | number | boolean;

/** A value derived from the parameters and from the formulas before it. A pure function; the kernel's is at `at`. */
// oxlint-disable-next-line no-explicit-any
export interface Formula<P = any, T extends PointValue = PointValue> {
  /** The kernel's expression: `gfp & __GFP_DIRECT_RECLAIM`. */
  readonly says: string;
  /** Absent where the formula is the model's own: which of several of the kernel's it takes. */
  readonly at?: Source;
  readonly of: (p: P) => T;
  /** For one of several formulas: the parameter that picks it. */
  readonly one?: string;
  /** A value that prints in hexadecimal though it is small, or below 0: a mask, an address. */
  readonly hex?: boolean;
  /** The terms it is made of, each by name: a mutant drops or turns round one of them. */
  readonly terms?: { readonly join: 'any' | 'all'; readonly of: Terms<P> };
}
export type Terms<P> = Readonly<Record<string, (p: P) => boolean>>;

export const formula = <P, T extends PointValue>(
  at: Source,
  says: string,
  of: (p: P) => T,
): Formula<P, T> => ({ says, at, of });

/** Which of several formulas stands, by a parameter. */
export const oneFor = <P, K extends keyof P & string, T extends PointValue>(
  parameter: K,
  of: Readonly<Record<P[K] & string, (p: P) => T>>,
): Formula<P, T> => ({
  says: `by ${parameter}`,
  one: parameter,
  of: (p) => {
    const value = p[parameter] as P[K] & string;
    const arm = of[value] as unknown;
    if (typeof arm === 'function') return (arm as (p: P) => T)(p);
    throw new RangeError(
      `oneFor('${parameter}') has ${arm === undefined ? 'nothing' : 'no function'} for '${String(value)}' (it has: ${Object.keys(of).join(', ')})`,
    );
  },
});

/** True where one of the terms is. */
export function anyOf<P>(at: Source, says: string, terms: Terms<P>): Formula<P, boolean> {
  const list = Object.values(terms);
  return { says, at, of: (p) => list.some((term) => term(p)), terms: { join: 'any', of: terms } };
}
/** True where each of the terms is. */
export function allOf<P>(at: Source, says: string, terms: Terms<P>): Formula<P, boolean> {
  const list = Object.values(terms);
  return { says, at, of: (p) => list.every((term) => term(p)), terms: { join: 'all', of: terms } };
}

// oxlint-disable-next-line no-explicit-any
export interface Space<P = any> {
  /**
   * In the stated order: the first parameter matters most, and of each the value named first is the smallest. The
   * counterexample shown is the smallest point.
   */
  readonly parameters: Readonly<Record<string, Scalar<PointValue>>>;
  /** In the order in which they are worked out: each may read the parameters and the formulas before it. */
  readonly formulas: Readonly<Record<string, Formula<P>>>;
  /** False for combinations that there are not: they are counted, and not looked at. It reads parameters alone. */
  readonly possible?: (p: P) => boolean;
}

/** `always`: true at every point. `sometimes`: true at one at least. */
// oxlint-disable-next-line no-explicit-any
export interface SpaceProperty<P = any> {
  readonly kind: 'always' | 'sometimes';
  readonly name: string;
  /** The property as a sentence. */
  readonly says: string;
  readonly holds: (p: P) => boolean;
  /** The parameter or formula that tells one way of breaking it from another: the smallest point of each is shown. */
  readonly by?: string;
}
export const everywhere = <P>(
  name: string,
  says: string,
  by: keyof P & string,
  holds: (p: P) => boolean,
): SpaceProperty<P> => ({ kind: 'always', name, says, by, holds });
export const somewhere = <P>(name: string, says: string, holds: (p: P) => boolean): SpaceProperty<P> => ({
  kind: 'sometimes',
  name,
  says,
  holds,
});

/** A space with its design, configuration and bound chosen. */
export interface SpaceInstance {
  readonly space: Space;
  readonly properties: readonly SpaceProperty[];
}
export const isSpace = (instance: object): instance is SpaceInstance => 'space' in instance;

/** A mistake in a space: not a violation. */
export class SpaceError extends Error {
  override readonly name = 'SpaceError';
}
