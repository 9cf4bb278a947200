// SPDX-License-Identifier: MIT
/**
 * Ten thousand random machines of the subset: what the compiled form finds is what XState's graph gives. A machine on
 * which they disagree is shrunk and printed; it then belongs into src/explore/equality.test.ts.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMachine, isSmall, PROPERTIES } from '../src/testing/random-machines.ts';
import { randomSystem } from '../src/testing/random.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => 20261121 + i);
const RUNS = Number(process.env['RUNS'] ?? 1_000);
/** Machines with more states are not counted among the ten thousand. */
const MOST = 200;

/** What there must be among them, or the engines have had nothing there to disagree on. */
const MET = [
  'a cycle beside a thread that runs',
  'a lock is taken',
  'a step faults',
  'a step has a choice',
  'a thread ends',
  'all threads come to a stop',
  'no step is left',
  'threads wait in a cycle',
  ...PROPERTIES.flatMap((name) => [`${name} holds`, `${name} violated`]),
];

describe('random machines', () => {
  const met = new Map(MET.map((what) => [what, 0]));
  let compared = 0;

  it.each(SEEDS)(`${RUNS} of them mean the same to both engines, seed %i`, (seed) => {
    const same = fc.property(randomSystem(), (plan) => {
      fc.pre(isSmall(plan, MOST));
      for (const what of compareMachine(plan, [undefined])) met.set(what, (met.get(what) ?? 0) + 1);
      compared++;
    });
    const before = compared;
    fc.assert(same, { numRuns: RUNS, seed });
    expect(compared - before).toBe(RUNS);
  });

  it('have in them everything that there is to disagree on', () => {
    process.stdout.write(`of ${compared} machines\n`);
    for (const [what, count] of met) process.stdout.write(`  ${what}: ${count}\n`);
    expect([...met].filter(([, count]) => count === 0)).toEqual([]);
    expect([...met.keys()]).toEqual(MET);
  });
});
