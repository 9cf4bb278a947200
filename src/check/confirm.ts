// SPDX-License-Identifier: MIT
/** A violation made ready to be shown: brought into canonical form, and run again on XState. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import { EngineError } from '../counterexample/replay.ts';
import { placeOf, save } from '../counterexample/store.ts';
import type { Violation } from '../engine/outcome.ts';
import type { AnyProperty } from '../model/types.ts';
import type { Telling } from '../report/foot.ts';
import { madeOf } from './made.ts';
import { kept, rerun } from './kinds.ts';
import type { Found, Rerun } from './kinds.ts';
import type { AnySelection } from './selection.ts';

export interface Confirmed {
  readonly counterexample: Counterexample;
  readonly text: (file?: string, telling?: Telling) => string;
  /** In another form, as {@link Rerun} has it. */
  readonly inForm: Rerun['inForm'];
  readonly unfit: Rerun['unfit'];
  readonly json: string;
}

export function confirm(
  selection: AnySelection,
  found: Found,
  property: AnyProperty,
  violation: Violation,
): Confirmed {
  const { model, spoken = model.name, design, configuration, bound, limits } = selection;
  const origin = { model: model.name, design, configuration, bound, ...(limits && { limits }) };
  const made = madeOf(selection, found);
  const c = { ...kept(found, origin, violation), ...(made && { made }) };
  const { reproduced, instead, text, inForm, unfit, json } = rerun({ model, spoken }, found, c);
  if (!reproduced)
    throw new EngineError(`${property.name}: a violation was found that a replay does not find: ${instead}`);
  return { counterexample: c, text, inForm, unfit, json };
}

/** Writes it to its place under a directory, whatever is there. */
export function saveConfirmed(
  dir: string,
  { counterexample: c, text, json }: Pick<Confirmed, 'counterexample' | 'text' | 'json'>,
  place = placeOf(dir, c),
): string {
  return save(place, json, text(`${place}.json`));
}
