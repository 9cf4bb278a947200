// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay } from '../counterexample/replay.ts';
import { engineOf, formOf } from '../engine/engine.ts';
import { Reference } from '../model/reference.ts';
import { eventually, leadsTo } from '../model/types.ts';
import type { Fair, Fairness, Instance, ProgressProperty, View } from '../model/types.ts';
import { graphOf, initialsOf, keyOf } from '../testing/compare.ts';
import { runs } from '../testing/full.ts';
import { beside, givesUp, retry, testAndSet } from '../testing/progress-toys.ts';
import { leastLasso, neverComes } from '../testing/progress.ts';
import { build, randomSystem } from '../testing/random.ts';
import { abba } from '../testing/toys.ts';
import { Search } from './search.ts';
import { outcome } from './verdicts.ts';

const searched = (instance: Instance, maxStates = Infinity) => {
  const search = new Search(engineOf(instance));
  search.run(maxStates);
  return { search, results: outcome(search).results };
};
const FAIR: readonly Fair[] = ['unfair', 'weak', 'strong'];

/** Both ways give one verdict, and what violates runs on XState. Returns the verdicts of the progress properties. */
function compare(instance: Instance, graph = graphOf(instance)): string[] {
  const { search, results } = searched(instance);
  const { compiled } = search.engine;
  const reference = new Reference(compiled.program);
  const initials = initialsOf(reference).map((snapshot) => keyOf(reference.state(snapshot)));
  return results.flatMap(({ property, verdict, violations }) => {
    if (property.kind !== 'eventually') return [];
    const never = neverComes(compiled.program, graph, property, initials);
    expect(verdict, `${property.name} ${JSON.stringify(property.fairness)}`).toBe(
      never ? 'violated' : 'holds',
    );
    expect(violations[0]?.schedule.length, `${property.name} ${JSON.stringify(property.fairness)}`).toBe(
      leastLasso(compiled.program, graph, property, initials),
    );
    for (const v of violations) {
      const c = {
        model: 'm',
        design: 'd',
        configuration: 'c',
        bound: 'tiny',
        fingerprint: '',
        ...v,
      } as const;
      expect(replay(search.engine, property, c).instead).toBeUndefined();
    }
    return [verdict];
  });
}

describe('fairness makes the difference', () => {
  it.each([
    ['beside', beside, ['violated'], ['holds'], ['holds']],
    ['testAndSet', testAndSet, ['violated', 'violated'], ['violated', 'violated'], ['holds', 'holds']],
    ['retry', retry, ['violated'], ['violated'], ['violated']],
    ['givesUp', givesUp, ['violated'], ['violated'], ['violated']],
  ] as const)('%s', (_, toy, ...answers) => {
    expect(FAIR.map((f) => compare(toy(f)))).toEqual(answers);
  });
  it('strong fairness to the one thread that starves is enough', () => {
    expect(compare(testAndSet({ strong: ['t'] }))).toEqual(['holds', 'holds']);
    expect(compare(testAndSet({ strong: ['busy'] }))).toEqual(['violated', 'violated']);
  });
  it('an allocation that eventually succeeds ends a retry loop', () => {
    expect(compare(retry({ succeeds: ['ok'] }))).toEqual(['holds']);
  });
});

describe('a path that ends', () => {
  it('violates where it has come to a valid end without', () => {
    const [result] = searched(givesUp('weak')).results;
    expect(result?.violations).toEqual([
      { property: 'got', kind: 'ends', step: 't.go', schedule: [{ type: 't', choice: 'no' }] },
    ]);
  });
  it('says nothing where it ends in a fault', () => {
    expect(compare(givesUp('weak', true))).toEqual(['holds']);
  });
  it('violates where it deadlocks, whatever else still turns', () => {
    for (const spinning of [false, true]) {
      const { machine } = abba(spinning);
      const p = eventually('a-done', 'a is done.', (s) => s.at['a'] === 'done', 'strong');
      expect(compare({ machine, properties: [p] })).toEqual(['violated']);
    }
  });
});

it('the shortest stem and loop of the starving thread', () => {
  const [result] = searched(testAndSet('weak')).results;
  const busy = { type: 'busy' };
  expect(result?.violations).toEqual([
    { property: 'gets-lock', kind: 'loop', step: 'busy.unlock', schedule: [busy, busy], loop: 0 },
  ]);
});
it('a loop that is not fair, or not one, is not reproduced', () => {
  const instance = testAndSet('strong');
  const [property] = instance.properties;
  const busy = { type: 'busy' };
  const c = {
    model: 'm',
    design: 'd',
    configuration: 'c',
    bound: 'tiny',
    fingerprint: '',
    kind: 'loop',
  } as const;
  const told = (step: string, steps: number, loop: number) =>
    replay(formOf(instance), property as ProgressProperty, {
      ...c,
      property: 'gets-lock',
      step,
      loop,
      schedule: Array.from({ length: steps }, () => busy),
    }).instead;
  expect(told('busy.unlock', 2, 0)).toMatch(/^the loop is not fair: t can run at some points/);
  expect(told('busy.lock', 3, 0)).toBe('the last step does not lead back to where the loop begins');
});
it('a search that was cut short knows nothing', () => {
  const instance = testAndSet('unfair');
  expect(searched(instance, 1).results.map((r) => r.verdict)).toEqual(['unknown', 'unknown']);
});

it('random systems: both ways agree under every fairness, and each lasso replays', () => {
  const fairness = (steps: readonly string[]): (Fair | Partial<Fairness>)[] => [
    ...FAIR,
    { strong: ['t0'] },
    { threads: 'unfair', succeeds: ['0'] },
    { succeeds: ['a', '1'] },
    { threads: 'unfair', succeeds: ['0', '1'] },
    { threads: 'unfair', steps: { [steps[0] as string]: 'weak', [steps.at(-1) as string]: 'weak' } },
    { threads: 'unfair', steps: { [steps[0] as string]: 'strong' } },
    { steps: { [steps[0] as string]: 'weak', [`${steps.at(-1)}:1`]: 'strong' } },
  ];
  const seen = new Map<string, number>();
  const properties = (steps: readonly string[]) =>
    fairness(steps).map((f, i): ProgressProperty[] =>
      [
        eventually(`quiet-${i}`, 'All end.', (s: View) => s.quiet, f),
        eventually(`n-${i}`, 'n becomes 2.', (s: View) => s.mem.n === 2, f),
        leadsTo(
          `free-${i}`,
          'The lock comes free.',
          (s) => s.mem.lock !== null,
          (s) => s.mem.lock === null,
          f,
        ),
      ].map((p) => p as ProgressProperty),
    );
  fc.assert(
    fc.property(randomSystem(), (plan) => {
      const { machine } = build(plan);
      const probe = new Search(engineOf({ machine, properties: [] }));
      probe.run(150);
      if (!probe.done) return;
      const graph = graphOf({ machine, properties: [] });
      const steps = probe.engine.compiled.program.threads.flatMap((t) =>
        t.positions.filter((p) => p.candidates.length > 0).map((p) => `${t.name}.${p.name}`),
      );
      fc.pre(steps.length > 0);
      const all = properties(steps).flatMap((asked) => compare({ machine, properties: asked }, graph));
      all.forEach((v, i) => seen.set(`${i % 3} ${v}`, (seen.get(`${i % 3} ${v}`) ?? 0) + 1));
    }),
    // So few have each verdict among them or not: which they are is fixed.
    { numRuns: runs(6, 30), seed: 1 },
  );
  expect([...seen.keys()].toSorted()).toContain('1 holds');
  expect([...seen.keys()].toSorted()).toContain('1 violated');
});
