// SPDX-License-Identifier: MIT
/** might_sleep() complains in every kind of atomic context, and in no other. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import { array, int, mutex, record, spinlock } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import type { AnyItem } from '../model/statement.ts';
import { at, wrong } from '../testing/words.ts';
import {
  interrupt,
  local_irq_disable,
  local_irq_enable,
  preempt_disable,
  preempt_enable,
  return_from_interrupt,
} from './context.ts';
import { local_lock, local_unlock, localLock } from './local-lock.ts';
import { mutex_lock, mutex_unlock, spin_lock, spin_unlock } from './lock.ts';
import { might_sleep } from './might-sleep.ts';
import { completion, wait_for_completion } from './completion.ts';
import { rcu_barrier, rcuHead } from './call-rcu.ts';
import { kthread, kthread_stop } from './kthread-stop.ts';
import { wait_event, waitQueue } from './wait-queue.ts';
import { flush_work, work } from './workqueue.ts';
import { get_cpu, pinnedCpus, put_cpu } from './migrate.ts';
import { rcu_read_lock, rcu_read_unlock, rcuState, synchronize_rcu } from './rcu.ts';
import {
  down_read,
  down_write,
  read_lock,
  read_unlock,
  rwlock,
  rwsem,
  up_read,
  write_lock,
  write_unlock,
} from './readers-writer.ts';
import { spin_lock_irq, spin_unlock_irq } from './spinlock-irq.ts';

const names = ['a'];
const memory = {
  cpus: cpus(1, names, 3),
  zones: array(2, spinlock(names)),
  zone: record({ lock: spinlock(names) }),
  m: mutex(names),
  rcu: rcuState(names),
  rw: rwlock(names),
  sem: rwsem(names),
  pinned: pinnedCpus(1, names),
  local: localLock(1, names),
  wq: waitQueue(1),
  work: work(names),
  a: kthread(),
  done: completion(1),
  head: rcuHead,
};
const stack = { z: int(0, 1), on: int(0, 0) };
const { fn, branch } = code<Values<typeof memory>, Values<typeof stack>>();
const sleeps = branch('sleep', 'might_sleep()', [might_sleep, {}]);

const ATOMIC: Readonly<Record<string, readonly [AnyItem, AnyItem]>> = {
  'a spinlock in an array': [spin_lock('in', 'zones[z]'), spin_unlock('out', 'zones[z]')],
  'a spinlock in a record': [spin_lock('in', 'zone.lock'), spin_unlock('out', 'zone.lock')],
  'a spinlock with interrupts off': [spin_lock_irq('in', 'zone.lock'), spin_unlock_irq('out', 'zone.lock')],
  'an RCU read section': [rcu_read_lock('in', 'rcu'), rcu_read_unlock('out', 'rcu')],
  'preemption off': [preempt_disable('in'), preempt_enable('out')],
  'interrupts off': [local_irq_disable('in'), local_irq_enable('out')],
  'an rwlock for reading': [read_lock('in', 'rw'), read_unlock('out', 'rw')],
  'an rwlock for writing': [write_lock('in', 'rw'), write_unlock('out', 'rw')],
  'a local lock': [local_lock('in', 'local[cpu]'), local_unlock('out', 'local[cpu]')],
  'a CPU that it is pinned to': [get_cpu('in', 'pinned', 'on'), put_cpu('out', 'pinned')],
};
const one = (body: AnyItem, context?: 'irq') => ({
  a: { fn: fn(at, body as never), stack, cpu: 0, ...(context && { context }) },
});

it.each(Object.entries(ATOMIC))('complains: %s', (_name, [enter, leave]) => {
  expect(wrong(memory, one([enter, sleeps, leave] as AnyItem))).toEqual(['sleeping-in-atomic a.sleep']);
  expect(wrong(memory, one([enter, leave, sleeps] as AnyItem))).toEqual([]);
});
it('complains in an interrupt', () => {
  const body = [interrupt('in', '<interrupt>'), sleeps, return_from_interrupt('out')];
  expect(wrong(memory, one(body as AnyItem, 'irq'))).toEqual(['sleeping-in-atomic a.sleep']);
});
it('is the first thing that words which sleep do', () => {
  const all: AnyItem[] = [
    down_read('sleep', 'sem'),
    down_write('sleep', 'sem'),
    wait_event('sleep', 'wq', () => true),
    flush_work('sleep', 'work', 'a'),
    kthread_stop('sleep', 'a'),
    rcu_barrier('sleep', 'head'),
    synchronize_rcu('sleep', 'wait', 'rcu'),
    wait_for_completion('sleep', 'done'),
  ];
  for (const word of all) {
    const body = [spin_lock('in', 'zone.lock'), word];
    expect(wrong(memory, one(body as AnyItem))).toEqual(['sleeping-in-atomic a.sleep']);
  }
});
it('says nothing with a mutex, with an rw_semaphore, with nothing', () => {
  const locks = [
    mutex_lock('m', 'm'),
    down_read('r', 'sem'),
    sleeps,
    up_read('ur', 'sem'),
    mutex_unlock('um', 'm'),
  ];
  expect(wrong(memory, one(locks as AnyItem))).toEqual([]);
});
