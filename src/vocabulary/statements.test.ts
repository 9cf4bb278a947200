// SPDX-License-Identifier: MIT
/** The words as statements: a model written with them is state for state the one written with t.on(). */
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { code, source } from '../model/code.ts';
import { bool, mutex, spinlock } from '../model/domain.ts';
import type { Fields, Values } from '../model/domain.ts';
import { Search } from '../explore/search.ts';
import { run } from '../model/run.ts';
import type { AnyFn } from '../model/statement.ts';
import { fault, system, thread } from '../model/thread.ts';
import type { ThreadOf } from '../model/thread.ts';
import {
  complete,
  complete_all,
  completed,
  completes,
  completesAll,
  completion,
  reinit_completion,
  reinits,
  wait_for_completion,
  waitsForCompletion,
} from './completion.ts';
import {
  alloc_page,
  drops,
  mutex_lock,
  mutex_trylock,
  mutex_unlock,
  spin_lock,
  spin_unlock,
  takes,
  unbalanced,
  waitsFor,
} from './lock.ts';
import { might_sleep } from './might-sleep.ts';
import {
  kthreadCreate,
  complete_kthread,
  wait_for_kthread,
  wait_for_request,
  wake_up_kthreadd,
} from './kthread.ts';
import {
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
  percpuRwsem,
} from './percpu-rwsem.ts';
import {
  gracePeriodEnds,
  rcu_read_lock,
  rcu_read_unlock,
  rcuState,
  readLock,
  readUnlock,
  startsGracePeriod,
  synchronize_rcu,
  waitsForReadSections,
} from './rcu.ts';

const at = source('toy.c', 'v0')('toy');
const threads = ['one', 'two'];
const memory = {
  l: spinlock(threads),
  m: mutex(threads),
  rcu: rcuState(2),
  x: completion(2),
  sem: percpuRwsem(threads),
  kthread_create: kthreadCreate,
  held: bool,
};
type K = Values<typeof memory>;
type T = ThreadOf<typeof memory, Fields>;
const { fn, step, branch, ret } = code<K>();

/** The way of an unlock by who does not hold it. */
const notInside = (isInside: (k: K) => boolean) => ({
  ...unbalanced('l', ''),
  guard: (k: K) => !isInside(k),
});

/** The first way of what may sleep. */
const sleeps = (t: T) => ({
  guard: (k: K) => k.l === t.name,
  note: 'in_atomic(): 1',
  target: fault('sleeping-in-atomic'),
});

/** What each thread does, in words and by hand. */
const PAIRS: Readonly<
  Record<string, readonly [words: () => AnyFn, byHand: (t: T, self: number) => Record<string, object>]>
> = {
  'locks, tried and taken': [
    () => fn(at, [spin_lock('a', 'l'), mutex_trylock('b', 'm', { note: 'held' }), spin_unlock('c', 'l')]),
    (t) => ({
      a: t.on({ at, says: 'spin_lock(&l)', ...waitsFor('l') }, { ...takes('l', t.name), target: 'b' }),
      b: t.on(
        { at, says: 'mutex_trylock(&m)', acquires: { lock: 'm', trylock: true } },
        { ...takes('m', t.name), note: 'taken', target: 'c' },
        { note: 'held', target: 'c' },
      ),
      c: t.on({ at, says: 'spin_unlock(&l)' }, unbalanced('l', t.name), {
        ...drops('l', t.name),
        target: 'returned',
      }),
    }),
  ],
  'a mutex by another name': [
    () => fn(at, [mutex_lock('a', 'm', 'device_lock(dev)'), mutex_unlock('b', 'm', 'device_unlock(dev)')]),
    (t) => ({
      a: t.on({ at, says: 'device_lock(dev)', ...waitsFor('m') }, { ...takes('m', t.name), target: 'b' }),
      b: t.on({ at, says: 'device_unlock(dev)' }, unbalanced('m', t.name), {
        ...drops('m', t.name),
        target: 'returned',
      }),
    }),
  ],
  'a grace period': [
    () => fn(at, [rcu_read_lock('a', 'rcu'), rcu_read_unlock('b', 'rcu'), synchronize_rcu('c', 'd', 'rcu')]),
    (t, self) => ({
      a: t.on({ at, says: 'rcu_read_lock()', primitive: 'rcu' }, { ...readLock('rcu', self), target: 'b' }),
      b: t.on(
        { at, says: 'rcu_read_unlock()', primitive: 'rcu' },
        notInside((k) => k.rcu.nesting[self] !== 0),
        { ...readUnlock('rcu', self), target: 'c' },
      ),
      c: t.on({ at, says: 'synchronize_rcu()', primitive: 'rcu' }, sleeps(t), {
        ...startsGracePeriod('rcu', self),
        target: 'd',
      }),
      d: t.on(
        { at, says: 'synchronize_rcu(): readers gone?', ...waitsForReadSections('rcu', self, threads) },
        { ...gracePeriodEnds('rcu', self), target: 'returned' },
      ),
    }),
  ],
  'a percpu_rw_semaphore': [
    () =>
      fn(at, [
        percpu_down_read('a', 'sem', 'get_online_mems()'),
        percpu_up_read('b', 'sem'),
        percpu_down_write('c', 'd', 'sem'),
        percpu_up_write('e', 'sem'),
      ]),
    (t, self) => {
      const sem = { primitive: 'percpu_rwsem' };
      const writer = { ...sem, lock: 'sem', waitsFor: (k: K) => [k.sem.writer] };
      const readers = (k: K) => threads.filter((_, i) => k.sem.readers[i] !== 0);
      const guard = (k: K) => k.sem.writer === null;
      const [up, down] = [1, 0].map((n) => ({ effect: (k: K) => void (k.sem.readers[self] = n) }));
      const writes = (by: string | null) => ({ effect: (k: K) => void (k.sem.writer = by) });
      return {
        a: t.on(
          { at, says: 'get_online_mems()', ...writer, acquires: { lock: 'sem', mode: 'shared' } },
          { guard, ...up, target: 'b' },
        ),
        b: t.on(
          { at, says: 'percpu_up_read(&sem)', ...sem },
          notInside((k) => k.sem.readers[self] !== 0),
          { ...down, target: 'c' },
        ),
        c: t.on(
          {
            at,
            says: 'percpu_down_write(): readers_block = 1',
            ...writer,
            acquires: { lock: 'sem', mode: 'exclusive' },
          },
          { guard, ...writes(t.name), target: 'd' },
        ),
        d: t.on(
          {
            at,
            says: 'percpu_down_write(): readers gone?',
            ...sem,
            lock: 'sem',
            acquires: [],
            waitsFor: readers,
          },
          { guard: (k) => readers(k).length === 0, target: 'e' },
        ),
        e: t.on(
          { at, says: 'percpu_up_write(&sem)', ...sem },
          notInside((k) => k.sem.writer === t.name),
          { ...writes(null), target: 'returned' },
        ),
      };
    },
  ],
  'a kthread that is asked for': [
    () =>
      fn(at, [wake_up_kthreadd('a'), wait_for_request('b'), complete_kthread('c'), wait_for_kthread('d')]),
    (t) => {
      const is = (s: K['kthread_create']) => ({ guard: (k: K) => k.kthread_create === s });
      const set = (s: K['kthread_create']) => ({ effect: (k: K) => void (k.kthread_create = s) });
      const waits = { lock: 'kthread_create', waitsFor: () => ['kthreadd'] };
      return {
        a: t.on({ at, says: 'wake_up_process(kthreadd_task)' }, { ...set('requested'), target: 'b' }),
        b: t.on({ at, says: 'schedule()', mayWait: true }, { ...is('requested'), target: 'c' }),
        c: t.on({ at, says: 'complete(done)' }, { ...set('done'), target: 'd' }),
        d: t.on(
          { at, says: 'wait_for_completion_killable(&done)', ...waits },
          { ...is('done'), ...set('idle'), target: 'returned' },
        ),
      };
    },
  ],
  'an allocation, once with a spinlock held': [
    () => {
      const alloc = (name: string) =>
        branch(name, alloc_page('page = alloc_page()', true), [
          might_sleep,
          { choice: 'ENOMEM', note: 'NULL', then: ret() },
          { does: [{ held: true }, (k) => (k.held = !k.held)] },
        ]);
      return fn(at, [alloc('a'), spin_lock('b', 'l'), alloc('c')]);
    },
    (t) => {
      const alloc = (target: string) =>
        t.on(
          { at, says: 'page = alloc_page()', primitive: 'alloc_page', choices: ['ok', 'ENOMEM'] },
          { guard: (k) => k.l === t.name, target: fault('sleeping-in-atomic'), note: 'in_atomic(): 1' },
          { guard: (_k, _me, choice) => choice === 'ENOMEM', target: 'returned', note: 'NULL' },
          { effect: (k) => void (k.held = false), target },
        );
      return {
        a: alloc('b'),
        b: t.on({ at, says: 'spin_lock(&l)', ...waitsFor('l') }, { ...takes('l', t.name), target: 'c' }),
        c: alloc('returned'),
      };
    },
  ],
  'a completion': [
    () =>
      fn(at, [
        complete('a', 'x'),
        wait_for_completion('b', 'x', { by: 'one' }),
        complete_all('c', 'x'),
        step('d', 'k.held', { held: true }),
        reinit_completion('e', 'x', 'init_completion(&x)'),
      ]),
    (t) => ({
      a: t.on({ at, says: 'complete(&x)', primitive: 'completion' }, { ...completes('x'), target: 'b' }),
      b: t.on({ at, says: 'wait_for_completion(&x)', ...waitsForCompletion('x', 'one') }, sleeps(t), {
        ...completed('x'),
        target: 'c',
      }),
      c: t.on(
        { at, says: 'complete_all(&x)', primitive: 'completion' },
        { ...completesAll('x'), target: 'd' },
      ),
      d: t.on({ at, says: 'k.held' }, { effect: (k) => void (k.held = true), target: 'e' }),
      e: t.on(
        { at, says: 'init_completion(&x)', primitive: 'completion' },
        { ...reinits('x'), target: 'returned' },
      ),
    }),
  ],
};

const counts = (region: (t: T, self: number) => ReturnType<T['region']>) => {
  const regions = threads.map((name, self) => region(thread(memory, name, {}, { threads }) as T, self));
  const search = new Search(
    engineOf({ machine: system({ id: 'm', memory, threads: regions }), properties: [] }),
  );
  search.run();
  const { count, transitions, depth } = { count: search.store.count, ...search };
  const shape = JSON.stringify(
    regions.map((r) => r.config),
    (_, v: unknown) => (typeof v === 'function' ? 'f' : v),
  );
  return { count, transitions, depth, shape: JSON.parse(shape) as object };
};

describe('as statements', () => {
  it.each(Object.entries(PAIRS))('%s', (_, [words, byHand]) => {
    const said = counts((t) => run(t, words() as never));
    expect(said).toEqual(counts((t, self) => t.region('a', { ...byHand(t, self), returned: t.end() })));
    expect(said.count).toBeGreaterThan(5);
  });
});
