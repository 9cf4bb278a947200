// SPDX-License-Identifier: MIT
/**
 * The manifest pins, for each (configuration, design) of a model at a bound, the verdicts, the number of distinct
 * states, of transitions, and the depth. `npm run pin` writes it; a commit that changes it says what moved the numbers.
 */
import { readFileSync } from 'node:fs';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import type { Outcome } from '../src/explore/verdicts.ts';
import { asked } from '../src/model/types.ts';
import type { BoundName, Model } from '../src/model/types.ts';

export interface Pin {
  readonly configuration: string;
  readonly design: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Properties that are violated, each with its violations as `kind step`, in order of the step's name. */
  readonly violated: Readonly<Record<string, readonly string[]>>;
}

/** Searches one instance to the end and sums it up. */
export function pin(model: Model, configuration: string, design: string, bound: BoundName): Pin {
  const instance = instanceOf(model, configuration, design, bound);
  const search = new Search(instance);
  search.run();
  return summary(configuration, design, outcome(search));
}

export function instanceOf(model: Model, configuration: string, design: string, bound: BoundName) {
  const d = model.designs[design];
  const c = model.configurations[configuration];
  if (!d || !c)
    throw new Error(`${model.name} has no design '${design}' or no configuration '${configuration}'`);
  return model.build(d.decisions, c.settings, model.bounds[bound].limits);
}

export function summary(configuration: string, design: string, found: Outcome): Pin {
  const { states, transitions, depth } = found;
  const violated = found.results
    .filter((r) => r.verdict === 'violated')
    .map((r) => [r.property.name, r.violations.map((v) => `${v.kind} ${v.step}`).toSorted()] as const);
  return { configuration, design, states, transitions, depth, violated: Object.fromEntries(violated) };
}

export const manifestFile = (model: string, bound: BoundName): URL => {
  // Beside this file in the sources.
  return new URL(`manifest/${model}.${bound}.json`, import.meta.url);
};
export const readManifest = (model: string, bound: BoundName): readonly Pin[] =>
  JSON.parse(readFileSync(manifestFile(model, bound), 'utf8')) as Pin[];

/** Every pair of configuration and design that a suite looks at. */
export const pairs = asked;
