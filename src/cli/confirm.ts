// SPDX-License-Identifier: MIT
/** A violation made ready to be shown: brought into canonical form, and run again on XState. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import { EngineError } from '../counterexample/replay.ts';
import { placeOf, save } from '../counterexample/store.ts';
import type { Violation } from '../engine/outcome.ts';
import type { AnyProperty } from '../model/types.ts';
import { orStopped, Stopped, telling } from '../watch/watch.ts';
import { ProgressLine } from './console.ts';
import type { Console } from './console.ts';
import { foundIn, kept, rerun } from './kinds.ts';
import type { Found } from './kinds.ts';
import { firstTraced, traced } from './run.ts';
import type { AnyChecked, AnySelection } from './run.ts';

export interface Confirmed {
  readonly counterexample: Counterexample;
  readonly text: (file?: string) => string;
  readonly json: string;
}

export function confirm(
  { model, spoken = model.name, design, configuration, bound, limits }: AnySelection,
  found: Found,
  property: AnyProperty,
  violation: Violation,
): Confirmed {
  const origin = { model: model.name, design, configuration, bound, ...(limits && { limits }) };
  const c = kept(found, origin, violation);
  const { reproduced, instead, text, json } = rerun({ model, spoken }, found, c);
  if (!reproduced)
    throw new EngineError(`${property.name}: a violation was found that a replay does not find: ${instead}`);
  return { counterexample: c, text, json };
}

/**
 * Makes ready every violation that has a trace, or the shortest `most`, as far as there is time: undefined where there
 * was none.
 */
export function confirmAll(checked: AnyChecked, console: Console, most?: number): (Confirmed | undefined)[] {
  const { search, outcome, design, configuration, bound } = checked;
  if (!search) return [];
  const what = `${design} ${configuration} ${bound}`;
  const progress = new ProgressLine(console, what);
  const all = traced(outcome).slice(0, most);
  try {
    return all.map(([{ property }, violation], i) => {
      const tell = () => progress.say(`${what}: trace ${i + 1} of ${all.length}`);
      const ready = orStopped(() =>
        telling(tell, () => confirm(checked, foundIn(search), property, violation)),
      );
      return ready instanceof Stopped ? undefined : ready;
    });
  } finally {
    progress.end();
  }
}

/** The first that has a trace, in the order of the model's properties, if there is time for it. */
export function confirmFirst(checked: AnyChecked): Confirmed | undefined {
  const { search, outcome } = checked;
  const found = search && firstTraced(outcome);
  if (!found) return undefined;
  const ready = orStopped(() => confirm(checked, foundIn(search), found[0].property, found[1]));
  return ready instanceof Stopped ? undefined : ready;
}

/** Writes it to its place under a directory, whatever is there. */
export function saveConfirmed(dir: string, { counterexample: c, text, json }: Confirmed): string {
  return save(dir, c, json, text(`${placeOf(dir, c)}.json`));
}
