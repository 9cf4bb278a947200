// SPDX-License-Identifier: MIT
/** What is known of a model once somebody has looked: verdicts and violations, whoever found them. */
import type { LockOrderFound } from '../order/found.ts';
import type { Property, StepEvent } from '../model/types.ts';
import type { Reduction } from '../reduce/reduce.ts';
import type { Reason } from '../watch/watch.ts';

export type Verdict = 'violated' | 'holds' | 'unknown';

/** How far a search has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly queue: number;
}

/** A way in which a property is broken. Two are one if property, kind and step agree. */
export interface Violation {
  readonly property: string;
  /**
   * The kind of fault; `stuck` or `cycle` for a deadlock; `false` for an invariant; `lost` for a possibility; `loop` or `ends` for progress;
   * `circular` or `recursive` for the order of locks.
   */
  readonly kind: string;
  /** The decisive step, by role: `vmalloc.pmd_offset`. Empty if the initial state is already broken. */
  readonly step: string;
  /** A shortest schedule that ends with it. */
  readonly schedule: readonly StepEvent[];
  /** Where there are several initial states: the one it begins in, by its place in the list. */
  readonly initial?: number;
  /** Of a `loop`: how many steps of the schedule come before those that repeat for ever. */
  readonly loop?: number;
}
/** `P`: a machine's property, or a space's. */
export interface PropertyResult<P = Property> {
  readonly property: P;
  readonly verdict: Verdict;
  readonly violations: readonly Violation[];
  /** For a `sometimes` that holds: a shortest schedule that meets it. */
  readonly witness?: readonly StepEvent[];
  /** Of the order of locks: what was found, whatever lockdep says of it. */
  readonly order?: LockOrderFound;
}
export interface Outcome<P = Property> {
  readonly results: readonly PropertyResult<P>[];
  /** Distinct states; for a space, points. */
  readonly states: number;
  readonly transitions: number;
  /** Length of the longest shortest path from the initial state, as far as the search went. */
  readonly depth: number;
  /** True if every interleaving within the bound was tried. */
  readonly complete: boolean;
  /** Why what the states say of some property was not read off to the end. */
  readonly cut?: Reason;
  /** States found but not expanded, when not complete. */
  readonly queue: number;
  /** True if some step faults: then `holds` speaks of the fault-free part. */
  readonly faulted: boolean;
  /** Steps that no schedule takes, as `vmalloc.pmd_offset [none]`. */
  readonly never: readonly string[];
  /** For a space: combinations that there are not. */
  readonly excluded?: number;
  /** Where properties were asked alone: the names of the others, of which nothing is known, nor of steps that nobody takes. */
  readonly unasked?: readonly string[];
  /** Where a reduction was asked for: what was left out of the search, and what was asked for and not done. */
  readonly reduction?: Pick<Reduction, 'applied' | 'alike' | 'off' | 'firsts'>;
}
