// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CYCLE, STUCK } from '../compile/bits.ts';
import { isLeaf } from '../compile/tree.ts';
import { engineOf } from '../engine/engine.ts';
import type { Instance } from '../model/types.ts';
import { compareOnSchedules, compareWithGraph, graphOf } from '../testing/compare.ts';
import { runs } from '../testing/full.ts';
import { compareMachine, isSmall } from '../testing/random-machines.ts';
import { build, randomSystem } from '../testing/random.ts';
import { abba, chain, choosy, daemon, faulty, lostUpdate, TOYS } from '../testing/toys.ts';
import { Search } from './search.ts';

/** Systems with more states than this take XState long. properties/random-machines.full.ts has ten thousand of them. */
const MOST = 200;

const explored = (instance: Instance): Search => {
  const search = new Search(engineOf(instance));
  search.run();
  return search;
};
const noted = (search: Search, bit: number) =>
  search.broken.masks.filter((mask) => (mask & bit) !== 0).length;

describe.each(Object.entries(TOYS))('the toy %s', (_, toy) => {
  it('has the states, steps, deadlocks and properties that XState gives it', () => {
    expect(compareWithGraph(toy()).done).toBe(true);
  });
  it('has them with every decision grown on demand', () => {
    const { compiled } = compareWithGraph(toy(), { budget: 0 }).engine;
    const trees = compiled.steps.flat().filter((d) => d?.root && !isLeaf(d.root));
    expect(trees.map((d) => d?.overflow)).toEqual(trees.map(() => true));
  });
  it('gives equal whole states along random schedules', () => {
    expect(compareOnSchedules(toy(), 50)).toBe(50);
    expect(compareOnSchedules(toy(), 20, 0)).toBe(20);
  });
});

describe('counts worked out by hand', () => {
  it('two increments that are not atomic have 12 states, 14 transitions, depth 4', () => {
    expect(explored(lostUpdate()).progress).toEqual({ states: 12, transitions: 14, depth: 4, queue: 0 });
  });
  it('the update is lost in one of them', () => {
    expect(noted(explored(lostUpdate()), 1)).toBe(1);
  });
  it('two threads that take two mutexes crosswise have 13 states', () => {
    expect(explored(abba(false)).progress.states).toBe(13);
  });
  it('a deadlock without bystanders is both a cycle and a state with no step left', () => {
    const search = explored(abba(false));
    expect([noted(search, CYCLE), noted(search, STUCK)]).toEqual([1, 1]);
  });
  it('a thread that spins for ever doubles the states and does not hide the deadlock', () => {
    const search = explored(abba(true));
    expect(search.progress.states).toBe(26);
    expect([noted(search, CYCLE), noted(search, STUCK)]).toEqual([2, 0]);
  });
  it('threads that wait one for the other in a row are no cycle', () => {
    expect(explored(chain()).broken.states).toEqual([]);
  });
  it('a use after free adds one state, which is not expanded', () => {
    const search = explored(faulty());
    expect(search.progress.states).toBe(7);
    expect(
      search.engine.compiled.edges.filter(
        (e) => e.fault && (search.store.firstTaken[e.index] as number) >= 0,
      ),
    ).toHaveLength(1);
  });
  it('a daemon that waits for work is no deadlock', () => {
    expect(explored(daemon()).broken.states).toEqual([]);
  });
  it('no two threads choose the same free slot', () => {
    const states = [...graphOf(choosy()).nodes.values()].map((n) => n.state);
    const slots = states.map(({ stack }) => [stack.t0.slot, stack.t1.slot]);
    expect(slots).toContainEqual([1, 0]);
    expect(slots.filter(([a, b]) => a !== null && a === b)).toEqual([]);
  });
});

describe('random systems', () => {
  it('have the states, steps and verdicts that XState gives them, whatever the budget for decision trees', () => {
    const same = fc.property(randomSystem(), fc.integer({ min: 0, max: 12 }), (plan, budget) => {
      fc.pre(isSmall(plan, MOST));
      expect(compareMachine(plan, [undefined, budget])).toContainEqual(
        expect.stringMatching(/^no-deadlock /),
      );
    });
    fc.assert(same, { numRuns: runs(12, 200), seed: 20261114 });
  });
  it('give equal whole states along random schedules', () => {
    const same = fc.property(randomSystem(), (plan) => {
      expect(compareOnSchedules(build(plan), 1)).toBe(1);
    });
    fc.assert(same, { numRuns: runs(15, 150), seed: 20261114 });
  });
});
