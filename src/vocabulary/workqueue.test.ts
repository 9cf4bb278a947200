// SPDX-License-Identifier: MIT
/** What flush_work() and cancel_work_sync() wait for, and whom a worker has to wait for itself. */
import { describe, expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import { bool, mutex } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import { interrupt, preempt_disable, preempt_enable, return_from_interrupt } from './context.ts';
import { mutex_lock, mutex_unlock } from './lock.ts';
import {
  cancel_work_sync,
  drain_workqueue,
  flush_work,
  queue_work,
  work,
  worker_thread,
} from './workqueue.ts';

const names = ['user', 'other', 'worker'];
const memory = { drain: work(names), more: work(names), done: bool, flushed: bool, l: mutex(names) };
type K = Values<typeof memory>;
const { fn, step } = code<K>();
const func = fn(at, [step('func', 'done = true', { done: true })]);
const worker = worker_thread({ drain: func });
const idle = fn(at, [step('idle', ';')]);
const flushed = step('flushed', ';', { flushed: true });
const isDone = always('done', 'Once it was flushed it has run.', (s) => !s.mem.flushed || s.mem.done);
const runs = sometimes('runs', 'It runs.', (s) => s.mem.done);

describe('flush_work()', () => {
  it('waits for what was queued before', () => {
    const user = fn(at, [queue_work('queue', 'drain'), flush_work('flush', 'drain', 'worker'), flushed]);
    expect(wrong(memory, { user, other: idle, worker }, isDone, runs)).toEqual([]);
  });
  it('and for nothing where nothing is queued', () => {
    const user = fn(at, [flush_work('flush', 'drain', 'worker'), flushed]);
    expect(wrong(memory, { user, other: idle, worker }, isDone)).toEqual(['done']);
  });
  it('waits for ever under a lock that the work function wants', () => {
    const user = fn(at, [
      queue_work('queue', 'drain'),
      mutex_lock('lock', 'l'),
      flush_work('flush', 'drain', 'worker'),
      mutex_unlock('unlock', 'l'),
    ]);
    const locks = fn(at, [mutex_lock('take', 'l'), mutex_unlock('drop', 'l')]);
    const found = wrong(memory, { user, other: idle, worker: worker_thread({ drain: locks }) });
    expect(found).toEqual(['cycle user.flush', 'cycle worker.worker']);
  });
  it('waits for ever on a CPU that its worker needs, and not for one that is unbound', () => {
    const shared = { ...memory, cpus: cpus(1, names, 2) };
    const flushes = [queue_work('queue', 'drain'), flush_work('flush', 'drain', 'worker')];
    const stopper = fn(at, [interrupt('in', 'the stopper runs'), flushes, return_from_interrupt('out')]);
    const user = { fn: stopper, cpu: 0, context: 'stopper' as const };
    expect(wrong(shared, { user, other: idle, worker: { fn: worker, cpu: 0 } }).join()).toContain('cycle');
    expect(wrong(shared, { user, other: idle, worker }, runs)).toEqual([]);
    const atomic = { fn: fn(at, [preempt_disable('off'), flushes, preempt_enable('on')]), cpu: 0 };
    expect(wrong(shared, { user: atomic, other: idle, worker })).toEqual(['sleeping-in-atomic user.flush']);
  });
});

it('a work item that is pending is not queued twice; one that runs is queued again', () => {
  const user = fn(at, [queue_work('one', 'drain'), queue_work('two', 'drain')]);
  const again = sometimes(
    'again',
    'It runs and is pending.',
    (s) => s.mem.drain.runner !== null && s.mem.drain.state === 'pending',
  );
  expect(wrong(memory, { user, other: idle, worker }, again)).toEqual([]);
  const twice = always(
    'once',
    'It never runs twice at a time.',
    (s) => !(s.at.worker === 'func' && s.at.other === 'func'),
  );
  expect(wrong(memory, { user, other: worker, worker }, twice)).toEqual([]);
});

it('after cancel_work_sync() it neither runs nor is pending; two that cancel wait for each other', () => {
  const cancel = cancel_work_sync('cancel', 'drain', 'worker');
  const user = fn(at, [queue_work('queue', 'drain'), cancel, step('free', 'kfree(work)', { flushed: true })]);
  const over = always(
    'over',
    'It is over.',
    (s) => !s.mem.flushed || (s.mem.drain.runner === null && s.mem.drain.state !== 'pending'),
  );
  const notRun = sometimes('not-run', 'It never ran.', (s) => s.mem.flushed && !s.mem.done);
  expect(wrong(memory, { user, other: idle, worker }, over, notRun, runs)).toEqual([]);
  expect(wrong(memory, { user, other: fn(at, [cancel]), worker }, runs)).toEqual([]);
  expect(wrong(memory, { user, other: fn(at, [queue_work('again', 'drain')]), worker }, over)).toEqual([
    'over',
  ]);
});

it('drain_workqueue() waits for what work items queue themselves', () => {
  const chains = worker_thread({ drain: fn(at, [queue_work('chain', 'more')]), more: func });
  const user = (...waits: Parameters<typeof fn>[1][]) =>
    fn(at, [queue_work('queue', 'drain'), waits, flushed]);
  const drained = user(drain_workqueue('wait', ['drain', 'more'], 'worker'));
  expect(wrong(memory, { user: drained, other: idle, worker: chains }, isDone, runs)).toEqual([]);
  const onlyFlushed = user(flush_work('flush', 'drain', 'worker'));
  expect(wrong(memory, { user: onlyFlushed, other: idle, worker: chains }, isDone)).toEqual(['done']);
});
