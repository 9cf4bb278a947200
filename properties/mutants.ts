// SPDX-License-Identifier: MIT
/**
 * What became of each mutant, by model and bound: `npm run mutants` writes it, tests hold it current, and
 * docs/mutants.md shows it. One line a mutant, so that a change of the model shows what it does to them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { campaign } from '../src/mutate/campaign.ts';
import type { MutantResult } from '../src/mutate/campaign.ts';
import { asked } from '../src/model/types.ts';
import type { BoundName, Model } from '../src/model/types.ts';
import { butFor, killedBy, shownAt } from '../src/report/mutants.ts';

/** By design, then mutant: `killed: no-table-lost, 31 steps, as-built tiny`, `equivalent: ...`, `survived: ...`. */
export type Fates = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** At these bounds; and equivalence is looked for in spaces of at most so many states. */
export const MOST = { tiny: 5_000, small: 300_000 } as const;
export type MutantBound = keyof typeof MOST;
/** More, where a model has more at that bound. */
const MORE: Readonly<Record<string, Readonly<Partial<Record<MutantBound, number>>>>> = {
  'memmap-on-memory': { tiny: 6_000 },
};

export async function fatesOf(model: Model, bound: MutantBound, designs: readonly string[]): Promise<Fates> {
  const found: Record<string, Record<string, string>> = {};
  for (const design of designs) {
    const { results } = await campaign({
      model,
      designs: [design],
      configurations: asked(model).flatMap(([c, d]) => (d === design ? [c] : [])),
      bound,
      violatedToo: false,
      maxStates: MORE[model.name]?.[bound] ?? MOST[bound],
      stopped: () => false,
      progress: () => {},
    });
    found[design] = Object.fromEntries(results.map((r) => [r.name, fate(r)]));
  }
  return found;
}

function fate({ result }: MutantResult): string {
  const at = (place: { configuration: string; bound: BoundName }) => `${place.configuration} ${place.bound}`;
  switch (result.verdict) {
    case 'killed': {
      const after = result.depth === undefined ? '' : `, ${result.depth} steps`;
      return `killed: ${killedBy(result)}${after}, ${at(result.at)}`;
    }
    case 'equivalent': {
      return `equivalent: ${shownAt(result)}${butFor(result)}`;
    }
    case 'survived':
      return `survived: other states in ${at(result.differs)}`;
    default:
      return `unknown: too many states in ${at(result.at)}`;
  }
}

export const fatesFile = (model: string, bound: MutantBound): URL =>
  new URL(`mutants/${model}.${bound}.json`, import.meta.url);
export const readFates = (model: string, bound: MutantBound): Fates =>
  existsSync(fatesFile(model, bound))
    ? (JSON.parse(readFileSync(fatesFile(model, bound), 'utf8')) as Fates)
    : {};

/** Every mutant of every design with what became of it: `[design, mutant, verdict, the rest]`. */
export const rowsOf = (fates: Fates): readonly (readonly [string, string, string, string])[] =>
  Object.entries(fates).flatMap(([design, mutants]) =>
    Object.entries(mutants).map(([name, said]) => {
      const [, verdict = '', rest = ''] = /^(\w+): (.*)$/.exec(said) ?? [];
      return [design, name, verdict, rest] as const;
    }),
  );
/** The property that killed, or `the model's own checks`. */
export const killerOf = (rest: string): string => rest.replace(/,.*$/, '');
