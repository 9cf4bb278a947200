// SPDX-License-Identifier: MIT
/** Random machines with more of everything than a word has bits, held against XState: masks, waits, fairness, batches. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { always, alwaysPossible, eventually, leadsTo, sometimes } from '../model/types.ts';
import type { Fair, Property, View } from '../model/types.ts';
import { compareOnSchedules } from '../testing/compare.ts';
import { runs } from '../testing/full.ts';
import { compareInstance, isSmall } from '../testing/random-machines.ts';
import { build, randomSystem } from '../testing/random.ts';
import type { Padding, SystemPlan } from '../testing/random.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
/** Something about a state that is another thing for each number, and true of some states. */
const fact = (i: number) => (s: View) =>
  [
    s.mem.n === i % 3,
    s.mem.flags[i % 2],
    s.mem.jobs.length === i % 4,
    s.mem.lock === null,
    s.mem.queue.length > i % 2,
  ]
    .filter((_, k) => ((i >> k) & 1) === 1)
    .every(Boolean);
const not = (i: number) => (s: View) => !fact(i)(s);
const FAIR: readonly Fair[] = ['unfair', 'weak'];

/** More than one word has bits for, of either sort: those that a search notes, and those that it is asked about after. */
const MANY: readonly Property[] = [
  ...times(32, (i) => always(`never-${i}`, 'Never so.', not(i))),
  ...times(30, (i) => sometimes(`so-${i}`, 'So, some time.', fact(i))),
  ...times(30, (i) => alwaysPossible(`possible-${i}`, 'So again.', fact(i))),
  ...times(8, (i) => eventually(`some-day-${i}`, 'So, some day.', fact(i), FAIR[i % 2] as Fair)),
  ...times(8, (i) => leadsTo(`then-${i}`, 'So, and then so.', fact(i + 1), fact(i), FAIR[i % 2] as Fair)),
];
const ALL_END = FAIR.map((fair) => eventually(fair, 'All end.', (s) => s.quiet, fair));
const SOME_END = eventually('strong', 'All end.', (s) => s.quiet, { strong: ['t1', 't2'] });

function machines(
  padding: Padding,
  properties: readonly Property[],
  { most, numRuns }: { readonly most: number; readonly numRuns: number },
): string[] {
  const seen = new Set<string>();
  const compared = (plan: SystemPlan) => {
    fc.pre(isSmall(plan, most));
    const made = build(plan, undefined, padding);
    const instance = { ...made, properties: [...made.properties, ...properties] };
    for (const what of compareInstance(instance, [undefined, 3])) seen.add(what);
    expect(compareOnSchedules(instance, 1)).toBe(1);
  };
  fc.assert(fc.property(randomSystem(), compared), { numRuns, seed: 20261128 });
  return [...seen];
}

it('more properties of each kind than a word has bits', () => {
  const seen = machines({}, MANY, { most: 50, numRuns: runs(3, 8) });
  const last = ['never-29', 'never-30', 'never-31', 'so-29', 'possible-29', 'some-day-7', 'then-7'];
  // Both verdicts are met beyond the first word.
  for (const verdict of ['holds', 'violated'])
    expect(seen.filter((what) => last.some((name) => what === `${name} ${verdict}`)).length).toBeGreaterThan(
      2,
    );
});

/** Takes one lock, then the other. */
const takes = (...locks: readonly ('lock' | 'other')[]): SystemPlan['threads'][number] => [
  ...locks.map((lock) => {
    const candidate = { guard: `${lock} is free`, effects: [`take ${lock}`], target: 0 };
    return { kind: 'step' as const, choices: undefined, candidates: [candidate] };
  }),
  { kind: 'final', choices: undefined, candidates: [] },
];

it('more threads than a word has bits', () => {
  machines({ idle: 16 }, [...ALL_END, SOME_END], { most: 40, numRuns: runs(1, 3) });
  // The one that waits and the one it waits for are in two words.
  const crosswise = build({ threads: [takes('lock', 'other'), takes('other', 'lock')] }, undefined, {
    idle: 31,
  });
  const seen = compareInstance({ ...crosswise, properties: [...crosswise.properties, ...ALL_END] }, [
    undefined,
    0,
  ]);
  expect(seen).toEqual(
    expect.arrayContaining([
      'threads wait in a cycle',
      'no step is left',
      'no-deadlock violated',
      'weak violated',
    ]),
  );
});

it('more successors of a state than a batch has room for', () => {
  const seen = machines({ choices: 300 }, [], { most: 10, numRuns: runs(2, 4) });
  expect(seen).toContain('a step has a choice');
});
