// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import type { Instance } from '../model/types.ts';
import { eventually } from '../model/types.ts';
import { runs } from '../testing/full.ts';
import { build, randomSystem } from '../testing/random.ts';
import { compareReduced } from '../testing/reduced.ts';
import type { Compared } from '../testing/reduced.ts';
import { faults, flags, spinner } from '../testing/reduced-toys.ts';
import { abba, choosy, lostUpdate, TOYS } from '../testing/toys.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { reducer } from './reduce.ts';

const compared = (instance: Instance, without?: keyof Conditions): Compared => {
  const reduce = reducer('local', without ? { ...SOUND, [without]: false } : SOUND);
  const both = reduce && compareReduced(instance, reduce);
  if (!both) throw new Error('not searched');
  return both;
};

describe('local steps first', () => {
  it.each(Object.entries(TOYS))('gives the answers of the full search: %s', (_, toy) => {
    expect(compared(toy()).differences).toEqual([]);
  });

  // Two threads of two steps each have nine states in full. Whoever goes first goes alone to the end.
  it('takes one order of steps that do not touch each other', () => {
    const { full, reduced } = compared({ ...flags(), properties: [] });
    expect([full.store.count, reduced.store.count]).toEqual([9, 5]);
    const none = { stays: 0, seen: 0, met: 0, faults: 0 };
    expect(reduced.engine.reduction?.firsts).toEqual({ ...none, first: 4 });
  });
  it('tries every order of steps that a property sees', () => {
    const { full, reduced } = compared(flags());
    expect(reduced.store.count).toBe(full.store.count);
    expect(reduced.engine.reduction?.firsts).toMatchObject({ first: 0, seen: 4 });
  });
  it('lets nobody go first who can be met', () => {
    const { full, reduced } = compared(lostUpdate());
    expect(reduced.store.count).toBe(full.store.count);
  });

  const broken: [keyof Conditions, () => Instance, string][] = [
    ['unseen', flags, 'one-flag: holds instead of violated'],
    ['noLoops', spinner, 'no-oops: holds instead of violated'],
    ['noLoops', () => abba(true), 'no-deadlock: holds instead of violated'],
    ['apart', lostUpdate, 'two: violated instead of holds'],
    ['faultless', faults, 'no-b-oops: holds instead of violated'],
  ];
  it.each(broken)('is wrong without its condition `%s`, and that is seen', (without, toy, difference) => {
    expect(compared(toy()).differences).toEqual([]);
    expect(compared(toy(), without).differences).toContain(difference);
  });

  it('is switched off by a question about fair paths, and says so', () => {
    const { properties, machine } = flags();
    const ends = eventually('all-end', 'All come to their end.', (s) => s.quiet);
    const { reduced, full } = compared({ machine, properties: [...properties, ends] });
    expect(reduced.engine.reduction).toMatchObject({
      applied: [],
      alike: [],
      off: ['local steps first: all-end asks about fair paths, of which it leaves out some'],
    });
    expect(reduced.progress).toEqual(full.progress);
  });
  it('is switched off where not all that is touched is known ahead, and says so', () => {
    const { machine, properties } = flags();
    const off = (budget: number) => engineOf({ machine, properties }, { budget, reduce: reducer('local') });
    expect(off(100).reduction?.off).toEqual([]);
    expect(off(1).reduction?.off).toEqual([
      'local steps first: one-flag has too many paths for all that it looks at to be known ahead',
    ]);
    const choices = engineOf(choosy(), { budget: 1, reduce: reducer('local') });
    expect(choices.reduction?.off).toEqual([
      expect.stringMatching(/^local steps first: t0\.\w+ has too many paths for all that it touches/),
    ]);
  });
});

describe('random systems', () => {
  /** Each with some of its properties: the fewer look, the more is left out. */
  const asked = fc.tuple(randomSystem(), fc.integer({ min: 1, max: 31 }));
  it('have the answers of the full search', () => {
    let fewer = 0;
    const same = fc.property(asked, ([plan, some]) => {
      const { machine, properties } = build(plan);
      const kept = properties.filter((_, i) => ((some >> i) & 1) === 1);
      const { full, reduced, differences } = compared({ machine, properties: kept });
      if (reduced.store.count < full.store.count) fewer++;
      expect(differences).toEqual([]);
    });
    fc.assert(same, { numRuns: runs(20, 120), seed: 20261121 });
    expect(fewer).toBeGreaterThan(runs(3, 30));
  });
});
