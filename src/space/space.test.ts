// SPDX-License-Identifier: MIT
/** What a space means: every point, in the stated order; what is refused; what a report may say of a value. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bool, int, oneOf } from '../model/domain.ts';
import type { Scalar } from '../model/domain.ts';
import { allOf, anyOf, everywhere, formula, oneFor, somewhere } from '../model/space.ts';
import type { PointValue, SpaceInstance, SpaceProperty } from '../model/space.ts';
import { ScheduleError } from '../model/reference.ts';
import { explain, pointOf, schedule } from './point.ts';
import { replayPoint } from './replay.ts';
import { SpaceSearch } from './space-search.ts';

const at = { func: 'toy', file: 'mm/toy.c', version: 'v0' };
interface P {
  readonly size: 'one' | 'two';
  readonly n: number;
  readonly hot: boolean;
  readonly sum: number;
  readonly warm: boolean;
}
const big = everywhere<P>('small', 'The sum is below 3.', 'size', (p) => p.sum < 3);

/** Twelve combinations, of which (two, 0) in both forms is none. */
function toy(...properties: readonly SpaceProperty<P>[]): SpaceInstance {
  return {
    space: {
      parameters: { size: oneOf('one', 'two'), n: int(0, 2), hot: bool },
      possible: (p: P) => p.size === 'one' || p.n > 0,
      formulas: {
        sum: formula<P, number>(at, 'size + n', (p) => (p.size === 'one' ? 1 : 2) + p.n),
        warm: anyOf<P>(at, 'hot || sum > 3', { hot: (p) => p.hot, sum: (p) => p.sum > 3 }),
      },
    },
    properties,
  };
}
const searched = (instance: SpaceInstance) => {
  const search = new SpaceSearch(instance);
  search.run();
  return search.outcome();
};

describe('a search of a space', () => {
  it('looks at every point there is, and counts those there are not', () => {
    const { states, excluded, complete, results } = searched(toy(big));
    expect({ states, excluded, complete }).toEqual({ states: 10, excluded: 2, complete: true });
    expect(results.map((r) => r.verdict)).toEqual(['violated']);
  });
  it('keeps the smallest point that breaks a property, for each way', () => {
    const [result] = searched(toy(big)).results;
    expect(result?.violations.map((v) => [v.step, ...v.schedule.map((e) => e.choice)])).toEqual([
      ['one', 'one', '2', 'false'],
      ['two', 'two', '1', 'false'],
    ]);
  });
  it('says never where no point meets a question, and shows the first that does', () => {
    const [no, yes] = searched(
      toy(
        somewhere<P>('huge', 'The sum can be 9.', (p) => p.sum === 9),
        somewhere<P>('four', 'The sum can be 4.', (p) => p.sum === 4),
      ),
    ).results;
    expect([no?.verdict, no?.violations[0]?.kind]).toEqual(['violated', 'never']);
    expect([yes?.verdict, yes?.witness?.map((e) => e.choice)]).toEqual(['holds', ['two', '2', 'false']]);
  });
  it('is unknown where it was stopped before it found anything, and what it found stands', () => {
    const search = new SpaceSearch(
      toy(
        big,
        everywhere<P>('any', 'Whatever.', 'n', () => true),
      ),
    );
    search.run(6);
    const { states, complete, queue, results } = search.outcome();
    expect({ states, complete, queue }).toEqual({ states: 6, complete: false, queue: 6 });
    expect(results.map((r) => r.verdict)).toEqual(['violated', 'unknown']);
    search.run();
    expect(search.outcome()).toEqual(searched(search.instance));
  });
  it('names the values that no point has', () => {
    const instance = toy(big);
    const possible = (p: P) => p.size === 'one';
    const { never } = searched({ ...instance, space: { ...instance.space, possible } });
    expect(never).toEqual(['size=two']);
  });
  it('agrees with counting by hand, whatever the domains', () => {
    const domains = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        domains,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        (sizes, limit, odd) => {
          const parameters: Record<string, Scalar<PointValue>> = Object.fromEntries(
            sizes.map((n, i) => [`p${i}`, int(0, n - 1)]),
          );
          const sum = (p: Record<string, PointValue>) =>
            sizes.reduce((all, _, i) => all + Number(p[`p${i}`]), 0);
          const instance: SpaceInstance = {
            space: {
              parameters,
              possible: (p) => sum(p) !== odd,
              formulas: { sum: formula(at, 'sum', sum) },
            },
            properties: [
              everywhere<Record<string, PointValue>>('low', 'Low.', 'p0', (p) => Number(p['sum']) < limit),
            ],
          };
          const all = sizes.reduce<number[][]>(
            (points, n) => points.flatMap((p) => Array.from({ length: n }, (_, v) => [...p, v])),
            [[]],
          );
          const total = (p: readonly number[]) => p.reduce((a, b) => a + b, 0);
          const there = all.filter((p) => total(p) !== odd);
          const bad = there.filter((p) => total(p) >= limit);
          const firsts = [...new Set(bad.map((p) => p[0]))].map((v) => bad.find((p) => p[0] === v));
          const found = searched(instance);
          expect([found.states, found.excluded]).toEqual([there.length, all.length - there.length]);
          expect(found.results[0]?.violations.map((v) => v.schedule.map((e) => Number(e.choice)))).toEqual(
            firsts,
          );
        },
      ),
    );
  });
});

describe('a point explained', () => {
  const space = toy(big);
  it('names the values that the verdict rests on, and no others', () => {
    const { parameters, derived, holds, way } = explain(space, big, { size: 'two', n: 2, hot: true });
    expect({ holds, way }).toEqual({ holds: false, way: 'two' });
    expect(derived.map((d) => [d.name, d.value])).toEqual([['sum', 4]]);
    expect(parameters.map((p) => [p.name, p.read])).toEqual([
      ['size', true],
      ['n', true],
      ['hot', false],
    ]);
  });
  it('does not say of a parameter that it does not matter where changing it matters', () => {
    const warm = everywhere<P>('cold', 'Nothing is warm.', 'size', (p) => !p.warm);
    const instance = toy(warm);
    const values = { size: ['one', 'two'], n: [0, 1, 2], hot: [false, true] } as const;
    const any = fc.record({
      size: fc.constantFrom(...values.size),
      n: fc.constantFrom(...values.n),
      hot: fc.constantFrom(...values.hot),
    });
    fc.assert(
      fc.property(any, (point) => {
        const { parameters, holds } = explain(instance, warm, point);
        for (const { name, read } of parameters)
          for (const value of read ? [] : values[name as keyof typeof values])
            expect(explain(instance, warm, { ...point, [name]: value }).holds).toBe(holds);
      }),
    );
  });
  it('is the same after it was written as picks and read again', () => {
    const point = { size: 'two', n: 1, hot: false };
    expect(pointOf(space.space, schedule(space.space, point))).toEqual(point);
  });
  it('is refused where the picks name none', () => {
    const picks = schedule(space.space, { size: 'two', n: 1, hot: false });
    expect(() => pointOf(space.space, picks.slice(1))).toThrow(ScheduleError);
    expect(() => pointOf(space.space, picks.slice(1))).toThrow('picks n, hot, not size, n, hot in turn');
    const tow = picks.map((e) => (e.type === 'size' ? { ...e, choice: 'tow' } : e));
    expect(() => pointOf(space.space, tow)).toThrow("size: unknown value 'tow'; did you mean 'two'?");
  });
  it('is replayed: there, of another way, holding, or no point any more', () => {
    const claim = (n: string, step = 'two', kind = 'false') => ({
      kind,
      step,
      schedule: [
        { type: 'size', choice: 'two' },
        { type: 'n', choice: n },
        { type: 'hot', choice: 'false' },
      ],
    });
    const why = (...of: Parameters<typeof claim>) => replayPoint(space, big, claim(...of)).instead;
    expect(why('1')).toBeUndefined();
    expect(why('1', 'one')).toBe('size is two, not one');
    expect(why('0')).toBe('there is no such point any more');
    expect(why('1', 'two', 'stuck')).toContain("not 'stuck'");
    const lenient = everywhere<P>('small', 'The sum is below 9.', 'size', (p) => p.sum < 9);
    expect(replayPoint(toy(lenient), lenient, claim('1')).instead).toBe('small holds at this point');
  });
});

const ALIKE: Scalar<PointValue> = { kind: 'scalar', values: [1, '1'], initial: 1, says: 'one, twice' };

describe('a mistake in a space is told with its place', () => {
  const broken = (change: (i: SpaceInstance) => SpaceInstance) => () => searched(change(toy(big)));
  const withFormulas = (formulas: object) => (i: SpaceInstance) => ({
    ...i,
    space: { ...i.space, formulas: { ...i.space.formulas, ...formulas } },
  });
  it.each<[string, (i: SpaceInstance) => SpaceInstance, string]>([
    ['no parameter', (i) => ({ ...i, space: { ...i.space, parameters: {} } }), 'needs a parameter'],
    [
      'a formula named as a parameter',
      withFormulas({ n: formula(at, 'n', () => 1) }),
      "'n' is a parameter and a formula",
    ],
    [
      'two values that look alike',
      (i) => ({ ...i, space: { ...i.space, parameters: { ...i.space.parameters, hot: ALIKE } } }),
      "parameter 'hot': two values are written '1'",
    ],
    [
      'a way that is no value',
      (i) => ({ ...i, properties: [{ ...big, by: 'sise' }] }),
      "did you mean 'size'?",
    ],
    [
      'two properties of one name',
      (i) => ({ ...i, properties: [big, big] }),
      "two properties are named 'small'",
    ],
    [
      'a property that is no truth value',
      (i) => ({ ...i, properties: [{ ...big, holds: (() => 1) as never }] }),
      'property small gives 1, not true or false',
    ],
    [
      'a read of what is not there',
      (i) => ({ ...i, properties: [{ ...big, holds: (p) => p.summ > 1 }] }),
      "property small reads what is not there yet: unknown value 'summ'; did you mean 'sum'?",
    ],
    [
      'a write',
      (i) => ({ ...i, properties: [{ ...big, holds: (p) => ((p.n = 1), true) }] }),
      "property small writes 'n'",
    ],
  ])('%s', (what, change, said) => {
    expect(broken(change), what).toThrow(said);
  });
});

describe('a formula', () => {
  it('of several terms is true where one, or each, of them is', () => {
    const [yes, no] = [() => true, () => false];
    for (const [a, b] of [
      [yes, no],
      [no, yes],
      [yes, yes],
      [no, no],
    ] as const) {
      expect(anyOf(at, 'a || b', { a, b }).of({})).toBe(a() || b());
      expect(allOf(at, 'a && b', { a, b }).of({})).toBe(a() && b());
    }
  });
  it('can be one of several, by a parameter', () => {
    const f = oneFor<P, 'size', number>('size', { one: (p) => p.n, two: (p) => -p.n });
    expect(f.of({ size: 'two', n: 2 } as P)).toBe(-2);
  });
});
