// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { bool, mutex } from '../model/domain.ts';
import { system, thread } from '../model/thread.ts';
import { always, alwaysPossible, eventually, noDeadlock, sometimes } from '../model/types.ts';
import type { Instance } from '../model/types.ts';
import { alsoBroken } from '../report/causes.ts';
import { confirmedOf, toySelection } from '../testing/sample.ts';
import { abba } from '../testing/toys.ts';
import { watch } from '../watch/watch.ts';
import { causesOf } from './causes.ts';

const at = { func: 'toy', file: 'mm/toy.c', version: 'v0' };

/** `remover` takes a lock and asks for it again; `reader` stands behind it. `loses`: it also spoils something, first. */
function twice({ atOnce = true, loses = false } = {}): Instance {
  const memory = { M: mutex(['remover', 'reader']), skipped: bool, spoilt: bool };
  const r = thread(memory, 'remover', {});
  const b = thread(memory, 'reader', {});
  const asks = { at, says: 'mutex_lock(M)', waitsFor: (k: { M: string | null }) => [k.M] };
  const take = (name: string, target: string) => ({
    guard: (k: { M: string | null }) => k.M === null,
    effect: (k: { M: string | null }) => void (k.M = name),
    target,
  });
  const first = atOnce
    ? r.on(asks, take('remover', 'again'))
    : r.on(
        { at, says: 'skip it?', choices: ['skip', 'take'] },
        { guard: (_k, _me, choice) => choice === 'skip', target: 'done' },
        { target: 'lock' },
      );
  const remover = r.region(loses ? 'spoil' : 'first', {
    ...(loses && {
      spoil: r.on({ at, says: 'spoilt = true' }, { effect: (k) => void (k.spoilt = true), target: 'first' }),
    }),
    first,
    ...(!atOnce && { lock: r.on(asks, take('remover', 'again')) }),
    again: r.on(asks, take('remover', 'done')),
    done: r.end(),
  });
  const reader = b.region('lock', { lock: b.on(asks, take('reader', 'unlock')), ...unlock() });
  function unlock() {
    return {
      unlock: b.on({ at, says: 'mutex_unlock(M)' }, { effect: (k) => void (k.M = null), target: 'done' }),
      done: b.end(),
    };
  }
  return {
    machine: system({ id: 'twice', memory, threads: [remover, reader] }),
    properties: [
      noDeadlock('no-deadlock', 'No deadlock.'),
      alwaysPossible('can-end', 'The remover can end.', (s) => s.at['remover'] === 'done'),
      sometimes('ends', 'The remover ends.', (s) => s.at['remover'] === 'done'),
      eventually('must-end', 'The remover ends.', (s) => s.at['remover'] === 'done'),
      alwaysPossible('unspoilt', 'Nothing is spoilt.', (s) => s.mem['spoilt'] === false),
    ],
  };
}

function causesIn(instance: Instance) {
  const search = new Search(engineOf(instance));
  search.run();
  return causesOf(search.engine, outcome(search));
}

describe('the causes of what one run found', () => {
  it('are one deadlock and what it breaks, where every run ends in it', () => {
    const [told, ...others] = causesIn(twice());
    expect(others).toEqual([]);
    expect(told?.result.property.name).toBe('no-deadlock');
    expect(told?.breaks).toEqual(['can-end', 'must-end']);
    expect(told?.unmet).toEqual(['ends']);
    expect(told && alsoBroken(told)).toEqual([
      'Breaks as well, since no run gets past it: can-end, must-end.',
      'Never met, since every run ends there: ends.',
    ]);
  });
  it('are told apart where the deadlock is not what spoils it', () => {
    const causes = causesIn(twice({ loses: true }));
    expect(causes.map((c) => c.result.property.name)).toEqual(['unspoilt', 'no-deadlock']);
  });
  it('leave a goal alone that some run meets, and call what is lost on the way to the deadlock broken by it', () => {
    const [told, ...others] = causesIn(twice({ atOnce: false }));
    expect([told?.unmet, told?.breaks, others]).toEqual([[], ['can-end', 'must-end'], []]);
  });
  it('are one for one circle of waits, whoever closes it', () => {
    const [told, ...others] = causesIn(abba(false));
    expect([told?.closers.length, others]).toEqual([1, []]);
  });
});

describe('what was found before there was reason to stop', () => {
  /** Each look finds a reason, and no time after it. */
  const stopped = () => watch({ stopped: () => true, pace: { look: 0, grace: 0 } });
  afterEach(() => watch());
  it('is told, each for itself where there is no time to group it', () => {
    const search = new Search(engineOf(twice()));
    search.run();
    const found = outcome(search);
    stopped();
    const told = causesOf(search.engine, found);
    expect(told.map(({ result }) => result.property.name)).toContain('no-deadlock');
  });
  it('is drawn', () => {
    const memory = { x: bool };
    const t = thread(memory, 'writer', {});
    const region = t.region('set', {
      set: t.on({ at, says: 'x = true' }, { effect: (k) => void (k.x = true), target: 'done' }),
      done: t.end(),
    });
    const build = (): Instance => ({
      machine: system({ id: 'set', memory, threads: [region] }),
      properties: [always('never', 'Never set.', (s) => s.mem['x'] === false)],
    });
    const [confirmed] = confirmedOf(toySelection('set', build));
    stopped();
    expect(confirmed?.text()).toContain('x = true [x: false -> true] <--- never!');
  });
});

describe('the end of a deadlock', () => {
  it('has those of the circle as parties, numbers where what is waited for was taken, and names who stands behind', () => {
    const text =
      confirmedOf(toySelection('twice', () => twice()))
        .find((c) => c.counterexample.property === 'no-deadlock')
        ?.text() ?? '';
    expect(text).toContain('mutex_lock(M) (1)');
    expect(text).toContain('mutex_lock(M) <--- waits for itself');
    expect(text).not.toContain('reader\n');
    expect(text).toContain('remover waits in "mutex_lock(M)" for itself: it did "mutex_lock(M)" (1).');
  });
  it('numbers each lock of a circle, and no step that lets one go', () => {
    const text = confirmedOf(toySelection('abba', () => abba(false)))[0]?.text() ?? '';
    expect([...text.matchAll(/mutex_lock\((\w)\) \((\d)\)/g)].map(([, lock]) => lock).toSorted()).toEqual([
      'A',
      'B',
    ]);
    expect(text).not.toMatch(/unlock.*\(\d\)/);
  });
});
