// SPDX-License-Identifier: MIT
/** Several initial states: whatever searches, shows, keeps or runs again knows all of them, as XState does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterexample } from '../src/counterexample/counterexample.ts';
import { decode, fileText } from '../src/counterexample/format.ts';
import { replay } from '../src/counterexample/replay.ts';
import { engineOf, formOf } from '../src/engine/engine.ts';
import type { PropertyResult } from '../src/engine/outcome.ts';
import { Checkpoint } from '../src/explore/checkpoint.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { randomSearch } from '../src/interleave/random.ts';
import { Walker } from '../src/interleave/walk.ts';
import { LossySearch } from '../src/lossy/lossy-search.ts';
import { Bitstate } from '../src/lossy/sets.ts';
import { eventually, leadsTo, model } from '../src/model/types.ts';
import type { Instance, Property } from '../src/model/types.ts';
import { readMachine } from '../src/model/read.ts';
import { Reference } from '../src/model/reference.ts';
import { int } from '../src/model/domain.ts';
import { system, thread } from '../src/model/thread.ts';
import { command, input } from '../src/testing/command.ts';
import { reducer } from '../src/reduce/reduce.ts';
import { compareOnSchedules, compareWithGraph, graphOf, initialsOf, keyOf } from '../src/testing/compare.ts';
import { runs } from '../src/testing/full.ts';
import { leastLasso } from '../src/testing/progress.ts';
import { build, randomStarts, randomSystem } from '../src/testing/random.ts';
import { verdictsOf } from '../src/testing/verdicts.ts';

const PROGRESS: readonly Property[] = [
  eventually('ends', 'All end.', (s) => s.quiet, 'weak'),
  leadsTo(
    'free',
    'The lock comes free.',
    (s) => s.mem.lock !== null,
    (s) => s.mem.lock === null,
    'strong',
  ),
];
const origin = { model: 'm', design: 'd', configuration: 'c', bound: 'tiny' } as const;
const named = model({
  name: 'm',
  asks: 'q',
  assumptions: [],
  designs: {},
  configurations: {},
  bounds: {
    tiny: { says: '', limits: {} },
    small: { says: '', limits: {} },
    large: { says: '', limits: {} },
  },
  build: () => {
    throw new Error('not built');
  },
});

/** Systems of at most so many states, with what they are asked. */
function systems(most: number, ask: (instance: Instance) => void | Promise<void>, numRuns: number) {
  const asked = fc.asyncProperty(randomSystem(), randomStarts(), async (plan, starts) => {
    const { machine, properties } = build(plan, starts);
    const instance = { machine, properties: [...properties, ...PROGRESS] };
    const probe = new Search(engineOf(instance));
    probe.run(most);
    fc.pre(probe.done);
    await ask(instance);
  });
  return fc.assert(asked, { numRuns, seed: 20261128 });
}
const inOnePiece = (of: Instance): Search => {
  const search = new Search(engineOf(of));
  search.run();
  return search;
};
const told = (results: readonly PropertyResult[]) =>
  results.map(({ property, verdict, violations }) => [
    property.name,
    verdict,
    ...violations.map((v) => `${v.kind} ${v.step} ${v.schedule.length}`).toSorted(),
  ]);
const verdictsIn = (results: readonly PropertyResult[]) =>
  Object.fromEntries(results.map((r) => [r.property.name, r.verdict]));

describe('a machine with several initial states', () => {
  it('has the states, steps, depth and verdicts that XState gives, lassos of the least length too', async () => {
    let later = 0;
    await systems(
      150,
      (instance) => {
        const graph = graphOf(instance);
        const search = compareWithGraph(instance, { graph });
        const { results } = outcome(search);
        expect(verdictsIn(results)).toEqual(verdictsOf(instance, graph));
        const reference = new Reference(readMachine(instance.machine));
        const initials = initialsOf(reference).map((s) => keyOf(reference.state(s)));
        const asked = results.flatMap((r) =>
          r.property.kind === 'eventually' ? [[r, r.property] as const] : [],
        );
        for (const [{ violations }, property] of asked)
          expect(violations[0]?.schedule.length).toBe(
            leastLasso(reference.program, graph, property, initials),
          );
        for (const { property, violations } of results) {
          for (const v of violations.filter(({ kind }) => kind !== 'never')) {
            expect(v.initial === undefined).toBe(initials.length === 1);
            if ((v.initial ?? 0) > 0) later++;
            const c = counterexample(search.engine.compiled, origin, property, v);
            expect(replay(formOf(instance), property, c).instead).toBeUndefined();
            expect(decode(fileText(c, named, {}), 'f.json')).toEqual(c);
          }
        }
      },
      runs(8, 25),
    );
    expect(later).toBeGreaterThan(runs(3, 10));
  });
  it('steps as XState does on random schedules', () =>
    systems(2000, (instance) => expect(compareOnSchedules(instance, 5)).toBe(5), runs(3, 8)));

  it('is searched alike with a reduction', () =>
    systems(
      600,
      (instance) => {
        const alone = outcome(inOnePiece(instance));
        const asked = { ...instance, properties: instance.properties.filter((p) => p.kind !== 'eventually') };
        const reduced = new Search(engineOf(asked, { reduce: reducer('all') }));
        reduced.run();
        const { results } = outcome(reduced);
        expect(verdictsIn(results)).toEqual(
          verdictsIn(alone.results.filter((r) => r.property.kind !== 'eventually')),
        );
        for (const { property, violations } of results)
          for (const v of violations.filter(({ kind }) => kind !== 'never'))
            expect(
              replay(reduced.engine, property, counterexample(reduced.engine.compiled, origin, property, v))
                .instead,
            ).toBeUndefined();
      },
      runs(8, 25),
    ));

  it('goes on from a checkpoint', () =>
    systems(
      600,
      (instance) => {
        const dir = mkdtempSync(join(tmpdir(), 'starts-'));
        try {
          const stopped = new Search(engineOf(instance));
          stopped.run(1);
          const written = Checkpoint.create(join(dir, 'c'), stopped, 'it');
          written.write(1);
          written.close();
          const again = new Search(engineOf(instance));
          Checkpoint.resume(join(dir, 'c'), again, 'it').checkpoint.close();
          again.run();
          expect(told(outcome(again).results)).toEqual(told(outcome(inOnePiece(instance)).results));
        } finally {
          rmSync(dir, { recursive: true });
        }
      },
      runs(5, 15),
    ));

  it('is found wrong by sets that forget and by random schedules in a state they name', async () => {
    let [lossy, random] = [0, 0];
    await systems(
      600,
      async (instance) => {
        const walker = new Walker(instance);
        const search = new LossySearch(walker.engine, new Bitstate(1 << 20), 0);
        search.run();
        const { states } = inOnePiece(instance).progress;
        expect(search.found ? states : search.progress.states).toBe(states);
        if ((search.found?.initial ?? 0) > 0) lossy++;
        const { found } = await randomSearch(walker, { runs: 30, seed: 1, strategy: { kind: 'uniform' } });
        if (!found) return;
        const { schedule, broken } = found;
        const way = { schedule: schedule.events, ...walker.startingAt(schedule.initial) };
        const violation = { property: broken.property.name, kind: broken.kind, step: broken.step, ...way };
        const c = counterexample(walker.compiled, origin, broken.property, violation);
        expect(replay(formOf(instance), broken.property, c).instead).toBeUndefined();
        // Shrunk: in no state that is listed earlier does the schedule break anything.
        for (let place = 0; place < schedule.initial; place++)
          expect(walker.run(schedule.events, place).broken).toBeUndefined();
        if (schedule.initial > 0) random++;
      },
      runs(12, 40),
    );
    expect(lossy).toBeGreaterThan(runs(0, 3));
    expect(random).toBeGreaterThan(runs(0, 3));
  });
});

describe('a list of initial states', () => {
  const t = thread({ n: int(0, 2) }, 't', {});
  const at = { func: 'f', file: 'f.c', version: 'v1' };
  const region = t.region('s', {
    s: t.on({ at, says: 'n = 0' }, { effect: (k) => void (k.n = 0), target: 'end' }),
    end: t.end(),
  });
  const machine = (initial: readonly object[]) =>
    readMachine(system({ id: 'm', memory: { n: int(0, 2) }, threads: [region], initial }));
  it.each([
    [[], /m: 'initial' lists no initial state; leave it out, or give a list of records/],
    [[{ n: 1 }, { n: 3 }], /mem in initial state 1\.n is 3, outside int\(0, 2\)/],
    [[{ m: 1 }], /mem in initial state 0\.m is not declared/],
  ])('%j is refused', (initial, said) => {
    expect(() => machine(initial)).toThrow(said);
  });
  it('is told in the trace: which one, and what it has otherwise', async () => {
    const { out } = await command(`check ${input('verdicts/two-starts.js')} --bound tiny`);
    expect(out).toContain('It begins in initial state 1 of 3, counted from 0: mem.n = 4.');
    const { out: json } = await command(`check ${input('verdicts/two-starts.js')} --bound tiny --json`);
    expect(JSON.parse(json)).toMatchObject({
      results: [
        { states: 8, depth: 2, properties: [{ violations: [{ initial: 1, schedule: ['t', 't'] }] }] },
      ],
    });
  });
});
