// SPDX-License-Identifier: MIT
/** Several threads that search together find what one finds, state by state: docs/decisions/0023-shared-table.md. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { memoryBlock } from '../models/memory-block/index.ts';
import { vmallocHotRemove } from '../models/vmalloc-hot-remove/index.ts';
import { engineOf } from '../src/engine/engine.ts';
import type { EngineOptions } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import type { Sharing } from '../src/explore/together.ts';
import { instanceOf } from '../src/model/instance.ts';
import { isSpace } from '../src/model/space.ts';
import type { Instance } from '../src/model/types.ts';
import { reducer } from '../src/reduce/reduce.ts';
import { command } from '../src/testing/command.ts';
import { FULL, oneOf, runs } from '../src/testing/full.ts';
import { isSmall } from '../src/testing/random-machines.ts';
import { build, randomSystem } from '../src/testing/random.ts';
import { bothOf, MEETING } from '../src/testing/together.ts';
import { oneThread, TOYS } from '../src/testing/toys.ts';

function same(instance: Instance, workers: number, options: EngineOptions & { maxStates?: number } = {}) {
  const { together, alone } = bothOf(instance, { workers, ...MEETING }, options);
  expect(together).toEqual(alone);
}

const chosen = { configuration: 'what-if-unpinned', design: 'none', bound: 'tiny' } as const;
const unpinned = () => instanceOf({ model: vmallocHotRemove, ...chosen });

/** The first design and configuration of each model; in full, all that there are. */
const instances = entries.flatMap(({ model }) => {
  const all = Object.keys(model.designs).flatMap((design) =>
    Object.keys(model.configurations).map((configuration) => ({ model, design, configuration })),
  );
  return oneOf(all.length, all).map((each) => () => instanceOf({ ...each, bound: 'tiny' }));
});

describe('threads that search together', () => {
  it.each(Object.entries(TOYS))('find of the toy %s what one finds', (_, toy) => {
    for (const workers of [1, 2, 3]) same(toy(), workers);
  });
  it('find of every model what one finds', () => {
    let shared = 0;
    for (const build of instances) {
      const made = build();
      if (!isSpace(made)) same(made, 2 + (shared++ % 2));
    }
    expect(shared).toBeGreaterThan(6);
  });
  it('find of random machines what one finds, with every decision in code and with some that grow', () => {
    const drawn = fc.record({
      plan: randomSystem().filter((plan) => isSmall(plan, 2000)),
      workers: fc.constantFrom(1, 2, 3),
      budget: fc.constantFrom(undefined, 40),
    });
    fc.assert(
      fc.property(drawn, ({ plan, workers, budget }) => same(build(plan), workers, { budget })),
      { numRuns: runs(25, 2000) },
    );
  });
  it('find what one finds where a search is reduced', () => {
    same(unpinned(), 2, { reduce: reducer('all') });
  });
  it('end where one ends at --max-states', () => {
    for (const maxStates of [1, 5000, 6001]) same(unpinned(), 2, { maxStates });
  });
});

describe('what could go wrong', () => {
  /** Whether threads that are broken in this way keep something else, in one of some searches. */
  function isNoticed(how: Sharing['how']): boolean {
    const { together, alone } = bothOf(unpinned(), { workers: 2, ...MEETING, how });
    return JSON.stringify(together) !== JSON.stringify(alone);
  }
  const inOneOf = (n: number, noticed: () => boolean) => Array.from({ length: n }).some(noticed);

  it('numbers in the order of arrival are noticed', () => {
    expect(inOneOf(20, () => isNoticed({ lowest: false, atomic: true }))).toBe(true);
  });
  it('insertion that is not atomic is noticed', () => {
    expect(inOneOf(20, () => isNoticed({ lowest: true, atomic: false }))).toBe(true);
  });
  it('a round that finds more than it has numbers for is forgotten, and done by one', () => {
    const { together, alone } = bothOf(unpinned(), { workers: 2, ...MEETING, size: 256, numbers: 2048 });
    expect(together).toEqual(alone);
  });
});
