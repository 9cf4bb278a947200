// SPDX-License-Identifier: MIT
/**
 * Do the mutants that were found equivalent at bound tiny have the original's verdicts and states at a larger bound too?
 * Each is asked in one configuration, of those in which it was found equivalent the one with the most states: a search
 * for each mutant in each would be hours. `npm run mutants -- again` writes the answers down beside what was recorded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mutants } from '../src/mutate/derive.ts';
import { compareStates } from '../src/mutate/equivalent.ts';
import { original, run } from '../src/mutate/kill.ts';
import type { Original } from '../src/mutate/kill.ts';
import type { Mutant } from '../src/mutate/mutant.ts';
import type { BoundName, Model } from '../src/model/types.ts';
import { OWN_CHECKS } from '../src/report/mutants.ts';
import { instanceOf, readManifest } from './manifest.ts';
import { readFates } from './mutants.ts';
import type { Fates } from './mutants.ts';

/** More than ten times those of any original here. */
const LIMITS = { maxStates: 20_000_000, stopped: () => false };

/** The largest bound that can be searched once for each of a model's equivalents: 98 million states are too many. */
export const againAt = (model: string): BoundName => (model === 'vmalloc-hot-remove' ? 'small' : 'large');

/** By mutant: `same: shared large`, or the fate that it turns out to have. */
export async function again(
  model: Model,
  design: string,
  places: ReadonlyMap<string, string>,
): Promise<Record<string, string>> {
  const answers = new Map<string, string>();
  const bound = againAt(model.name);
  for (const configuration of new Set(places.values())) {
    const of = await original(instanceOf(model, configuration, design, bound), LIMITS);
    if (!of) throw new Error(`${model.name} ${configuration} ${design}: too many states`);
    for (const mutant of mutants(of.search).filter(({ name }) => places.get(name) === configuration))
      answers.set(mutant.name, await answer(of, mutant, `${configuration} ${bound}`));
  }
  return Object.fromEntries([...places.keys()].map((name) => [name, answers.get(name) ?? 'not met']));
}

/** Also where the original itself violates a property: of those that hold, none may be violated. */
async function answer(of: Original, mutant: Mutant, place: string): Promise<string> {
  const ran = await run(of, mutant, LIMITS);
  if (ran.status === 'unknown') return `unknown: too many states in ${place}`;
  if (ran.status === 'broken') return `killed: ${OWN_CHECKS}, ${place}`;
  if (ran.status === 'killed') {
    const after = ran.depth === undefined ? '' : `, ${ran.depth} steps`;
    return `killed: ${ran.property}${after}, ${place}`;
  }
  const verdicts = of.outcome.results.every((r, i) => r.verdict === ran.outcome.results[i]?.verdict);
  if (!verdicts) return `survived: other verdicts in ${place}`;
  const { same } = compareStates(of.search, ran.search, mutant);
  return same ? `same: ${place}` : `survived: other states in ${place}`;
}

/** The mutants of a design that were found equivalent, each with the configuration in which it is asked. */
export function askedAgain(model: Model, design: string): ReadonlyMap<string, string> {
  const pins = readManifest(model.name, againAt(model.name)).filter((p) => p.design === design);
  const bySize = pins.toSorted((a, b) => b.states - a.states).map((p) => p.configuration);
  const found = Object.entries(readFates(model.name, 'tiny')[design] ?? {}).filter(([, said]) =>
    said.startsWith('equivalent: '),
  );
  return new Map(
    found.map(([name, said]) => {
      const shown = [...said.replace(/, but for .*/, '').matchAll(/\(([^)]*)\)/g)].flatMap(([, list = '']) =>
        list.split(', '),
      );
      return [name, bySize.find((c) => shown.includes(c)) ?? ''];
    }),
  );
}

export const againFile = (model: string): URL => new URL(`mutants/${model}.again.json`, import.meta.url);
/** By design, then mutant. */
export const readAgain = (model: string): Fates =>
  existsSync(againFile(model)) ? (JSON.parse(readFileSync(againFile(model), 'utf8')) as Fates) : {};

/** What became of each mutant at bound tiny, and at the larger one, where it was found equivalent and is not. */
export function fatesNow(model: string): Fates {
  const large = readAgain(model);
  return Object.fromEntries(
    Object.entries(readFates(model, 'tiny')).map(([design, fates]) => {
      const others = Object.entries(large[design] ?? {}).filter(([, said]) => !said.startsWith('same: '));
      return [design, { ...fates, ...Object.fromEntries(others) }];
    }),
  );
}
