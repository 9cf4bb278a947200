// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize, vhr } from '../../bench/vhr.ts';
import type { Instance } from '../model/types.ts';
import { eventually } from '../model/types.ts';
import { runs } from '../testing/full.ts';
import { build, randomSystem } from '../testing/random.ts';
import { compareReduced } from '../testing/reduced.ts';
import type { Compared } from '../testing/reduced.ts';
import { flags, twins } from '../testing/reduced-toys.ts';
import { TOYS } from '../testing/toys.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { reducer } from './reduce.ts';
import type { ReductionName } from './reduce.ts';

function compared(instance: Instance, name: ReductionName, without?: keyof Conditions): Compared {
  const reduce = reducer(name, without ? { ...SOUND, [without]: false } : SOUND);
  const both = reduce && compareReduced(instance, reduce);
  if (!both) throw new Error('not searched');
  return both;
}

describe('symmetry', () => {
  it.each(Object.entries(TOYS))('gives the answers of the full search: %s', (_, toy) => {
    expect(compared(toy(), 'symmetry').differences).toEqual([]);
    expect(compared(toy(), 'all').differences).toEqual([]);
  });
  // Three places for each thread: nine pairs, of which six are left if it does not matter who is where.
  it('keeps one of two states that differ in which thread is which', () => {
    const { full, reduced, differences } = compared(twins(true, false), 'symmetry');
    expect(differences).toEqual([]);
    expect([full.store.count, reduced.store.count]).toEqual([9, 6]);
    expect(reduced.engine.reduction).toMatchObject({ applied: ['symmetry'], alike: ['job0, job1'], off: [] });
  });
  it('is refused to threads of a role that do not do the same, and says so', () => {
    const { full, reduced } = compared(twins(false, false), 'symmetry');
    expect(reduced.store.count).toBe(full.store.count);
    expect(reduced.engine.reduction).toMatchObject({
      applied: [],
      off: ['symmetry: job0 and job1 do not do the same'],
    });
  });
  it('is refused where a property tells them apart, and says which', () => {
    const { reduced } = compared(twins(true, true), 'symmetry');
    expect(reduced.engine.reduction).toMatchObject({
      applied: [],
      off: ['symmetry: job0-alone tells job0 and job1 apart'],
    });
  });
  it('is switched off by a question about fair paths', () => {
    const { machine, properties } = flags();
    const ends = eventually('all-end', 'All come to their end.', (s) => s.quiet);
    const { reduced } = compared({ machine, properties: [...properties, ends] }, 'all');
    expect(reduced.engine.reduction?.off).toEqual([
      'local steps first: all-end asks about fair paths, of which it leaves out some',
      'symmetry: all-end asks about fair paths, which are fair to one thread or the other',
    ]);
  });
  it.each([
    ['sameSteps', twins(false, false)],
    ['untold', twins(true, true)],
  ] as const)('is wrong without its condition `%s`, and that is seen', (without, toy) => {
    expect(compared(toy, 'symmetry').differences).toEqual([]);
    expect(compared(toy, 'symmetry', without).differences).not.toEqual([]);
  });
  it('takes hot-removes for one another, and pages, whichever array has them', () => {
    const { reduced, differences } = compared(vhr(parseSize('1 2 2 2 2 1 1')), 'symmetry');
    expect(differences).toEqual([]);
    expect(reduced.engine.reduction).toMatchObject({ alike: ['h0, h1', 'page 0, page 1'], off: [] });
  });
});

describe('random systems of threads that do the same', () => {
  const asked = fc.tuple(randomSystem(), fc.integer({ min: 1, max: 31 }), fc.boolean());
  it.each(['symmetry', 'all'] as const)('have the answers of the full search: %s', (name) => {
    let fewer = 0;
    const same = fc.property(asked, ([plan, some, two]) => {
      const threads = plan.threads.map((t, i) => (two && i === 2 ? t : (plan.threads[0] ?? t)));
      const { machine, properties } = build({ threads });
      const kept = properties.filter((_, i) => ((some >> i) & 1) === 1);
      const { full, reduced, differences } = compared({ machine, properties: kept }, name);
      if (reduced.store.count < full.store.count) fewer++;
      expect(differences).toEqual([]);
    });
    fc.assert(same, { numRuns: runs(15, 40), seed: 20261121 });
    expect(fewer).toBeGreaterThan(runs(5, 20));
  });
});
