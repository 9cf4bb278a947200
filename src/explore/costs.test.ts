// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { bool, int, mutex } from '../model/domain.ts';
import { system, thread } from '../model/thread.ts';
import type { Instance, Source } from '../model/types.ts';
import { abba } from '../testing/toys.ts';
import { drops, takes, waitsFor } from '../vocabulary/lock.ts';
import { costs } from './costs.ts';
import { graphOf } from './graph.ts';
import { Search } from './search.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/** A holder that does `work` steps under a mutex, or goes round for ever, and one that wants it. */
function busyHolder(work: number, forever = false): Instance {
  const names = ['holder', 'waiter0', 'waiter1'];
  const memory = { m: mutex(names), touched: bool };
  const t = thread(memory, 'holder', { done: int(0, work) });
  const lock = { at, says: 'mutex_lock(&m)', ...waitsFor('m') };
  const holder = t.region('lock', {
    lock: t.on(lock, { ...takes('m', 'holder'), target: 'work' }),
    work: t.on(
      { at, says: 'work' },
      { guard: (_, me) => me.done < work, effect: (_, me) => void me.done++, target: 'work' },
      ...(forever
        ? [{ target: 'again' }]
        : [{ effect: (_: unknown, me: { done: number }) => void (me.done = 0), target: 'unlock' }]),
    ),
    ...(forever && { again: t.on({ at, says: 'again' }, { target: 'work' }) }),
    unlock: t.on({ at, says: 'mutex_unlock(&m)' }, { ...drops('m', 'holder'), target: 'end' }),
    end: t.end(),
  });
  const waiters = names.slice(1).map((name) => {
    const w = thread(memory, name, {});
    return w.region('lock', {
      lock: w.on(lock, { ...takes('m', name), target: 'unlock' }),
      unlock: w.on({ at, says: 'mutex_unlock(&m)' }, { ...drops('m', name), target: 'end' }),
      end: w.end(),
    });
  });
  return {
    machine: system({ id: 'holding', memory, threads: [holder, ...waiters] }),
    properties: [],
    measures: [
      { name: 'end', says: 'how often', when: { holder: 'end' }, value: () => 1 },
      { name: 'work', says: 'work done', when: { holder: 'work' }, value: (s) => s.stack.holder.done },
      { name: 'nowhere', says: 'never', when: { holder: 'end' }, value: () => undefined },
    ],
  };
}
const of = (instance: Instance) => {
  const search = new Search(engineOf(instance));
  search.run();
  return costs(search, graphOf(search));
};
const wait = (waiting: string, holding: string, steps: number) => ({
  waiting,
  lock: 'm',
  holding,
  places: 1,
  steps,
});

describe('who waits for whom', () => {
  it.each([0, 1, 5])('counts the holder’s steps from the wait to its end: %i of work', (work) => {
    // The work, the look that it is done, and the unlock.
    expect(of(busyHolder(work)).waits).toEqual(
      expect.arrayContaining([
        wait('waiter', 'holder', work + 2),
        wait('waiter', 'waiter', 1),
        wait('holder', 'waiter', 1),
      ]),
    );
  });
  it('has no end where the holder goes round for ever', () =>
    expect(of(busyHolder(1, true)).waits).toContainEqual(wait('waiter', 'holder', Infinity)));
});

describe('a wait', () => {
  it('is for ever where threads wait for each other', () =>
    expect(
      of(abba(false))
        .waits.filter((w) => w.lock === 'second')
        .map((w) => [w.waiting, w.holding, w.steps])
        .toSorted(),
    ).toEqual([
      ['a', 'b', Infinity],
      ['b', 'a', Infinity],
    ]));
});

describe('a measure', () => {
  it('is the most in the states it speaks of, with all other threads at an end', () =>
    expect(of(busyHolder(3)).measured).toEqual([
      { name: 'end', most: 1 },
      { name: 'work', most: 3 },
      { name: 'nowhere', most: undefined },
    ]));
});
