// SPDX-License-Identifier: MIT
/** A wakeup is lost where it comes before the condition, or where the waiter looks before it is on the queue. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { bool, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { at, wrong } from '../testing/words.ts';
import {
  finish_wait,
  prepare_to_wait,
  schedule_until_woken,
  wait_event,
  waitQueue,
  wake_up,
  wake_up_process,
} from './wait-queue.ts';

const memory = { ready: bool, node: record({ wq: waitQueue(2) }) };
const { fn, step, branch, loop, break_ } = code<Values<typeof memory>>();

const set = step('set', 'ready = true', { ready: true });
const ready = { says: 'ready', when: (k: Values<typeof memory>) => k.ready };
const waits = fn(at, [wait_event('wait', 'node.wq', ready.when, { says: 'ready', by: 'waker' })]);
/** The condition first, then the queue. */
const looksFirst = fn(at, [
  loop([
    branch('look', 'ready', [{ when: ready.when, then: break_ }, {}]),
    prepare_to_wait('prepare', 'node.wq'),
    schedule_until_woken('schedule', 'node.wq'),
    finish_wait('finish', 'node.wq'),
  ]),
]);
const wakes = fn(at, [set, wake_up('wake', 'node.wq')]);
const wakesOne = fn(at, [set, wake_up_process('wake', 'waiter', 'node.wq')]);
const wakesFirst = fn(at, [wake_up('wake', 'node.wq'), set]);

it.each([
  ['set, then woken', waits, wakes, []],
  ['set, then woken by name', waits, wakesOne, []],
  ['woken, then set', waits, wakesFirst, ['stuck waker.set']],
  ['looked at, then queued', looksFirst, wakes, ['stuck waiter.prepare']],
])('%s', (_name, waiter, waker, found) => {
  expect(wrong(memory, { waiter, waker })).toEqual(found);
});

it('a daemon may sleep for ever', () => {
  const daemon = fn(at, [loop([wait_event('wait', 'node.wq', ready.when, { mayWait: true })])]);
  expect(wrong(memory, { daemon, other: fn(at, [step('idle', ';')]) })).toEqual([]);
});
