// SPDX-License-Identifier: MIT
/**
 * A suite for the two models beside it, for vitest: `npx vitest run`. What it calls is in docs/api.md.
 */
import * as fc from 'fast-check';
import { check, parseStrategy, racePlugin, schedules, Walker } from 'mhpcheck';
// oxlint-disable-next-line import/no-unassigned-import
import 'mhpcheck/vitest';
import { describe, expect, it } from 'vitest';
import notifier from './notifier.js';
import rwlock from './rwlock.js';

describe('who reads under my rwlock, and then writes', () => {
  const of = (design) => check(rwlock, { design, bound: 'small', file: './rwlock.js' });

  it('must let go of it first', () => {
    const upgrade = of('upgrade');
    expect(upgrade).not.toHold('no-deadlock');
    const [shortest] = upgrade.property('no-deadlock').counterexamples;
    expect(shortest.report()).toContain('*** DEADLOCK ***');
  });
  it('must look again then', () => {
    const drop = of('drop');
    expect(drop).toHold('no-deadlock');
    expect(drop).not.toHold('no-lost-update');
  });
  it('need do no more', () => {
    expect(of('drop-and-look-again')).toHold();
  });
  // fc.assert is what fails.
  // oxlint-disable-next-line vitest/expect-expect
  it('is tried with more threads at random, where it takes too long to try all', () => {
    const walker = Walker.of(rwlock, { design: 'drop-and-look-again', bound: 'large', file: './rwlock.js' });
    const some = schedules(walker, { strategy: parseStrategy('pct:3') });
    fc.assert(
      fc.property(some, (schedule) => schedule.broken === undefined),
      { plugins: [racePlugin] },
    );
  });
});

describe('a callback of my notifier', () => {
  it.each(['tiny', 'small', 'large'])('is freed when nobody is inside, bound %s', (bound) => {
    expect(check(notifier, { design: 'wait-for-callers', bound })).toHold();
  });
  it('may not be freed at once', () => {
    const result = check(notifier, { design: 'free-at-once', bound: 'tiny' });
    expect(result).not.toHold('no-use-after-free');
    expect(result).toHold('no-deadlock');
  });
});
