// SPDX-License-Identifier: MIT
/** A reduced search held against the full one: what must be the same, and what may be less. */
import { tracesOf } from '../check/selection.ts';
import { counterexample } from '../counterexample/counterexample.ts';
import type { Origin } from '../counterexample/counterexample.ts';
import { replay } from '../counterexample/replay.ts';
import { engineOf } from '../engine/engine.ts';
import type { Outcome, PropertyResult } from '../engine/outcome.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Instance, Property } from '../model/types.ts';
import type { Reducer } from '../reduce/reduce.ts';

/**
 * Ways of being violated that are told by whichever step comes last: of two that do not touch each other, either may.
 * Where local steps go first, one of the ways is left.
 */
const BY_LAST_STEP = ['stuck', 'cycle', 'lost'];

export interface Compared {
  readonly full: Search;
  readonly reduced: Search;
  /** Each thing that is not as it should be. */
  readonly differences: readonly string[];
}

/** Searches both ways. Undefined if there are more than `most` states. */
export function compareReduced(instance: Instance, reduce: Reducer, most = Infinity): Compared | undefined {
  const full = new Search(engineOf(instance));
  full.run(most);
  if (!full.done) return undefined;
  const reduced = new Search(engineOf(instance, { reduce: reduce }));
  // A reduction gone wrong must not go on for ever.
  reduced.run(full.store.count + 1);
  return { full, reduced, differences: differences(outcome(full), outcome(reduced)) };
}

/** Searches once in full and then for each property alone: each is to be answered as it was, by traces of the whole machine. */
export function compareAlone(instance: Instance, reduce: Reducer, most = Infinity): Compared[] | undefined {
  const full = new Search(engineOf(instance));
  full.run(most);
  if (!full.done) return undefined;
  const wanted = outcome(full);
  return full.instance.properties.map((property) => {
    const reduced = new Search(engineOf(instance, { asks: (p) => p.name === property.name, reduce }));
    reduced.run(full.store.count + 1);
    return { full, reduced, differences: alone(wanted, reduced, property) };
  });
}

function alone(full: Outcome, search: Search, property: Property): string[] {
  const reduced = outcome(search);
  const got = reduced.results.find((r) => r.property.name === property.name);
  const wanted = full.results.find((r) => r.property.name === property.name);
  // Of what holds and is not told, nothing is said in either.
  if (!got || !wanted) return got === wanted ? [] : [`${property.name}: told by one of two`];
  const { whole } = search.engine;
  const stray = tracesOf(got).flatMap((v) => {
    const c = counterexample(whole.compiled, NOWHERE, property, v);
    const { reproduced, instead } = replay(whole, property, c);
    return reproduced ? [] : [`${property.name}: a trace that does not replay: ${instead}`];
  });
  return [...answers(wanted, got, fewerWaysIn(reduced)), ...stray];
}
const NOWHERE: Origin = { model: 'random', design: '', configuration: '', bound: 'tiny' };

const fewerWaysIn = ({ reduction }: Outcome): boolean =>
  reduction?.applied.includes('local steps first') === true;

function differences(full: Outcome, reduced: Outcome): string[] {
  const found: string[] = [];
  const fewerWays = fewerWaysIn(reduced);
  if (reduced.states > full.states) found.push(`${reduced.states} states, more than ${full.states}`);
  if (reduced.faulted !== full.faulted) found.push(`faulted: ${reduced.faulted}`);
  if (reduced.never.toSorted().join() !== full.never.toSorted().join())
    found.push(`never: ${reduced.never.join()} instead of ${full.never.join()}`);
  full.results.forEach((wanted, i) =>
    found.push(...answers(wanted, reduced.results[i] as PropertyResult, fewerWays)),
  );
  return found;
}

/** What is not as it should be of the answer to one property. */
function answers(wanted: PropertyResult, got: PropertyResult, fewerWays: boolean): string[] {
  const found: string[] = [];
  const { name } = wanted.property;
  if (got.verdict !== wanted.verdict) found.push(`${name}: ${got.verdict} instead of ${wanted.verdict}`);
  const ways = (r: PropertyResult, last: boolean) =>
    r.violations
      .filter((v) => (fewerWays && BY_LAST_STEP.includes(v.kind)) === last)
      .map((v) => `${v.kind} ${v.step}`)
      .toSorted();
  const [exact, exactGot] = [ways(wanted, false), ways(got, false)];
  if (exact.join() !== exactGot.join())
    found.push(`${name}: ${exactGot.join(', ')} instead of ${exact.join(', ')}`);
  const known = new Set(ways(wanted, true));
  for (const way of ways(got, true)) if (!known.has(way)) found.push(`${name}: ${way} is new`);
  return found;
}
