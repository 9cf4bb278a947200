// SPDX-License-Identifier: MIT
/** What a form is made of: a counterexample of a machine, run again, and each of its states. */
import type { Played } from '../../counterexample/played.ts';
import type { PropertyValues } from '../../counterexample/values.ts';
import type { Turning } from '../../repair/turning.ts';
import type { Shown } from '../counterexample.ts';

export interface Formed extends Shown {
  readonly played: Played;
  /** What each property says of each state. */
  readonly valued: () => readonly PropertyValues[];
  /** Where the run took its turn; undefined where that is too much to work out. */
  readonly turned: () => Turning | undefined;
}
