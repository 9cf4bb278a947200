// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { mutex } from '../model/domain.ts';
import { system, thread } from '../model/thread.ts';
import type { Instance, Source } from '../model/types.ts';
import { noDeadlock, sometimes } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { completed, completes, completesAll, completion, reinits, waitsForCompletion } from './completion.ts';
import { drops, takes, waitsFor } from './lock.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
const WORDS = { complete: completes('x'), complete_all: completesAll('x'), reinit: reinits('x') };

/** Two waiters; `work` runs `steps` one after the other. */
function twoWaiters(steps: readonly (keyof typeof WORDS)[]): Instance {
  const memory = { x: completion(2) };
  const waiter = (name: string) => {
    const t = thread(memory, name, {});
    return t.region('wait', {
      wait: t.on(
        { at, says: 'wait_for_completion(&x)', ...waitsForCompletion('x', 'work') },
        { ...completed('x'), target: 'woken' },
      ),
      woken: t.end(),
    });
  };
  const w = thread(memory, 'work', {});
  const states = steps.map((step, i) => [
    `s${i}`,
    w.on({ at, says: `${step}(&x)`, primitive: 'completion' }, { ...WORDS[step], target: `s${i + 1}` }),
  ]);
  const work = w.region('s0', { ...Object.fromEntries(states), [`s${steps.length}`]: w.end() });
  return {
    machine: system({ id: 'completion', memory, threads: [waiter('w0'), waiter('w1'), work] }),
    properties: [
      noDeadlock('no-deadlock', 'Nobody waits for ever.'),
      sometimes('both-woken', 'Both are woken.', (s) => s.at['w0'] === 'woken' && s.at['w1'] === 'woken'),
    ],
  };
}

/** The waiter holds a mutex that `work` takes before it completes: what flush and drain functions under a lock do. */
function underMutex(): Instance {
  const memory = { x: completion(1), lock: mutex(['w', 'work']) };
  const t = thread(memory, 'w', {});
  const waiter = t.region('lock', {
    lock: t.on(
      { at, says: 'mutex_lock(&lock)', ...waitsFor('lock') },
      { ...takes('lock', 'w'), target: 'wait' },
    ),
    wait: t.on(
      { at, says: 'wait_for_completion(&x)', ...waitsForCompletion('x', 'work') },
      { ...completed('x'), target: 'unlock' },
    ),
    unlock: t.on({ at, says: 'mutex_unlock(&lock)' }, { ...drops('lock', 'w'), target: 'done' }),
    done: t.end(),
  });
  const u = thread(memory, 'work', {});
  const work = u.region('lock', {
    lock: u.on(
      { at, says: 'mutex_lock(&lock)', ...waitsFor('lock') },
      { ...takes('lock', 'work'), target: 'go' },
    ),
    go: u.on({ at, says: 'complete(&x)', primitive: 'completion' }, { ...completes('x'), target: 'unlock' }),
    unlock: u.on({ at, says: 'mutex_unlock(&lock)' }, { ...drops('lock', 'work'), target: 'done' }),
    done: u.end(),
  });
  return {
    machine: system({ id: 'under-mutex', memory, threads: [waiter, work] }),
    properties: [noDeadlock('no-deadlock', 'No deadlock.')],
  };
}

function found(instance: Instance) {
  const search = new Search(engineOf(instance));
  search.run();
  return outcome(search).results.map((r) =>
    [r.verdict, ...new Set(r.violations.map((v) => v.kind))].join(' '),
  );
}

describe('a completion', () => {
  it.each([
    ['complete() wakes one of two', ['complete'], ['violated stuck', 'violated never']],
    ['two complete() wake both, whoever comes first', ['complete', 'complete'], ['holds', 'holds']],
    ['complete_all() wakes both', ['complete_all'], ['holds', 'holds']],
    ['complete() after complete_all() changes nothing', ['complete_all', 'complete'], ['holds', 'holds']],
    ['who comes after reinit_completion() waits', ['complete_all', 'reinit'], ['violated stuck', 'holds']],
  ] as const)('%s', (_, steps, verdicts) => {
    expect(found(twoWaiters(steps))).toEqual(verdicts);
  });
  it('that is waited for under the lock its completer wants is a cycle', () => {
    expect(found(underMutex())).toEqual(['violated cycle']);
  });
  it('completed more often than the model says is a mistake in the model', () => {
    expect(() => found(twoWaiters(['complete', 'complete', 'complete']))).toThrow(/x\.done/);
  });
  it.each([
    ['complete_all, reinit', () => twoWaiters(['complete_all', 'reinit', 'complete'])],
    ['under a mutex', underMutex],
  ])('means the same to XState: %s', (_, build) => {
    expect(compareWithGraph(build()).done).toBe(true);
    expect(compareOnSchedules(build(), 20)).toBe(20);
  });
});
