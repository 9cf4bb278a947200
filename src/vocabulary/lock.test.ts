// SPDX-License-Identifier: MIT
/** Locks in arrays and records, and letting go of what is not held. */
import { describe, expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { array, int, mutex, record, spinlock } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import {
  mutex_lock,
  mutex_trylock,
  mutex_unlock,
  notHeld,
  spin_lock,
  spin_trylock,
  spin_unlock,
  unlocks,
} from './lock.ts';

const names = ['a', 'b'];
const zone = record({ lock: spinlock(names), inside: int(0, 2) });
const memory = { zones: array(2, zone), m: mutex(names), l: spinlock(names) };
type K = Values<typeof memory>;
const stack = { z: int(0, 1) };
type Me = Values<typeof stack>;
const { fn, step, branch } = code<K, Me>();
const of = (k: K, me: Me) => k.zones[me.z] as K['zones'][number];

const user = (z: number, L: 'zones[z].lock' | 'zones[0].lock' = 'zones[z].lock') => ({
  stack,
  fn: fn(at, [
    step('which', `zone = &zones[${z}]`, (_k, me) => (me.z = z)),
    spin_lock('lock', L),
    step('enter', 'zone->inside++', (k, me) => of(k, me).inside++),
    step('leave', 'zone->inside--', (k, me) => of(k, me).inside--),
    spin_unlock('unlock', L),
  ]),
});
const excludes = always('excludes', 'One at a time in a zone.', ({ mem }) =>
  (mem as K).zones.every((x) => x.inside < 2),
);
const both = sometimes(
  'both',
  'Two at a time.',
  ({ mem }) => (mem as K).zones.reduce((n, x) => n + x.inside, 0) === 2,
);

describe('a lock for each zone', () => {
  it.each([
    ['two zones', user(0), user(1), []],
    ['the same zone', user(0), user(0), ['both']],
    ['another’s lock', user(1), user(1, 'zones[0].lock'), ['excludes']],
  ])('%s', (_name, a, b, found) => {
    expect(wrong(memory, { a, b }, excludes, both)).toEqual(found);
  });
  it('two taken in opposite order', () => {
    const two = (first: 'zones[0].lock' | 'zones[1].lock', second: 'zones[0].lock' | 'zones[1].lock') =>
      fn(at, [
        spin_lock('one', first),
        spin_lock('two', second),
        spin_unlock('un', second),
        spin_unlock('do', first),
      ]);
    const threads = { a: two('zones[0].lock', 'zones[1].lock'), b: two('zones[1].lock', 'zones[0].lock') };
    expect(wrong(memory, threads)).toEqual(['cycle a.one', 'cycle b.one']);
  });
});

it.each([
  ['a mutex', [mutex_unlock('unlock', 'm')]],
  ['a spinlock of a zone', [spin_unlock('unlock', 'zones[z].lock')]],
  ['once more', [mutex_lock('lock', 'm'), mutex_unlock('once', 'm'), mutex_unlock('unlock', 'm')]],
  ['in a statement of its own', [branch('unlock', 'unlock', [notHeld('m'), { does: unlocks('m') }])]],
])('unlock of what is not held is a fault: %s', (_name, body) => {
  expect(wrong(memory, { a: { stack, fn: fn(at, body) } })).toEqual(['bad-unlock-balance a.unlock']);
});
it('so is that of what another holds, and where a trylock failed', () => {
  const holds = fn(at, [mutex_lock('lock', 'm'), mutex_unlock('unlock', 'm')]);
  const tries = fn(at, [mutex_trylock('try', 'm', { note: 'held' }), mutex_unlock('drop', 'm')]);
  expect(wrong(memory, { a: { stack, fn: holds }, b: { stack, fn: tries } })).toEqual([
    'bad-unlock-balance b.drop',
  ]);
  const spins = fn(at, [spin_trylock('try', 'l', { note: 'held' }), spin_unlock('drop', 'l')]);
  expect(wrong(memory, { a: { stack, fn: spins } })).toEqual([]);
});
it('a mutex taken twice is one deadlock', () => {
  const twice = fn(at, [mutex_lock('one', 'm'), mutex_lock('two', 'm'), mutex_unlock('unlock', 'm')]);
  expect(wrong(memory, { a: { stack, fn: twice } })).toEqual(['cycle a.one']);
});
it('TypeScript refuses a path that memory or stack has not', () => {
  // @ts-expect-error: no such lock
  const noLock = fn(at, [spin_lock('take', 'zones[z].lokc')]);
  // @ts-expect-error: the stack has no such index
  const noIndex = fn(at, [spin_lock('take', 'zones[y].lock')]);
  expect(() => wrong(memory, { a: { stack, fn: noLock } })).toThrow('lokc');
  expect(() => wrong(memory, { a: { stack, fn: noIndex } })).toThrow('y');
});
