// SPDX-License-Identifier: MIT
/**
 * Do the mutants that were found equivalent at bound tiny have the original's verdicts and states at bound large too?
 * Each is asked in one configuration, of those in which it was found equivalent the one with the most states: a search
 * for each mutant in each would be hours. `npm run mutants -- large` writes the answers down beside what was recorded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mutants } from '../src/mutate/derive.ts';
import { compareStates } from '../src/mutate/equivalent.ts';
import { original, run } from '../src/mutate/kill.ts';
import type { Original } from '../src/mutate/kill.ts';
import type { Mutant } from '../src/mutate/mutant.ts';
import type { Model } from '../src/model/types.ts';
import { OWN_CHECKS } from '../src/report/mutants.ts';
import { instanceOf, readManifest } from './manifest.ts';
import { readFates } from './mutants.ts';
import type { Fates } from './mutants.ts';

/** More than ten times those of any original here. */
const LIMITS = { maxStates: 20_000_000, stopped: () => false };

/** By mutant: `same: shared large`, or the fate that it turns out to have. */
export async function atLarge(
  model: Model,
  design: string,
  places: ReadonlyMap<string, string>,
): Promise<Record<string, string>> {
  const answers = new Map<string, string>();
  for (const configuration of new Set(places.values())) {
    const of = await original(instanceOf(model, configuration, design, 'large'), LIMITS);
    if (!of) throw new Error(`${model.name} ${configuration} ${design}: too many states`);
    for (const mutant of mutants(of.search).filter(({ name }) => places.get(name) === configuration))
      answers.set(mutant.name, await answer(of, mutant, `${configuration} large`));
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
export function askedAtLarge(model: Model, design: string): ReadonlyMap<string, string> {
  const pins = readManifest(model.name, 'large').filter((p) => p.design === design);
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

export const largeFile = (model: string): URL => new URL(`mutants/${model}.large.json`, import.meta.url);
/** By design, then mutant. None where the model's spaces at large are too many states for as many searches. */
export const readAtLarge = (model: string): Fates =>
  existsSync(largeFile(model)) ? (JSON.parse(readFileSync(largeFile(model), 'utf8')) as Fates) : {};

/** What became of each mutant at bound tiny, and at large, where it was found equivalent and is not. */
export function fatesNow(model: string): Fates {
  const large = readAtLarge(model);
  return Object.fromEntries(
    Object.entries(readFates(model, 'tiny')).map(([design, fates]) => {
      const others = Object.entries(large[design] ?? {}).filter(([, said]) => !said.startsWith('same: '));
      return [design, { ...fates, ...Object.fromEntries(others) }];
    }),
  );
}
