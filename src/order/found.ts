// SPDX-License-Identifier: MIT
/** What is told of the order in which locks are taken: each inversion with the steps that make it, as they were replayed. */
import type { Mode } from '../model/locks.ts';
import type { Source, StepEvent } from '../model/types.ts';

/** A statement of a thread. */
export interface Place {
  readonly thread: string;
  /** The step, by role: `vmalloc.pmd_lock`. */
  readonly step: string;
  readonly says: string;
  readonly at: Source | undefined;
}
/** A schedule, and the initial state it begins in where there are several. */
export interface Way {
  readonly schedule: readonly StepEvent[];
  readonly initial?: number;
}
/** A lock that is asked for while another is held. */
export interface Link extends Way {
  readonly from: string;
  readonly to: string;
  readonly held: Mode;
  readonly asked: Mode;
  /** Lockdep is told of it. */
  readonly seen: boolean;
  /** The second is no lock, but waited for: a completion. */
  readonly waits: boolean;
  /** Where the second is asked for: the schedule leads there. */
  readonly asks: Place;
  /** Where the first was taken; or, of what is no lock, where it is waited for. */
  readonly took: Place | undefined;
}
export interface Inversion {
  readonly kind: 'circular' | 'recursive';
  /** In the order in which they are taken; the last is held when the first is asked for. */
  readonly classes: readonly string[];
  /** From each class to the next; the last one closes the circle. */
  readonly links: readonly Link[];
  /** Lockdep would report it. */
  readonly seen: boolean;
  /** A lock that keeps two of the steps apart. */
  readonly gate?: string;
  /** The thread that was seen to do all of it, where it is one alone. */
  readonly alone?: string;
  /** How to come to a state in which threads wait in this circle, if there is one. */
  readonly closed?: Way;
}
export interface LockOrderFound {
  readonly inversions: readonly Inversion[];
  /** More were not looked for. */
  readonly more: boolean;
  /** Every state was looked at. */
  readonly complete: boolean;
}
