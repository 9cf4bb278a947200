// SPDX-License-Identifier: MIT
/** A violation made ready to be shown: brought into canonical form, and run again on XState. */
import type { Compiled } from '../compile/compile.ts';
import { cause } from '../counterexample/cause.ts';
import { counterexample, deadlockWaits } from '../counterexample/counterexample.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { whyFair } from '../counterexample/lasso.ts';
import { encode } from '../counterexample/format.ts';
import { EngineError, replay } from '../counterexample/replay.ts';
import { placeOf, save } from '../counterexample/store.ts';
import type { Violation } from '../explore/verdicts.ts';
import type { Instance, Property } from '../model/types.ts';
import { counterexampleText } from '../report/counterexample.ts';
import type { Selection } from './run.ts';

export interface Confirmed {
  readonly counterexample: Counterexample;
  readonly text: (file?: string) => string;
  readonly json: string;
}

export function confirm(
  { model, spoken = model.name, design, configuration, bound }: Selection,
  { instance, compiled }: { readonly instance: Instance; readonly compiled: Compiled },
  property: Property,
  violation: Violation,
): Confirmed {
  const origin = { model: model.name, design, configuration, bound };
  const c = counterexample(compiled, origin, property, violation);
  const { reproduced, instead, trace } = replay(instance, property, c, compiled);
  if (!reproduced)
    throw new EngineError(`${property.name}: a violation was found that a replay does not find: ${instead}`);
  const waits = deadlockWaits(compiled, trace.states.at(-1));
  const fair = whyFair(compiled, property, c, trace);
  const shown = {
    counterexample: c,
    model,
    spoken,
    property,
    trace,
    cause: cause(compiled, trace),
    waits,
    fair,
  };
  return {
    counterexample: c,
    text: (file) => counterexampleText({ ...shown, ...(file !== undefined && { file }) }),
    json: encode(c, trace, model),
  };
}

export function saveConfirmed(dir: string, { counterexample: c, text, json }: Confirmed): string {
  return save(dir, c, json, text(`${placeOf(dir, c)}.json`));
}
