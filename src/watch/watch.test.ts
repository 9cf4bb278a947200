// SPDX-License-Identifier: MIT
/** Stopping: in time, and without a verdict that the whole run would not give. */
import { afterEach, describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import type { Outcome } from '../engine/outcome.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareStates } from '../mutate/equivalent.ts';
import { mutants } from '../mutate/derive.ts';
import { givesUp, testAndSet } from '../testing/progress-toys.ts';
import { always, noDeadlock } from '../model/types.ts';
import { TOYS } from '../testing/toys.ts';
import { asStopped, check, orStopped, reason, reserve, Stopped, watch } from './watch.ts';

afterEach(() => watch());

/** Stops at the nth look: every call of check() looks, and nothing is read off after. */
const stopsAt = (nth: number) => {
  let looks = 0;
  watch({ stopped: () => ++looks >= nth, pace: { look: 0, grace: 0 } });
};
const verdicts = ({ results }: Outcome) => results.map((r) => `${r.property.name} ${r.verdict}`);

const INSTANCES = {
  ...TOYS,
  testAndSet: () => testAndSet('weak'),
  givesUp: () => givesUp('weak'),
};

describe('a search that is done and stopped while its verdicts are read off', () => {
  // With a budget of one, paths are recorded as they are asked for, and run again at the end.
  const each = Object.entries(INSTANCES).flatMap(([name, made]) =>
    [{}, { budget: 1 }].map((options) => [name, options, made] as const),
  );
  it.each(each)('says what it would have said, or unknown: %s, %o', (_, options, instance) => {
    const search = new Search(engineOf(instance(), options));
    search.run();
    const whole = outcome(search);
    // Enough looks to come to the end; the first few stop every pass.
    for (let nth = 1; ; nth++) {
      stopsAt(nth);
      const part = outcome(search);
      watch();
      expect(part.cut === undefined || part.cut === 'interrupt').toBe(true);
      whole.results.forEach(({ property, verdict, violations }, i) => {
        const found = part.results[i];
        const unsettled = property.kind === 'alwaysPossible' || property.kind === 'eventually';
        // Nothing holds before every path was run again.
        const mayBeUnknown = unsettled || verdict === 'holds';
        expect([found?.verdict, property.name]).toEqual([
          mayBeUnknown && found?.verdict === 'unknown' ? 'unknown' : verdict,
          property.name,
        ]);
        // What is shown is one of those that the whole run shows, and as short.
        for (const v of found?.violations ?? []) expect(violations).toContainEqual(v);
      });
      if (part.cut) continue;
      expect(verdicts(part)).toEqual(verdicts(whole));
      return;
    }
  });

  it('says what it found where it was stopped before its end, with paths that were not run again', () => {
    const { machine } = TOYS.lostUpdate();
    const early = always(
      'early',
      'Nobody takes a step.',
      (s) => s.quiet || Object.values(s.at).every((at) => at === 'read'),
    );
    const search = new Search(
      engineOf({ machine, properties: [early, noDeadlock('no-deadlock', 'No end.')] }, { budget: 1 }),
    );
    while (search.broken.states.length === 0) search.run(search.store.count + 1);
    expect(search.done).toBe(false);
    stopsAt(1);
    const { results, cut } = outcome(search);
    expect([cut, ...results.map((r) => r.verdict)]).toEqual(['interrupt', 'violated', 'unknown']);
  });

  it('calls no mutant equivalent on half a comparison', () => {
    const search = new Search(engineOf(TOYS.lostUpdate()));
    search.run();
    const [mutant] = mutants(search);
    stopsAt(1);
    expect(orStopped(() => compareStates(search, search, mutant!))).toBeInstanceOf(Stopped);
  });

  it('is stopped while its trees are grown, too', () => {
    stopsAt(1);
    expect(() => new Search(engineOf(TOYS.chain()))).toThrow(Stopped);
  });
});

describe('the watch', () => {
  it('gives a while to say what was found, but none where memory is out', () => {
    watch({ stopped: () => true, pace: { look: 0, grace: 60_000 } });
    check();
    expect(reason()).toBe('interrupt');
    watch({ stopped: () => false, until: 0, pace: { look: 0, grace: 0 } });
    expect(orStopped(check)).toMatchObject({ reason: '--max-time' });
    watch({ stopped: () => false, maxMemory: 1, pace: { look: 0, grace: 60_000 } });
    expect(orStopped(check)).toMatchObject({ reason: '--max-memory' });
  });

  it('refuses what does not fit before it is taken', () => {
    watch({ stopped: () => false, maxMemory: 2 ** 40 });
    reserve(2 ** 30);
    expect(orStopped(() => reserve(2 ** 41))).toMatchObject({ reason: '--max-memory' });
  });

  it('knows a want of memory by its error, and no other', () => {
    const wanted = orStopped(() => new ArrayBuffer(2 ** 52));
    expect(wanted).toMatchObject({ reason: 'memory' });
    expect(asStopped(new RangeError('at most 30 threads can be checked'))).toBeUndefined();
    expect(() => orStopped(() => [].at(Symbol() as never))).toThrow(TypeError);
  });
});
