// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventName } from '../model/program.ts';
import { readMachine } from '../model/read.ts';
import { Reference } from '../model/reference.ts';
import type { Instance } from '../model/types.ts';
import { abba, faulty, lostUpdate } from '../testing/toys.ts';
import { randomSearch } from './random.ts';
import { Schedule, schedules } from './schedules.ts';
import { byAll, parseStrategy, pctBound, picker, withChoices } from './strategy.ts';
import type { Strategy } from './strategy.ts';
import { Walker } from './walk.ts';

const STRATEGIES: readonly Strategy[] = [
  { kind: 'uniform' },
  { kind: 'pct', depth: 1 },
  { kind: 'pct', depth: 3 },
];
/** Toys that some interleaving breaks. */
const BROKEN: readonly (readonly [string, () => Instance])[] = [
  ['lostUpdate', lostUpdate],
  ['abba', () => abba(false)],
  ['faulty', faulty],
];

describe.each(BROKEN)('schedules of %s', (_, toy) => {
  it.each(STRATEGIES)('can each be run, step by step, by XState: %o', (strategy) => {
    const walker = new Walker(toy());
    const reference = new Reference(readMachine(toy().machine));
    fc.assert(
      fc.property(schedules(walker, { strategy }), ({ events }) => {
        let snapshot = reference.initial();
        for (const event of events) snapshot = reference.step(snapshot, event);
        expect(walker.run(events).taken).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });

  it('shrink to one from which no step can be left out', async () => {
    const walker = new Walker(toy());
    for (let seed = 1; seed <= 10; seed++) {
      const { found } = await randomSearch(walker, { runs: 1000, seed, strategy: { kind: 'uniform' } });
      const events = found?.schedule.events ?? [];
      expect(events.length).toBeGreaterThan(0);
      for (const i of events.keys())
        expect(walker.run(events.toSpliced(i, 1)).broken, `without step ${i + 1}`).toBeUndefined();
    }
  });

  it('are replayed by seed and path', async () => {
    const walker = new Walker(toy());
    const strategy: Strategy = { kind: 'pct', depth: 2 };
    const first = await randomSearch(walker, { runs: 1000, seed: 7, strategy });
    const path = first.found?.path ?? '';
    const again = await randomSearch(new Walker(toy()), { runs: 1, seed: 7, strategy, path });
    expect(again.found?.schedule.toString()).toBe(first.found?.schedule.toString());
    expect(first.found?.broken.property.name).toBe(again.found?.broken.property.name);
  });
});

describe('a schedule', () => {
  it('prints as thread names, with the choice where a step has one', () => {
    const events = [{ type: 'vmalloc0' }, { type: 'hot_remove' }, { type: 'vmalloc0', choice: 'ENOMEM' }];
    expect(`${new Schedule(events)}`).toBe('vmalloc0 hot_remove vmalloc0:ENOMEM');
    expect(fc.stringify(new Schedule(events))).toBe('vmalloc0 hot_remove vmalloc0:ENOMEM');
  });
});

describe('random search', () => {
  it('says how many runs it made and how many distinct states they visited, and finds nothing where nothing is wrong', async () => {
    const walker = new Walker({ ...lostUpdate(), properties: [] });
    const { runs, states, found } = await randomSearch(walker, {
      runs: 200,
      seed: 1,
      strategy: { kind: 'uniform' },
    });
    expect({ runs, found }).toEqual({ runs: 200, found: undefined });
    // Every state of this toy is within reach of a few dozen runs; none is counted twice.
    const reached = new Set<string>();
    const visit = (cells: Int32Array): void => {
      if (reached.has(cells.join())) return;
      reached.add(cells.join());
      walker.enabled(cells).forEach((s) => visit(s.cells));
    };
    visit(walker.initial());
    expect(states).toBe(reached.size);
  });
  it('ends at once when asked to, and says how many runs it made', async () => {
    const walker = new Walker({ ...lostUpdate(), properties: [] });
    let left = 9;
    const { runs, states, stopped, found } = await randomSearch(walker, {
      runs: 10 ** 9,
      seed: 1,
      strategy: { kind: 'uniform' },
      stopped: () => left-- === 0,
    });
    expect([runs, stopped, found]).toEqual([10, true, undefined]);
    expect(states).toBeGreaterThan(0);
  });
});

describe('PCT', () => {
  const always = (value: number) => ({
    nextInt: (min: number, max: number) => Math.min(max, Math.max(min, value)),
  });
  it('runs the thread of highest priority for as long as it can run', () => {
    const pick = picker({ kind: 'pct', depth: 1 }, 3, 10, always(0));
    const first = pick([0, 1, 2], 1);
    for (let step = 2; step <= 10; step++) expect(pick([0, 1, 2], step)).toBe(first);
    expect(
      pick(
        [0, 1, 2].filter((t) => t !== first),
        11,
      ),
    ).not.toBe(first);
  });
  it('puts it below all others at a change point', () => {
    const pick = picker({ kind: 'pct', depth: 2 }, 2, 10, always(4));
    const first = pick([0, 1], 1);
    expect([2, 3].map((step) => pick([0, 1], step))).toEqual([first, first]);
    expect([4, 5, 6].map((step) => pick([0, 1], step))).toEqual([1 - first, 1 - first, 1 - first]);
  });
  it('has the bound of its paper', () => expect(pctBound(2, 10, 3).leastProbability).toBeCloseTo(1 / 200));
  it('is divided by the ways of each choice that a bug needs', () => {
    expect(withChoices(pctBound(2, 10, 3, 3), 2)).toBeCloseTo(1 / 1800);
    expect(byAll(1 / 2, 3)).toBeCloseTo(7 / 8);
    // So rare that 1 - p is 1.
    expect(byAll(1e-20, 1000)).toBeCloseTo(1e-17, 25);
    expect(byAll(1, 5)).toBe(1);
  });
  it('is written pct:D', () => {
    expect(parseStrategy('pct:3')).toEqual({ kind: 'pct', depth: 3 });
    expect(() => parseStrategy('pct')).toThrow(/write uniform, or pct:D/);
    expect(() => parseStrategy('pct:0')).toThrow(/write uniform, or pct:D/);
  });
});

it('names the same step as the exhaustive search does', async () => {
  const walker = new Walker(faulty());
  const { found } = await randomSearch(walker, { runs: 1000, seed: 3, strategy: { kind: 'uniform' } });
  const last = found?.schedule.events.at(-1);
  expect(found?.broken.step.startsWith(eventName(last ?? { type: '' }).replace(/\d*(:.*)?$/, ''))).toBe(true);
});
