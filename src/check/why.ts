// SPDX-License-Identifier: MIT
/** Why a machine broke: worked out from one counterexample, and from what would have forbidden it. */
import { cause } from '../counterexample/cause.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { endingOf } from '../counterexample/ending.ts';
import { slice } from '../counterexample/slice.ts';
import { explain } from '../counterexample/trace.ts';
import { formOf } from '../engine/engine.ts';
import type { Instance } from '../model/types.ts';
import { findRepairs } from '../repair/find.ts';
import type { Budget, Repairs } from '../repair/find.ts';
import { whySentences } from '../report/why.ts';

export interface Asking {
  readonly budget: Budget;
  readonly stopped: () => boolean;
  readonly progress?: (done: number, of: number) => void;
}

/** What stands under the diagram, a paragraph each. */
export async function whyOf(instance: Instance, c: Counterexample, asking: Asking): Promise<string[]> {
  const repairs = await repairsOf(instance, c, asking);
  return whySentences({ repairs, budget: asking.budget, bound: c.bound });
}

/** What would have forbidden a counterexample of the instance. */
export function repairsOf(
  instance: Instance,
  c: Counterexample,
  { budget, stopped, progress }: Asking,
): Promise<Repairs> {
  const { compiled, instance: whole } = formOf(instance);
  const property = whole.properties.find((p) => p.name === c.property);
  if (!property) throw new Error(`no property '${c.property}'`);
  const trace = explain(compiled, c);
  const ending = endingOf(compiled, trace);
  const kept = slice(compiled, trace, { property, cause: cause(compiled, trace), ending, loop: c.loop });
  const ends = (ending?.parties ?? []).map((w) => w.step);
  return findRepairs({
    instance,
    property: property.name,
    trace,
    kept,
    ends,
    budget,
    stopped,
    ...(progress && { progress }),
  });
}
