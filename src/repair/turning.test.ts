// SPDX-License-Identifier: MIT
/** The turn that a run takes, on toys by hand; and what can be avoided, against XState's own graph of random machines. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventually, noDeadlock } from '../model/types.ts';
import type { Instance, Property } from '../model/types.ts';
import { formOf } from '../engine/engine.ts';
import { graphOf } from '../testing/compare.ts';
import { runs } from '../testing/full.ts';
import { hopeless, threeWay, confirmedOf, toySelection } from '../testing/sample.ts';
import { build, randomSystem } from '../testing/random.ts';
import { isSmall } from '../testing/random-machines.ts';
import { abba, faulty, lostUpdate } from '../testing/toys.ts';
import { testAndSet } from '../testing/progress-toys.ts';
import { verdictsOf } from '../testing/verdicts.ts';
import { avoiding } from './avoid.ts';

const mailOf = (make: () => Instance, property: string) => {
  const found = confirmedOf(toySelection('toy', make)).find(
    ({ counterexample: c }) => c.property === property,
  );
  return (found?.inForm('mail', { full: false }) ?? '').replaceAll(/\s+/g, ' ');
};

describe('a mail says', () => {
  it.each([
    // Both have taken their first: nothing avoids it. The first that also gets its second goes through.
    [
      'the last harmless state of a deadlock, and what b came to too late',
      () => abba(false),
      'no-deadlock',
      'The last harmless state is that before b does "mutex_lock(B)" (2): after it every run comes to this. Had a done "mutex_lock(B)" before b did "mutex_lock(B)" (2), no run from there would come to this; whether that order is a fix, `mhpcheck why` asks.',
    ],
    // spin never ends, and whoever spins waits for nobody: a run that is fair gives the others their turn.
    [
      'the same beside a thread that spins',
      () => abba(true),
      'no-deadlock',
      'The last harmless state is that before b does "mutex_lock(B)" (2)',
    ],
    [
      'of a lost update the look, and the store that it should have seen',
      lostUpdate,
      'both-count',
      'The last harmless state is that before add0 does "seen = counter" (2): after it every run comes to this. Had add1 done "counter = seen + 1" (4) before add0 did "seen = counter" (2), no run from there would come to this; whether that order is a fix, `mhpcheck why` asks.',
    ],
    [
      'of a freed page that it should have been looked for later',
      faulty,
      'no-uaf',
      'Had freer done "free(page)" (2) before user did "if (!freed)" (1), no run from there would come to this; whether that order is a fix, `mhpcheck why` asks.',
    ],
    [
      'of three threads who decides',
      threeWay,
      'no-uaf',
      'Had reader done "kmap(page)" (3) before reaper did "put_page(page)" (2), no run from there would come to this; whether that order is a fix, `mhpcheck why` asks.',
    ],
    ['of what is lost by which outcome', hopeless, 'can-succeed', 'With ok there it could still come true.'],
    [
      'of a loop that it can always be left',
      () => testAndSet('weak'),
      'gets-lock',
      'At each step of it it could still come true; it only never does.',
    ],
  ])('%s', (_, make, property, says) => {
    expect(mailOf(make, property)).toContain(says);
  });
});

/** Whether a fair run from the start avoids that property, on XState's graph: it is not so that it comes about eventually. */
function avoidable(instance: Instance, bad: Property): boolean {
  const { machine } = instance;
  return verdictsOf({ machine, properties: [bad] }, graphOf(instance))['bad'] === 'violated';
}

it('what can be avoided from the start is what XState’s graph says', () => {
  const met = { yes: 0, no: 0 };
  fc.assert(
    fc.property(randomSystem(), (plan) => {
      fc.pre(!JSON.stringify(plan).includes('fault') && isSmall(plan, 120));
      const instance = build(plan);
      const { compiled } = formOf(instance);
      const calm = instance.properties[0] as Property & { kind: 'always' };
      const avoid = avoiding(compiled, calm, { most: 1000 });
      const can = avoid?.canAvoid(avoid.start) === true;
      expect(can).toBe(
        avoidable(
          instance,
          eventually('bad', 'It breaks.', (s) => !calm.holds(s)),
        ),
      );
      expect(avoid?.isGone(avoid.start)).toBe(
        verdictsOf({ ...instance, properties: [calm] }, graphOf(instance))['calm'] === 'holds',
      );
      met[can ? 'yes' : 'no']++;
    }),
    { numRuns: runs(25, 1000), seed: 5 },
  );
  expect(Math.min(met.yes, met.no)).toBeGreaterThan(0);
});

it('where there is too much to look at, nothing is said', () => {
  const { compiled } = formOf(abba(true));
  expect(avoiding(compiled, noDeadlock('no-deadlock', ''), { most: 3 })).toBeUndefined();
});
