// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { bool } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import type { Instance, Source } from '../model/types.ts';
import { noDeadlock, noFault, sometimes } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import {
  gracePeriodEnds,
  rcuState,
  readLock,
  readUnlock,
  startsGracePeriod,
  waitsForReadSections,
} from './rcu.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
const NAMES = ['reader0', 'reader1', 'updater'];
const primitive = 'rcu';

/**
 * A pointer that is unlinked and freed while readers may follow it, as page_ext was when its memory went offline.
 * `waits`: synchronize_rcu() in between. `depth`: how often a reader enters.
 */
function unlinkAndFree(waits: boolean, depth = 1): Instance {
  const memory = { rcu: rcuState(NAMES.length), unlinked: bool, freed: bool };
  const reader = (name: string, self: number) => {
    const t = thread(memory, name, {});
    const enter = (i: number) =>
      t.on(
        { at, says: 'rcu_read_lock()', primitive },
        { ...readLock('rcu', self), target: i < depth ? `lock${i + 1}` : 'load' },
      );
    const leave = (i: number) =>
      t.on(
        { at, says: 'rcu_read_unlock()', primitive },
        { ...readUnlock('rcu', self), target: i < depth ? `unlock${i + 1}` : 'done' },
      );
    const each = (name_: string, make: (i: number) => object) =>
      Object.fromEntries(Array.from({ length: depth }, (_, i) => [`${name_}${i + 1}`, make(i + 1)]));
    return t.region('lock1', {
      ...each('lock', enter),
      load: t.on(
        { at, says: 'p = rcu_dereference(ptr)' },
        { guard: (k) => !k.unlinked, target: 'use', note: 'the page' },
        { target: 'unlock1', note: 'NULL' },
      ),
      use: t.on(
        { at, says: 'p->flags' },
        { guard: (k) => k.freed, target: fault('use-after-free') },
        { target: 'unlock1' },
      ),
      ...each('unlock', leave),
      done: t.end(),
    });
  };
  const u = thread(memory, 'updater', {});
  const updater = u.region('unlink', {
    unlink: u.on(
      { at, says: 'rcu_assign_pointer(ptr, NULL)' },
      { effect: (k) => void (k.unlinked = true), target: waits ? 'synchronize' : 'free' },
    ),
    synchronize: u.on(
      { at, says: 'synchronize_rcu()', primitive },
      { ...startsGracePeriod('rcu', 2), target: 'wait' },
    ),
    wait: u.on(
      { at, says: 'synchronize_rcu(): readers gone?', ...waitsForReadSections('rcu', 2, NAMES) },
      { ...gracePeriodEnds('rcu', 2), target: 'free' },
    ),
    free: u.on({ at, says: 'kfree(p)' }, { effect: (k) => void (k.freed = true), target: 'done' }),
    done: u.end(),
  });
  return {
    machine: system({
      id: 'rcu',
      memory,
      threads: [reader('reader0', 0), reader('reader1', 1), updater],
    }),
    properties: [
      noFault('no-uaf', 'No freed page is used.', 'use-after-free'),
      noDeadlock('no-deadlock', 'No deadlock.'),
      sometimes(
        'late-reader-inside',
        'A grace period ends with a later reader inside.',
        (s) => s.at['updater'] === 'free' && (s.mem.rcu.nesting as number[]).some((n) => n > 0),
      ),
    ],
  };
}

/** synchronize_rcu() inside a read section of its own. */
function insideItself(): Instance {
  const memory = { rcu: rcuState(1) };
  const t = thread(memory, 't', {});
  const region = t.region('lock', {
    lock: t.on({ at, says: 'rcu_read_lock()', primitive }, { ...readLock('rcu', 0), target: 'synchronize' }),
    synchronize: t.on(
      { at, says: 'synchronize_rcu()', primitive },
      { ...startsGracePeriod('rcu', 0), target: 'wait' },
    ),
    wait: t.on(
      { at, says: 'synchronize_rcu(): readers gone?', ...waitsForReadSections('rcu', 0, ['t']) },
      { ...gracePeriodEnds('rcu', 0), target: 'done' },
    ),
    done: t.end(),
  });
  return {
    machine: system({ id: 'inside', memory, threads: [region] }),
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

describe('RCU', () => {
  it('a page freed without a grace period is used after it', () => {
    expect(found(unlinkAndFree(false))[0]).toBe('violated use-after-free');
  });
  it('one freed after it is not, and later readers are not waited for', () => {
    expect(found(unlinkAndFree(true))).toEqual(['holds', 'holds', 'holds']);
  });
  it('nor where read sections nest: the outermost end counts', () => {
    expect(found(unlinkAndFree(true, 2))).toEqual(['holds', 'holds', 'holds']);
  });
  it('synchronize_rcu() inside a read section waits for itself', () => {
    expect(found(insideItself())).toEqual(['violated cycle']);
  });
  it('leaving a section that was not entered is a mistake in the model', () => {
    const k = { rcu: { nesting: [0], holdouts: [[false]] } };
    expect(() => readUnlock('rcu', 0).effect(k)).toThrow('leaves a read section that it is not in');
  });
  it.each([
    ['without a grace period', () => unlinkAndFree(false)],
    ['with one', () => unlinkAndFree(true, 2)],
    ['inside a read section', insideItself],
  ])('means the same to XState: %s', (_, build) => {
    expect(compareWithGraph(build()).done).toBe(true);
    expect(compareOnSchedules(build(), 20)).toBe(20);
  });
});
