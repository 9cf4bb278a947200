// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { kernfsNode } from '../vocabulary/kernfs.ts';
import { percpuRwsem } from '../vocabulary/percpu-rwsem.ts';
import { cpus } from './cpu.ts';
import { array, bool, int, mutex, record, seq, spinlock } from './domain.ts';
import type { Fields } from './domain.ts';
import { heldIn, locksOf } from './locks.ts';

const T = ['a', 'b'];
const MEMORY = {
  cpus: cpus(1, T, 2),
  plain: array(3, int(0, 9)),
  device_lock: mutex(T, { novalidate: true }),
  zone: array(2, record({ lock: spinlock(T), free: bool })),
  sem: percpuRwsem(T),
  kn: kernfsNode(T, true),
  list: seq(record({ lock: mutex(T, { class: '&obj->lock' }) }), 2),
};
const FREE = Object.fromEntries(Object.entries(MEMORY).map(([name, d]) => [name, d.initial]));
const told = (change: object) =>
  heldIn(MEMORY as Fields, { ...FREE, ...change }).map(
    ({ lock, by, mode }) => `${lock.path} (${lock.class}) ${by} ${mode}`,
  );

describe('a lock in memory', () => {
  it('is found wherever it lies; what is inside a lock is none, nor is the level of a CPU', () => {
    expect(locksOf(MEMORY).map(({ path, field, class: of }) => `${path} ${field} ${of}`)).toEqual([
      'device_lock device_lock device_lock',
      'zone[0].lock zone.lock zone.lock',
      'zone[1].lock zone.lock zone.lock',
      'sem sem sem',
      'kn kn kn->active',
      'list[0].lock list.lock &obj->lock',
      'list[1].lock list.lock &obj->lock',
    ]);
    expect(
      locksOf(MEMORY)
        .filter((l) => l.novalidate)
        .map((l) => l.path),
    ).toEqual(['device_lock']);
  });

  it.each([
    ['nobody', {}, []],
    ['one of an array', { zone: [{ lock: null }, { lock: 'b' }] }, ['zone[1].lock (zone.lock) b exclusive']],
    [
      'a writer and a reader inside',
      { sem: { writer: 'a', readers: [0, 2] } },
      ['sem (sem) a exclusive', 'sem (sem) b shared'],
    ],
    ['an active reference', { kn: { present: true, active: [false, true] } }, ['kn (kn->active) b shared']],
    ['in a list', { list: [{ lock: 'a' }] }, ['list[0].lock (&obj->lock) a exclusive']],
  ])('says who holds it: %s', (_, change, holders) => {
    expect(told(change)).toEqual(holders);
  });
});
