// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import { traced } from '../check/selection.ts';
import type { Checked } from '../check/selection.ts';
import { sameCells, toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { PropertyResult, Violation } from '../engine/outcome.ts';
import { Reference, ScheduleError } from '../model/reference.ts';
import { eventName } from '../model/program.ts';
import type { StepEvent } from '../model/types.ts';
import { givesUp, testAndSet } from '../testing/progress-toys.ts';
import { hopeless, searched, threeWay, toySelection } from '../testing/sample.ts';
import { abba, faulty, lostUpdate } from '../testing/toys.ts';
import { canonical, switches } from './canonical.ts';
import { counterexample, isBroken } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import { replay } from './replay.ts';
import { explain } from './trace.ts';

const ORIGIN = { model: 'm', design: 'd', configuration: 'c', bound: 'tiny' } as const;
type Found = readonly [PropertyResult, Violation];

const canonicalOf = (checked: Checked, [{ property }, violation]: Found): Counterexample => {
  const { model: of, design, configuration, bound, search } = checked;
  return counterexample(
    search.engine.compiled,
    { model: of.name, design, configuration, bound },
    property,
    violation,
  );
};
const names = (schedule: readonly StepEvent[]) => schedule.map(eventName);
const endOf = ({ search }: Checked, schedule: readonly StepEvent[]) =>
  explain(search.engine.compiled, { schedule }).states.at(-1) as Cells;

/** Is it a trace of the same violation: does it run, end in the same state, and break nothing before its last step? */
function isTraceOf({ search }: Checked, [{ property }, v]: Found, schedule: StepEvent[], end: Cells) {
  try {
    const { states } = explain(search.engine.compiled, { schedule });
    // Of a loop where it begins, of what is lost where it is not yet: the same as well.
    const { states: given } = explain(search.engine.compiled, v);
    const [at, same] = [v.loop ?? -2, (i: number) => sameCells(states.at(i) as Cells, given.at(i) as Cells)];
    if ((v.kind === 'loop' || v.kind === 'lost') && !same(at)) return false;
    if (property.kind === 'eventually') {
      const c = counterexample(search.engine.compiled, ORIGIN, property, { ...v, schedule });
      if (replay(search.engine, property, { ...c, schedule }).instead !== undefined) return false;
    }
    const early = states.slice(0, -1).some((cells) => isBroken(search.engine.compiled, property, cells));
    return !early && sameCells(states.at(-1) as Cells, end);
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}

/** Another interleaving of a schedule's own steps: neighbours change places wherever that leaves a trace. */
function shuffled(checked: Checked, f: Found, swaps: readonly number[]): StepEvent[] {
  let schedule = [...f[1].schedule];
  const end = endOf(checked, schedule);
  for (const swap of swaps) {
    // The last step stays the last.
    const i = swap % Math.max(1, schedule.length - 2);
    const [a, b] = [schedule[i], schedule[i + 1]];
    if (!a || !b || a.type === b.type || i + 2 >= schedule.length) continue;
    const swapped = schedule.toSpliced(i, 2, b, a);
    if (isTraceOf(checked, f, swapped, end)) schedule = swapped;
  }
  return schedule;
}

const shared = searched({ model, design: 'none', configuration: 'what-if-unpinned', bound: 'tiny' });
const firstAdd = searched({ model, design: 'none', configuration: 'what-if-first-add', bound: 'tiny' });
/** With how many interleavings of its traces there are to be tried, at least. */
const systems: readonly (readonly [string, Checked, number])[] = [
  ['faulty', searched(toySelection('faulty', faulty)), 1],
  ['lostUpdate', searched(toySelection('lost-update', lostUpdate)), 2],
  ['abba', searched(toySelection('abba', () => abba())), 2],
  ['abba without a spinner', searched(toySelection('abba', () => abba(false))), 2],
  ['threeWay', searched(toySelection('three-way', threeWay)), 2],
  ['hopeless', searched(toySelection('hopeless', hopeless)), 1],
  ['test and set', searched(toySelection('test-and-set', () => testAndSet('weak'))), 1],
  ['givesUp', searched(toySelection('gives-up', () => givesUp('weak'))), 1],
  ['vmalloc-hot-remove what-if-unpinned', shared, 10],
  ['vmalloc-hot-remove what-if-first-add', firstAdd, 20],
];

describe.each(systems)('the canonical schedule of each violation of %s', (_, checked) => {
  const found = traced(checked.outcome);
  const cases = found.map((f) => [`${f[1].kind} ${f[1].step}`, f] as const);

  it('is there: the system is violated', () => expect(found.length).toBeGreaterThan(0));

  it.each(cases)('has the same steps, end and last step, and no more switches: %s', (_name, f) => {
    const { schedule } = canonicalOf(checked, f);
    const given = f[1].schedule;
    expect(switches(schedule)).toBeLessThanOrEqual(switches(given));
    expect(schedule.at(-1)).toEqual(given.at(-1));
    expect(names(schedule).toSorted()).toEqual(names(given).toSorted());
    expect([...endOf(checked, schedule)]).toEqual([...endOf(checked, given)]);
  });

  it.each(cases)('runs on XState and ends in the violation: %s', (_name, f) => {
    const c = canonicalOf(checked, f);
    const reference = new Reference(checked.search.engine.compiled.program);
    const end = c.schedule.reduce((s, event) => reference.step(s, event), reference.initial());
    const [{ property }] = f;
    const isFault = property.kind === 'noFault';
    const isFalse = property.kind === 'always';
    expect(reference.fault(end)?.kind).toBe(isFault ? c.kind : undefined);
    expect(isFalse && property.holds(reference.view(end))).toBe(false);
    expect(replay(checked.search.engine, property, c).instead).toBeUndefined();
  });

  it.each(cases)('is its own canonical schedule: %s', (_name, f) => {
    const c = canonicalOf(checked, f);
    expect(canonicalOf(checked, [f[0], { ...f[1], schedule: c.schedule }])).toEqual(c);
  });
});

describe('one bug', () => {
  it.each(systems)(
    'has one canonical schedule and one fingerprint whatever the seed: %s',
    (_, checked, atLeast) => {
      const interleavings = new Set<string>();
      const all = traced(checked.outcome);
      // What can't be seen in a state as well.
      const unseen = all.filter(([, { kind }]) => ['lost', 'loop', 'ends'].includes(kind));
      for (const f of new Set([...all.slice(0, 3), ...unseen.slice(0, 3)])) {
        const known = canonicalOf(checked, f);
        const swaps = fc.array(fc.nat(99), { minLength: 30, maxLength: 30 });
        const property = fc.property(swaps, (turns) => {
          const schedule = shuffled(checked, f, turns);
          interleavings.add(names(schedule).join(' '));
          const again = canonicalOf(checked, [f[0], { ...f[1], schedule }]);
          expect(names(again.schedule)).toEqual(names(known.schedule));
          expect(again.fingerprint).toBe(known.fingerprint);
        });
        fc.assert(property, { numRuns: 15 });
      }
      expect(interleavings.size).toBeGreaterThanOrEqual(atLeast);
    },
  );

  it('has another fingerprint than the next one', () => {
    const all = traced(shared.outcome).map((f) => canonicalOf(shared, f).fingerprint);
    expect(new Set(all).size).toBe(all.length);
    for (const fingerprint of all) expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
  });

  it('has a fingerprint that does not depend on the design or the bound it was found in', () => {
    const [f] = traced(shared.outcome);
    const c = canonicalOf(shared, f as Found);
    const elsewhere = canonicalOf({ ...shared, design: 'another', bound: 'small' }, f as Found);
    expect(elsewhere.fingerprint).toBe(c.fingerprint);
    expect(elsewhere.design).toBe('another');
  });
});

describe('of schedules with equally few switches', () => {
  const { compiled } = searched(toySelection('abba', () => abba())).search.engine;
  const given = ['b', 'a', 'spin'].map((type) => ({ type }));

  it('the first in the order of threads is taken', () =>
    expect(names(canonical(compiled, { schedule: given }, { avoid: () => false, last: true }))).toEqual([
      'a',
      'b',
      'spin',
    ]));

  it('none is taken that passes through a state in which the violation has happened', () => {
    const onlyA = (cells: Cells) => toState(compiled, cells).mem.A === 'a' && !toState(compiled, cells).mem.B;
    expect(names(canonical(compiled, { schedule: given }, { avoid: onlyA, last: true }))).toEqual([
      'b',
      'a',
      'spin',
    ]);
  });

  it('none is taken for nothing', () =>
    expect(canonical(compiled, { schedule: [] }, { avoid: () => false })).toEqual([]));
});

describe('switches()', () => {
  it('counts how often the next step is another thread’s', () => {
    const schedule = (threads: string) => [...threads].map((type) => ({ type }));
    expect(switches(schedule('aabab'))).toBe(3);
    expect(switches(schedule('aaa'))).toBe(0);
    expect(switches([])).toBe(0);
  });

  it('are few in a canonical schedule: a user and a freer need two', () => {
    const { search } = searched(toySelection('faulty', faulty));
    const schedule = [{ type: 'user' }, { type: 'freer' }, { type: 'user' }];
    expect(switches(schedule)).toBe(2);
    expect(explain(search.engine.compiled, { schedule }).steps.at(-1)?.fault).toBe('use-after-free');
  });
});
