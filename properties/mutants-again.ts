// SPDX-License-Identifier: MIT
/**
 * Do the mutants that were found equivalent at bound tiny have the original's verdicts and states at larger bounds too?
 * Each is asked in one configuration, of those in which it was found equivalent the one with the most states that can
 * be searched for each: all of them would be hours. `npm run mutants -- again` writes the answers down, a file a bound.
 */
import { existsSync, readFileSync } from 'node:fs';
import { instanceOf } from '../src/model/instance.ts';
import { mutants } from '../src/mutate/derive.ts';
import { compareStates } from '../src/mutate/equivalent.ts';
import { original, run } from '../src/mutate/kill.ts';
import type { Original } from '../src/mutate/kill.ts';
import type { Mutant } from '../src/mutate/mutant.ts';
import type { BoundName, Model } from '../src/model/types.ts';
import { OWN_CHECKS } from '../src/report/mutants.ts';
import { readManifest } from './manifest.ts';
import { readFates, rowsOf } from './mutants.ts';
import type { Fates } from './mutants.ts';

/** Of the original. */
const MOST_STATES = 1_700_000;
/** More than ten times as many. */
const LIMITS = { maxStates: 20_000_000, stopped: () => false };

/**
 * The bounds at which a model's equivalents are asked, one after the other: at the next those that are the same so far.
 * In vmalloc-hot-remove small comes before large, which has no ioremap, and spaces that are too large for it. Those of
 * memory-block, two hundred of half a million states each at large, are asked at small alone, and so are those of
 * memmap-on-memory.
 */
export const againAt = (model: string): readonly BoundName[] => {
  if (model === 'vmalloc-hot-remove') return ['small', 'large'];
  return ['memory-block', 'memmap-on-memory'].includes(model) ? ['small'] : ['large'];
};

/** By mutant: `same: shared large`, or the fate that it turns out to have. */
export async function again(
  model: Model,
  design: string,
  bound: BoundName,
  places: ReadonlyMap<string, string>,
): Promise<Record<string, string>> {
  const answers = new Map<string, string>();
  for (const configuration of new Set(places.values())) {
    const of = await original(instanceOf({ model, configuration, design, bound }), LIMITS);
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

/**
 * The mutants of a design that are equivalent so far, each with the configuration in which it is asked at the bound.
 * Left out is one for which all are too large.
 */
export function askedAgain(model: Model, design: string, bound: BoundName): ReadonlyMap<string, string> {
  const pins = readManifest(model.name, bound).filter((p) => p.design === design && p.states <= MOST_STATES);
  const bySize = pins.toSorted((a, b) => b.states - a.states).map((p) => p.configuration);
  const found = Object.entries(readFates(model.name, 'tiny')[design] ?? {}).filter(([, said]) =>
    said.startsWith('equivalent: '),
  );
  const bounds = againAt(model.name);
  const before = bounds.slice(0, bounds.indexOf(bound)).map((b) => readAgain(model.name, b)[design] ?? {});
  return new Map(
    found
      .filter(([name]) => before.every((answers) => answers[name]?.startsWith('same: ')))
      .flatMap(([name, said]) => {
        const shown = [...said.replace(/, but for .*/, '').matchAll(/\(([^)]*)\)/g)].flatMap(
          ([, list = '']) => list.split(', '),
        );
        const place = bySize.find((c) => shown.includes(c));
        return place === undefined ? [] : [[name, place] as const];
      }),
  );
}

export const againFile = (model: string, bound: BoundName): URL =>
  new URL(`mutants/${model}.again-${bound}.json`, import.meta.url);
/** By design, then mutant. */
export const readAgain = (model: string, bound: BoundName): Fates =>
  existsSync(againFile(model, bound))
    ? (JSON.parse(readFileSync(againFile(model, bound), 'utf8')) as Fates)
    : {};

/** What became of each mutant at bound tiny, and at a larger one, where it was found equivalent and is not. */
export function fatesNow(model: string): Fates {
  const larger = againAt(model).map((bound) => readAgain(model, bound));
  return Object.fromEntries(
    Object.entries(readFates(model, 'tiny')).map(([design, fates]) => {
      const others = larger
        .flatMap((of) => Object.entries(of[design] ?? {}))
        .filter(([, said]) => !said.startsWith('same: '));
      return [design, { ...fates, ...Object.fromEntries(others) }];
    }),
  );
}

/** Each design with a mutant of it that no property noticed. */
export const survivors = (model: string): readonly (readonly [design: string, name: string])[] =>
  [fatesNow(model), readFates(model, 'small')]
    .flatMap((fates) => rowsOf(fates))
    .filter(([, , verdict]) => verdict === 'survived' || verdict === 'unknown')
    .map(([design, name]) => [design, name]);
