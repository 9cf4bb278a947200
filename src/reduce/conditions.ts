// SPDX-License-Identifier: MIT
/** The conditions of sound reductions. A test leaves one out to show that it is missed. */
export interface Conditions {
  /** A step that goes first is noticed by no property. */
  readonly unseen: boolean;
  /** No thread goes round for ever alone. */
  readonly noLoops: boolean;
  /** No other thread can touch what it touches before it is taken. */
  readonly apart: boolean;
  /** It ends in no fault. */
  readonly faultless: boolean;
  /** Threads or objects that change places do the same. */
  readonly sameSteps: boolean;
  /** No property tells them apart. */
  readonly untold: boolean;
  /** Whatever writes a cell that counts is a thread that counts. */
  readonly writers: boolean;
  /** What it hangs on what such a thread does counts. */
  readonly causes: boolean;
  /** For `alwaysPossible` every fault counts. */
  readonly everyFault: boolean;
  /** For `noDeadlock` every thread counts, and for whom it waits. */
  readonly everyone: boolean;
}
export const SOUND: Conditions = {
  unseen: true,
  noLoops: true,
  apart: true,
  faultless: true,
  sameSteps: true,
  untold: true,
  writers: true,
  causes: true,
  everyFault: true,
  everyone: true,
};
