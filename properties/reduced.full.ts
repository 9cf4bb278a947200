// SPDX-License-Identifier: MIT
/** Reductions held against the full search: every model at tiny, ten thousand random machines, the largest vhr. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize, vhr } from '../bench/vhr.ts';
import { entries } from '../models/index.ts';
import { Search } from '../src/explore/search.ts';
import { SOUND } from '../src/reduce/conditions.ts';
import type { Conditions } from '../src/reduce/conditions.ts';
import { reducer } from '../src/reduce/reduce.ts';
import type { Reducer } from '../src/reduce/reduce.ts';
import { build, randomSystem } from '../src/testing/random.ts';
import { compareReduced } from '../src/testing/reduced.ts';
import { instanceOf, machines, pairs } from './manifest.ts';

const local = reducer('local') as Reducer;

describe.each(machines(entries))('$model.name at tiny', ({ model }) => {
  it.each(pairs(model))('has the answers of the full search: %s, %s', (configuration, design) => {
    const instance = instanceOf(model, configuration, design, 'tiny');
    expect(compareReduced(instance, local)?.differences).toEqual([]);
  });
});

/** How many of the random machines, with some of their properties each, are answered differently. */
function differing(reduce: Reducer, seed: number, runs: number): { wrong: number; fewer: number } {
  const drawn = fc.sample(fc.tuple(randomSystem(), fc.integer({ min: 1, max: 31 })), { seed, numRuns: runs });
  let [wrong, fewer] = [0, 0];
  for (const [plan, some] of drawn) {
    const { machine, properties } = build(plan);
    const kept = properties.filter((_, i) => ((some >> i) & 1) === 1);
    const both = compareReduced({ machine, properties: kept }, reduce);
    if (!both) continue;
    if (both.differences.length > 0) wrong++;
    if (both.reduced.store.count < both.full.store.count) fewer++;
  }
  return { wrong, fewer };
}

describe('random machines', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'have the answers of the full search: a thousand, seed %i',
    (seed) => {
      const { wrong, fewer } = differing(local, seed, 1000);
      expect(wrong).toBe(0);
      expect(fewer).toBeGreaterThan(300);
    },
  );
  it.each(Object.keys(SOUND) as (keyof Conditions)[])('show that `%s` is needed', (without) => {
    const unsound = reducer('local', { ...SOUND, [without]: false }) as Reducer;
    expect(differing(unsound, 1, 1000).wrong).toBeGreaterThan(0);
  });
});

describe('vhr', () => {
  it('has at most 0.62 of its 8,451,213 states with local steps first', () => {
    const search = new Search(vhr(parseSize('2 2 3 3 2 2 1')), undefined, undefined, local);
    search.run();
    expect(search.progress.states).toBe(4_441_900);
  });
});
