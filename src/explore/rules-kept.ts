// SPDX-License-Identifier: MIT
/** What docs/semantics.md asks of every model and no engine can do without the author: said with the result. */
import { wideSteps } from '../compile/footprint.ts';
import type { Form } from '../engine/engine.ts';
import type { AnyProperty } from '../model/types.ts';

/** So many steps are named. */
const NAMED = 3;

/** The rules that a model of threads does not keep, each in a sentence. */
export function rulesBroken({ compiled, instance: { properties, names } }: Form): string[] {
  const wide = [...wideSteps(compiled)].map(([step, fields]) => `${step} (${fields.join(', ')})`);
  const placeless = compiled.program.threads.flatMap((t) =>
    t.positions.filter((p) => p.candidates.length > 0 && p.at === undefined).map((p) => p.path),
  );
  return [
    ...told(wide, 'several shared fields are touched in one step that is no primitive'),
    ...told(placeless, "no place in the kernel is named ('at') by"),
    ...noQuestion(properties),
    ...(names?.rules ?? []),
  ];
}

/** A pass over a model that does nothing would look the same. */
export const noQuestion = (properties: readonly AnyProperty[]): string[] =>
  properties.some((p) => p.kind === 'sometimes')
    ? []
    : ["no 'sometimes' is asked: a model that does nothing would pass as well"];

function told(steps: readonly string[], what: string): string[] {
  if (steps.length === 0) return [];
  const more = steps.length > NAMED ? ` and ${steps.length - NAMED} more` : '';
  return [`${what}: ${steps.slice(0, NAMED).join(', ')}${more}`];
}
