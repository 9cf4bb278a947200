// SPDX-License-Identifier: MIT
/** Reductions held against the full search: every model at tiny, ten thousand random machines, the largest vhr. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize, vhr } from '../bench/vhr.ts';
import { entries } from '../models/index.ts';
import { ModelError } from '../src/compile/compile.ts';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { instanceOf } from '../src/model/instance.ts';
import { SOUND } from '../src/reduce/conditions.ts';
import type { Conditions } from '../src/reduce/conditions.ts';
import { reducer } from '../src/reduce/reduce.ts';
import type { Reducer, ReductionName } from '../src/reduce/reduce.ts';
import { build, randomSystem } from '../src/testing/random.ts';
import type { SystemPlan } from '../src/testing/random.ts';
import { ScheduleError } from '../src/model/reference.ts';
import type { Instance } from '../src/model/types.ts';
import { compareAlone, compareReduced } from '../src/testing/reduced.ts';
import { machines, pairs } from './manifest.ts';

/** Without the questions about fair paths, which a reduction does not answer. */
const pathless = ({ machine, properties }: Instance): Instance => ({
  machine,
  properties: properties.filter((p) => p.kind !== 'eventually'),
});

const reduced = (name: ReductionName) => reducer(name) as Reducer;

const ALONE: readonly ReductionName[] = ['slice', 'local', 'all'];
describe.each(machines(entries))('$model.name at tiny', ({ model }) => {
  it.each(pairs(model))('has the answers of the full search: %s, %s', (configuration, design) => {
    const asked = pathless(instanceOf({ model, configuration, design, bound: 'tiny' }));
    for (const name of ['local', 'symmetry', 'all'] as const)
      expect(compareReduced(asked, reduced(name))?.differences, name).toEqual([]);
  });
  // Of `all` slice and local steps are parts: what is wrong with one is seen there, too. One pair in four is asked of each.
  const parted = pairs(model).map((pair, i) => [...pair, i % 4 === 0 ? ALONE : ALONE.slice(-1)] as const);
  it.each(parted)('answers each property alone: %s, %s, %j', (configuration, design, names) => {
    const asked = instanceOf({ model, configuration, design, bound: 'tiny' });
    for (const name of names)
      expect(
        compareAlone(asked, reduced(name))?.flatMap((c) => c.differences),
        name,
      ).toEqual([]);
  });
});

/** As drawn, or with two or three threads that do the same. */
const likened = ({ threads }: SystemPlan, alike: number): SystemPlan => ({
  threads: threads.map((t, i) => (i <= alike && alike > 0 ? (threads[0] ?? t) : t)),
});

/** Of so many random machines, the properties that are answered otherwise when they are asked alone. */
function differingAlone(reduce: Reducer, seed: number, runs: number): { wrong: string[]; fewer: number } {
  const some = fc.tuple(randomSystem(), fc.integer({ min: 0, max: 2 }));
  const wrong: string[] = [];
  let fewer = 0;
  // A search has memories, of which there is room for some thousands: none is kept.
  for (const [plan, alike] of fc.sample(some, { seed, numRuns: runs }))
    try {
      for (const { differences, full, reduced: own } of compareAlone(build(likened(plan, alike)), reduce) ??
        []) {
        wrong.push(...differences);
        if (own.store.count < full.store.count) fewer++;
      }
    } catch (error) {
      // A schedule of the slice that is none of the machine: no less a difference.
      if (!(error instanceof ScheduleError)) throw error;
      wrong.push(error.message);
    }
  return { wrong, fewer };
}

/** How many of the random machines, with some of their properties each, are answered differently. */
function differing(reduce: Reducer, seed: number, runs: number): { wrong: number; fewer: number } {
  const some = fc.tuple(randomSystem(), fc.integer({ min: 1, max: 31 }), fc.integer({ min: 0, max: 2 }));
  let [wrong, fewer] = [0, 0];
  for (const [plan, kept, alike] of fc.sample(some, { seed, numRuns: runs })) {
    const { machine, properties } = build(likened(plan, alike));
    const asked = properties.filter((_, i) => ((kept >> i) & 1) === 1);
    try {
      const both = compareReduced({ machine, properties: asked }, reduce);
      if (!both) continue;
      if (both.differences.length > 0) wrong++;
      if (both.reduced.store.count < both.full.store.count) fewer++;
    } catch (error) {
      // A swap that is none leads to states that no schedule reaches; a mistake in the drawn model is no difference.
      if (error instanceof ModelError) continue;
      wrong++;
    }
  }
  return { wrong, fewer };
}

/** Conditions of a slice: it is made of properties that are asked alone. */
const SLICED: readonly (keyof Conditions)[] = ['writers', 'causes', 'everyFault', 'everyone'];

describe('random machines', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
  const of = (name: ReductionName) => seeds.map((seed) => [name, seed] as const);
  it.each([...of('local'), ...of('symmetry'), ...of('all')])(
    'have the answers of the full search: %s, a thousand of seed %i',
    (name, seed) => {
      const { wrong, fewer } = differing(reduced(name), seed, 1000);
      expect(wrong).toBe(0);
      expect(fewer).toBeGreaterThan(250);
    },
  );
  it.each(seeds)('answer each property alone: a thousand of seed %i', (seed) => {
    const name = seed % 3 === 0 ? 'all' : seed % 3 === 1 ? 'local' : 'slice';
    const { wrong, fewer } = differingAlone(reduced(name), seed, 1000);
    expect(wrong).toEqual([]);
    expect(fewer).toBeGreaterThan(2500);
  });
  it.each(SLICED)('show that `%s` is needed of a property alone', (without) => {
    const unsound = reducer('slice', { ...SOUND, [without]: false }) as Reducer;
    expect(differingAlone(unsound, 1, 300).wrong).not.toEqual([]);
  });
  // That a property tells threads apart is never drawn: src/reduce/symmetry.test.ts has a case.
  const drawn = (Object.keys(SOUND) as (keyof Conditions)[]).filter(
    (c) => c !== 'untold' && !SLICED.includes(c),
  );
  it.each(drawn)('show that `%s` is needed', (without) => {
    const unsound = reducer('all', { ...SOUND, [without]: false }) as Reducer;
    expect(differing(unsound, 1, 1000).wrong).toBeGreaterThan(0);
  });
});

describe('vhr', () => {
  it.each([
    ['local', 4_441_900],
    ['all', 500_307],
  ] as const)('has fewer than its 8,451,213 states when reduced: %s', (name, states) => {
    const search = new Search(engineOf(vhr(parseSize('2 2 3 3 2 2 1')), { reduce: reduced(name) }));
    search.run();
    expect(search.progress.states).toBe(states);
  });
});
