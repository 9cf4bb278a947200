// SPDX-License-Identifier: MIT
/** A property is asked of a state again only where something that it reads is another than in the state it came from. */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove } from '../../models/vmalloc-hot-remove/index.ts';
import type { StepCode } from '../compile/codegen.ts';
import { engineOf } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine.ts';
import { instanceOf } from '../model/instance.ts';
import { always, sometimes } from '../model/types.ts';
import type { Instance, Property } from '../model/types.ts';
import { reducer } from '../reduce/reduce.ts';
import { runs } from '../testing/full.ts';
import { isSmall } from '../testing/random-machines.ts';
import { build, randomSystem } from '../testing/random.ts';
import type { SystemPlan } from '../testing/random.ts';
import { keptOf } from '../testing/together.ts';
import { TOYS } from '../testing/toys.ts';
import { Search } from './search.ts';

/** Nobody tells it what is known of other states: it asks everything. */
const asksAll = (made: StepCode): StepCode => ({
  ...made,
  expand: (states, parents, head, end, watch) => made.expand(states, parents, head, end, watch),
});
/** Takes every state that others came from for one of which nothing was noted. */
const forgetsNotes = (made: StepCode): StepCode => ({
  ...made,
  expand: (states, parents, head, end, watch, before) =>
    made.expand(states, parents, head, end, watch, before && { ...before, masks: () => false }),
});

function kept(instance: Instance, options: EngineOptions = {}) {
  const search = new Search(engineOf(instance, options));
  search.run();
  return keptOf(search);
}
const isSame = (instance: Instance, options: EngineOptions, broken: EngineOptions = {}): boolean =>
  isDeepStrictEqual(kept(instance, { ...options, ...broken }), kept(instance, { ...options, code: asksAll }));

/** Properties of few fields and of many, of one part and of several, that come and go; so many that two words have bits. */
const QUESTIONS: readonly Property[] = [
  always(
    'parts',
    'Each part reads something else.',
    (s) => s.mem.n < 2,
    (s) => s.mem.lock === null || s.mem.jobs.length < 2,
    (s) => s.mem.box.ref !== 1,
    (s) => !s.mem.flags.every(Boolean),
  ),
  always('stack', 'x is not n.', (s) => s.stack['t0'].x !== 2 || s.mem.n !== 0),
  always('place', 't0 does not wait for a queue.', (s) => s.at['t0'] !== 's1' || s.mem.queue.length > 0),
  always('true', 'It reads nothing.', () => true),
  always('false', 'It reads nothing.', () => false),
  sometimes('used', 'Both pages are used.', (s) => s.mem.pages.every((p: { used: boolean }) => p.used)),
  ...Array.from({ length: 30 }, (_, i) =>
    always(`n-${i}`, 'One of many.', (s) => s.mem.n !== i % 3 || s.mem.flags[i % 2] === true),
  ),
];
const asked = (plan: SystemPlan): Instance => ({ ...build(plan), properties: QUESTIONS });
const drawn = randomSystem().filter((plan) => isSmall(plan, 1000));

const unpinned = (design: string) =>
  instanceOf({ model: vmallocHotRemove, design, configuration: 'what-if-unpinned', bound: 'tiny' });

describe('what is asked again only where it can be another', () => {
  it.each(Object.entries(TOYS))('is what it is where all is asked: %s', (_, toy) => {
    expect(isSame(toy(), {})).toBe(true);
    expect(isSame(toy(), { budget: 0 })).toBe(true);
  });
  it('is that of random machines, in code or grown on demand', () => {
    const same = fc.property(drawn, fc.constantFrom(undefined, 0, 3, 12), (plan, budget) => {
      expect(isSame(asked(plan), { budget })).toBe(true);
    });
    fc.assert(same, { numRuns: runs(20, 1000), seed: 20261129 });
  });
  it.each(['none', 'option-1'])('is that of vmalloc-hot-remove, %s', (design) => {
    expect(isSame(unpinned(design), {})).toBe(true);
    expect(isSame(unpinned(design), { reduce: reducer('all') })).toBe(true);
  });
});

describe('what could go wrong', () => {
  it('a cell that is left out of what answers rest on is noticed', () => {
    const instance = unpinned('none');
    const { compiled } = engineOf(instance);
    const places = compiled.map.cells.filter(({ name }) =>
      /^mem\.(pud\[0\]|pte_page\[1\]\.used)$/.test(name),
    );
    const noticed = places.map(({ index }) => !isSame(instance, {}, { unread: index }));
    expect(noticed).toEqual([true, true]);
  });
  it('so it is where trees grow on demand, in one of some machines', () => {
    const plans = fc.sample(drawn, { numRuns: 10, seed: 20261129 });
    const noticed = plans.some((plan) => {
      const { cells } = engineOf(asked(plan)).compiled.map;
      const n = cells.find(({ name }) => name === 'mem.n')?.index;
      return !isSame(asked(plan), { budget: 0 }, { unread: n });
    });
    expect(noticed).toBe(true);
  });
  it('notes of other states that are forgotten are noticed', () => {
    const engine = engineOf(unpinned('none'));
    const search = new Search({ ...engine, code: forgetsNotes(engine.code) });
    search.run();
    expect(keptOf(search)).not.toEqual(kept(unpinned('none')));
  });
});
