// SPDX-License-Identifier: MIT
/** Each formula of `gfp` changed, one at a time: some verdict of some design, or one callee's part in it, notices. */
import { describe, expect, it } from 'vitest';
import { gfp as model } from '../models/gfp/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { PointValue, SpaceInstance } from '../src/model/space.ts';
import { mutantsOf } from '../src/space/mutants.ts';
import { SpaceSearch } from '../src/space/space-search.ts';
import { FULL } from '../src/testing/full.ts';

/** The proposals first: they are one point each. */
const designs = [...Object.keys(model.designs).filter((d) => d !== 'any'), 'any'];

/** Every property with its verdict and the ways in which it is broken. */
function answers(instance: SpaceInstance): string {
  const search = new SpaceSearch(instance);
  search.run();
  const { results } = search.outcome();
  return JSON.stringify(
    results.map((r) => [r.property.name, r.verdict, r.violations.map((v) => v.step).toSorted()]),
  );
}

/** What a formula gives, point by point: of a space that can't be built anew, whose second look would ask more often. */
function valuesOf(instance: SpaceInstance, formula: string): PointValue[] {
  const values: PointValue[] = [];
  const watch = (p: Record<string, PointValue>) => values.push(p[formula] as PointValue) > 0;
  const properties = [{ kind: 'always', name: 'watch', says: 'Sees all.', holds: watch } as const];
  new SpaceSearch({ space: { ...instance.space }, properties }).run();
  return values;
}

/** `any` has 840 points at tiny, twenty thousand at small. */
const bound = FULL ? 'small' : 'tiny';

describe.each(['v5.12', 'v6.18'])('a mutant of %s', (version) => {
  const original = new Map(
    designs.map((d) => [d, instanceOf({ model, configuration: version, design: d, bound })]),
  );
  const wanted = new Map([...original].map(([d, instance]) => [d, answers(instance)]));
  const every = original.get('any') as SpaceInstance;
  const given = new Map(
    Object.keys(every.space.formulas).map((name) => [name, [...new Set(valuesOf(every, name))]] as const),
  );
  // A mask has too many values; the flags in it are the other formulas' business.
  given.set('gfp', [0]);
  const mutants = new Map(
    designs.map((d) => [d, mutantsOf(original.get(d) as SpaceInstance, given)] as const),
  );
  const killed = (i: number) =>
    designs.some((d) => answers(mutants.get(d)?.[i]?.instance as SpaceInstance) !== wanted.get(d));

  it('is noticed, or gives the same value at every point', () => {
    const names = (mutants.get('any') ?? []).map((m) => m.what);
    const alive = names.filter((_, i) => !killed(i));
    const survivors = alive.filter((what) => {
      const [formula = ''] = what.split(':');
      const mutant = mutants.get('any')?.find((m) => m.what === what)?.instance as SpaceInstance;
      return JSON.stringify(valuesOf(mutant, formula)) !== JSON.stringify(valuesOf(every, formula));
    });
    expect(names.length).toBeGreaterThan(40);
    expect(alive.length).toBeLessThan(names.length / 5);
    expect(survivors).toEqual([]);
  });
});
