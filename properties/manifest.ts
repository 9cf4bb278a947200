// SPDX-License-Identifier: MIT
/**
 * The manifest pins, for each (configuration, design) of a model at a bound, the verdicts, the number of distinct
 * states, of transitions, and the depth. `npm run pin` writes it; a commit that changes it says what moved the numbers.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { outcomeOf, searchOf } from '../src/check/kinds.ts';
import type { Outcome } from '../src/engine/outcome.ts';
import { instanceOf } from '../src/model/instance.ts';
import { isSpace } from '../src/model/space.ts';
import { asked } from '../src/model/types.ts';
import type { AnyModel, AnyProperty, BoundName, Entry, Instance } from '../src/model/types.ts';

export interface Pin {
  readonly configuration: string;
  readonly design: string;
  /** For a space, its points. */
  readonly states: number;
  /** For a space, the combinations that there are not. */
  readonly excluded?: number;
  readonly transitions: number;
  readonly depth: number;
  /** Properties that are violated, each with its violations as `kind step`, in order of the step's name. */
  readonly violated: Readonly<Record<string, readonly string[]>>;
}

/** Searches one instance to the end and sums it up. */
export function pin(model: AnyModel, configuration: string, design: string, bound: BoundName): Pin {
  const instance = instanceOf({ model, configuration, design, bound });
  const search = searchOf(instance);
  search.run();
  return summary(configuration, design, outcomeOf(search));
}

export function summary(configuration: string, design: string, found: Outcome<AnyProperty>): Pin {
  const { states, transitions, depth, excluded } = found;
  const violated = found.results
    .filter((r) => r.verdict === 'violated')
    .map((r) => [r.property.name, r.violations.map((v) => `${v.kind} ${v.step}`).toSorted()] as const);
  const counts = { states, ...(excluded !== undefined && { excluded }), transitions, depth };
  return { configuration, design, ...counts, violated: Object.fromEntries(violated) };
}

export const manifestFile = (model: string, bound: BoundName): URL => {
  // Beside this file in the sources.
  return new URL(`manifest/${model}.${bound}.json`, import.meta.url);
};
export const readManifest = (model: string, bound: BoundName): readonly Pin[] =>
  JSON.parse(readFileSync(manifestFile(model, bound), 'utf8')) as Pin[];

/** Searches the pairs of these designs at the bound, and those that have no pin, and writes down what is found. */
export function writeManifest(
  model: AnyModel,
  bound: BoundName,
  say: (text: string) => void,
  designs: readonly string[] = Object.keys(model.designs),
): void {
  const known = existsSync(manifestFile(model.name, bound)) ? readManifest(model.name, bound) : [];
  const lines = pairs(model).map(([configuration, design]) => {
    const before = known.find((p) => p.configuration === configuration && p.design === design);
    if (before && !designs.includes(design)) return JSON.stringify(before);
    const found = pin(model, configuration, design, bound);
    say(`${model.name} ${bound} ${configuration} ${design}: ${found.states} states`);
    return JSON.stringify(found);
  });
  writeFileSync(manifestFile(model.name, bound), `[\n  ${lines.join(',\n  ')}\n]\n`);
}

/** Every pair of configuration and design that a suite looks at. */
export const pairs = asked;

/** The models of threads among these. */
export const machines = (entries: readonly Entry[]): readonly Entry<Instance>[] => entries.filter(isMachine);
export function isMachine(entry: Entry): entry is Entry<Instance> {
  const [[configuration, design] = ['', '']] = pairs(entry.model);
  return !isSpace(instanceOf({ model: entry.model, configuration, design, bound: 'tiny' }));
}
