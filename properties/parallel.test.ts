// SPDX-License-Identifier: MIT
/** A search in partitions, on threads or not, says what a search in one piece says. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { engineOf } from '../src/engine/engine.ts';
import type { Progress } from '../src/engine/outcome.ts';
import { parallelSearch } from '../src/explore/parallel.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { Walker } from '../src/interleave/walk.ts';
import { instanceOf } from '../src/model/instance.ts';
import { eventually, leadsTo } from '../src/model/types.ts';
import type { Fair } from '../src/model/types.ts';
import { Stopped } from '../src/watch/watch.ts';
import { build, randomSystem } from '../src/testing/random.ts';
import { machines, pairs } from './manifest.ts';
import { instance } from './parallel-instance.ts';
import type { Selected } from './parallel-instance.ts';
import { inOnePiece, inPartitions } from './partitions.ts';

/** What must not depend on the number of partitions. */
function summary(search: Search) {
  const { results, ...counts } = outcome(search);
  const answers = results.map(({ property, verdict, violations, witness }) => ({
    property: property.name,
    verdict,
    violations: violations.map((v) => `${v.kind} ${v.step} after ${v.schedule.length}`).toSorted(),
    witness: witness?.length,
  }));
  return { counts, answers };
}

const FAIR: readonly Fair[] = ['unfair', 'weak', 'strong'];

describe('a search in partitions', () => {
  it.each(
    machines(entries).flatMap(({ model }) =>
      pairs(model).flatMap(([configuration, design], i) =>
        i % 16 === 0 ? [{ model, configuration, design }] : [],
      ),
    ),
  )('gives the answers, counts and lengths of one: $model.name, $configuration, $design', (chosen) => {
    const of = instanceOf({
      model: chosen.model,
      configuration: chosen.configuration,
      design: chosen.design,
      bound: 'tiny',
    });
    const alone = summary(inOnePiece(of));
    expect(summary(inPartitions(of, 3))).toEqual(alone);
  });
  it('gives those of random machines, with schedules that end in what they are said to end in', () => {
    const same = fc.property(randomSystem(), fc.integer({ min: 1, max: 5 }), (plan, count) => {
      const of = build(plan);
      const size = new Search(engineOf(of));
      size.run(5000);
      fc.pre(size.done);
      const search = inPartitions(of, count);
      expect(summary(search)).toEqual(summary(inOnePiece(of)));
      const walker = new Walker(of);
      for (const { property, violations } of outcome(search).results)
        for (const v of violations.filter(({ step }) => property.kind === 'always' && step !== ''))
          expect(walker.run(v.schedule).broken).toBeDefined();
    });
    fc.assert(same, { numRuns: 100, seed: 20261121 });
  });
  it('that is stopped within a level has what is true of the levels before, and of what it saw', () => {
    let cut = 0;
    const plans = fc.tuple(
      randomSystem(),
      fc.integer({ min: 2, max: 4 }),
      fc.nat(12),
      fc.integer({ min: 1, max: 4 }),
    );
    const true_ = fc.property(plans, ([plan, count, levels, nth]) => {
      const of = build(plan);
      const whole = new Search(engineOf(of));
      whole.run(5000);
      fc.pre(whole.done && whole.depth > levels);
      const part = inPartitions(of, count, levels, nth);
      const known = outcome(whole).results;
      expect([part.done, part.store.count < whole.store.count || part.progress.queue > 0]).toEqual([
        false,
        true,
      ]);
      outcome(part).results.forEach(({ verdict, violations }, i) => {
        // A `sometimes` that was met is met.
        expect(['unknown', known[i]?.verdict]).toContain(verdict);
        const told = known[i]?.violations.map((v) => `${v.kind} ${v.step} ${v.schedule.length}`);
        for (const v of violations) expect(told).toContain(`${v.kind} ${v.step} ${v.schedule.length}`);
        cut += violations.length;
      });
    });
    fc.assert(true_, { numRuns: 80, seed: 20261129 });
    expect(cut).toBeGreaterThan(10);
  });
  it('tells the same lasso of one that never gets there, step by step', () => {
    const progress = FAIR.flatMap((fair) => [
      eventually(`quiet-${fair}`, 'All end.', (s) => s.quiet, fair),
      leadsTo(
        `free-${fair}`,
        'The lock comes free.',
        (s) => s.mem.lock !== null,
        (s) => s.mem.lock === null,
        fair,
      ),
    ]);
    const lassos = (search: Search) => outcome(search).results.map((r) => r.violations);
    let found = 0;
    const same = fc.property(randomSystem(), fc.integer({ min: 2, max: 5 }), (plan, count) => {
      const of = { machine: build(plan).machine, properties: progress };
      const size = new Search(engineOf(of));
      size.run(2000);
      fc.pre(size.done);
      const alone = lassos(inOnePiece(of));
      expect(lassos(inPartitions(of, count))).toEqual(alone);
      found += alone.filter((violations) => violations.length > 0).length;
    });
    fc.assert(same, { numRuns: 60, seed: 20261128 });
    expect(found).toBeGreaterThan(60);
  });
});

describe('a search on threads', () => {
  const module = new URL('./parallel-instance.ts', import.meta.url).href;
  const onThreads = (selected: Selected, workers: number, onLevel?: (progress: Progress) => boolean) =>
    parallelSearch(instance(selected), { module, selected }, { workers, ...(onLevel && { onLevel }) });
  const [{ model }] = machines(entries) as [ReturnType<typeof machines>[0]];
  const [configuration, design] = pairs(model)[0] as readonly [string, string];
  const selected: Selected = { model: model.name, configuration, design, bound: 'tiny' };

  it('finds the states of one thread, in the order in which partitions find them', async () => {
    const search = await onThreads(selected, 2);
    expect(summary(search)).toEqual(summary(inOnePiece(instance(selected))));
    const { store } = inPartitions(instance(selected), 2);
    expect(search.store.states.slice(0, store.count * 2)).toEqual(store.states.slice(0, store.count * 2));
    expect(search.store.parents.slice(0, store.count)).toEqual(store.parents.slice(0, store.count));
  });
  it('stops between two levels, with what was covered until then', async () => {
    const search = await onThreads(selected, 2, ({ depth }) => depth === 5);
    const { depth, queue } = search.progress;
    expect([search.done, depth]).toEqual([false, 4]);
    expect(queue).toBeGreaterThan(0);
    expect(outcome(search).results.map((r) => r.verdict)).toContain('unknown');
  });
  it('stops within a level when it is told to, and where there is too little memory', async () => {
    const threads = (options: object) =>
      parallelSearch(instance(selected), { module, selected }, { workers: 2, ...options });
    // Told once the first level is there: whichever level it is then in, the ones before count.
    let level = false;
    const search = await threads({ onLevel: () => !(level = true), hasToStop: () => level });
    const whole = inOnePiece(instance(selected));
    expect(search.store.count).toBeLessThanOrEqual(whole.store.count);
    expect(search.depth).toBeLessThanOrEqual(whole.depth);
    await expect(threads({ maxMemory: 1 })).rejects.toThrow(Stopped);
  });
  it.each([
    ['exits', /^worker \d of 2 died: exit code 7/],
    ['throws later', /^worker \d of 2 died: out of luck/],
  ] as const)('ends in an error, not in a hang, where a worker %s', async (dies, said) => {
    await expect(onThreads({ dies }, 2)).rejects.toThrow(said);
  });
  it('says what is wrong with the model where a worker meets it', async () => {
    await expect(onThreads({ dies: 'counts too far' }, 2)).rejects.toThrow(/becomes 3, outside int\(0, 2\)/);
  });
});
