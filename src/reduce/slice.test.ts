// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { always, eventually, noDeadlock, noFault, sometimes } from '../model/types.ts';
import { int } from '../model/domain.ts';
import { system, thread } from '../model/thread.ts';
import type { Instance } from '../model/types.ts';
import { runs } from '../testing/full.ts';
import { build, randomSystem } from '../testing/random.ts';
import { compareAlone } from '../testing/reduced.ts';
import type { Compared } from '../testing/reduced.ts';
import { flags, lostBesideFault } from '../testing/reduced-toys.ts';
import { lostUpdate, TOYS } from '../testing/toys.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { reducer } from './reduce.ts';
import type { ReductionName } from './reduce.ts';

function compared(instance: Instance, name: ReductionName, without?: keyof Conditions): Compared[] {
  const reduce = reducer(name, without ? { ...SOUND, [without]: false } : SOUND);
  const all = reduce && compareAlone(instance, reduce);
  if (!all) throw new Error('not searched');
  return all;
}
const raised = always('a-down', 'The flag of a is down.', ({ stack }) => stack['a']?.['flag'] !== true);
const differences = (all: readonly Compared[]) => all.flatMap((c) => c.differences);

describe('a property asked alone', () => {
  it.each(Object.entries(TOYS))('is answered as by the full search: %s', (_, toy) => {
    for (const name of ['slice', 'local', 'symmetry', 'all'] as const)
      expect(differences(compared(toy(), name)), name).toEqual([]);
  });
});

describe('a slice', () => {
  it('leaves out who writes nothing that a property can see, and says so', () => {
    const [alone] = compared({ ...flags(), properties: [raised] }, 'slice');
    const { reduced, full, differences: none } = alone as Compared;
    expect(none).toEqual([]);
    expect([full.store.count, reduced.store.count]).toEqual([9, 3]);
    expect(reduced.engine.reduction).toMatchObject({ applied: ['2 of 4 cells', '1 of 2 threads'], off: [] });
  });
  it('of what nobody can do is one state', () => {
    const never = noFault('no-boom', 'Nothing explodes.', 'boom');
    const [alone] = compared({ ...lostUpdate(), properties: [never] }, 'slice');
    expect(alone).toMatchObject({ differences: [], reduced: { store: { count: 1 } } });
  });
  it('keeps no state between steps that nobody else can meet', () => {
    const deadlock = noDeadlock('no-deadlock', 'Nobody waits for ever.');
    const [ends] = compared({ ...flags(), properties: [deadlock] }, 'local');
    expect((ends as Compared).reduced.store.count).toBe(1);
  });
  it.each([
    [
      'is asked of fair paths',
      eventually('all-end', 'All end.', (s) => s.quiet),
      'all-end asks about fair paths',
    ],
    [
      'has too many paths',
      sometimes(
        'both',
        'Both are up.',
        ({ stack }) => stack['a']?.['flag'] === true && stack['b']?.['flag'] === true,
      ),
      'both has too many paths for all that it looks at to be known ahead',
    ],
  ])('is not had where what is asked %s', (_, property, why) => {
    const asks = () => true;
    const { machine } = flags();
    const { reduction } = engineOf(
      { machine, properties: [property] },
      { asks, budget: property.kind === 'sometimes' ? 0 : 100, reduce: reducer('slice') },
    );
    expect(reduction).toMatchObject({ applied: [], off: [`a slice: ${why}`] });
  });

  const broken: [keyof Conditions, () => Instance, string][] = [
    ['writers', flags, 'one-flag: holds instead of violated'],
    ['causes', lostUpdate, 'two: violated instead of holds'],
    ['everyFault', lostBesideFault, 'can-stay: violated instead of holds'],
    ['everyone', TOYS.chain as () => Instance, 'no-deadlock: violated instead of holds'],
  ];
  it.each(broken)('is wrong without its condition `%s`, and that is seen', (without, toy, difference) => {
    expect(differences(compared(toy(), 'slice'))).toEqual([]);
    expect(differences(compared(toy(), 'slice', without))).toContain(difference);
  });
});

/** Two alike that raise a flag for good, and a third that may raise it as well: by whom a state is reached is told. */
function raisers(): Instance {
  const memory = { up: int(0, 1) };
  const at = { func: 'toy', file: 'toy.c', version: 'v0' };
  const raiser = (name: string, role: string) => {
    const t = thread(memory, name, {}, { role });
    const again = t.on(
      { at, says: 'up = 1', mayWait: true },
      { effect: (k) => void (k.up = 1), target: 'go' },
    );
    return t.region('go', { go: again });
  };
  const threads = [raiser('other', 'other'), raiser('job0', 'job'), raiser('job1', 'job')];
  const down = always('down', 'It stays down.', ({ mem }) => mem.up === 0);
  return { machine: system({ id: 'raisers', memory, threads }), properties: [down] };
}

describe('a trace of what was reduced', () => {
  it('is by the step that it says, where others lead to the same state', () => {
    const [alone] = compared(raisers(), 'all');
    expect(alone?.reduced.engine.reduction?.alike).toEqual(['job0, job1']);
    expect(alone?.differences).toEqual([]);
  });
});

describe('random systems', () => {
  it.each(['slice', 'local', 'all'] as const)('are answered property by property: %s', (name) => {
    let fewer = 0;
    const same = fc.property(randomSystem(), (plan) => {
      const all = compared(build(plan), name);
      for (const { full, reduced } of all) if (reduced.store.count < full.store.count) fewer++;
      expect(differences(all)).toEqual([]);
    });
    fc.assert(same, { numRuns: runs(20, 300), seed: 20261129 });
    expect(fewer).toBeGreaterThan(runs(5, 30));
  });
});
