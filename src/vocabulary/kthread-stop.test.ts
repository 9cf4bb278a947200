// SPDX-License-Identifier: MIT
/** kthread_stop() returns where the thread asks kthread_should_stop() on its way to sleep; else it waits for ever. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { bool } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { at, wrong } from '../testing/words.ts';
import { kthread, kthread_exit, kthread_should_stop, kthread_stop } from './kthread-stop.ts';
import { wait_event, waitQueue } from './wait-queue.ts';

const memory = { work: bool, daemon: kthread(), wq: waitQueue(2) };
type K = Values<typeof memory>;
const { fn, step, branch, loop, break_ } = code<K>();
const shouldStop = kthread_should_stop('daemon');

const daemon = (asks: boolean) =>
  fn(at, [
    loop([
      branch('should_stop', 'kthread_should_stop()', [{ when: shouldStop, then: break_ }, {}]),
      wait_event('wait', 'wq', (k: K) => k.work || (asks && shouldStop(k)), { mayWait: true }),
    ]),
    kthread_exit('exit', 'daemon'),
  ]);
const stopper = (wakes: boolean) =>
  fn(at, wakes ? [kthread_stop('stop', 'daemon', 'wq')] : [kthread_stop('stop', 'daemon')]);

it('returns where the condition asks too', () => {
  expect(wrong(memory, { stopper: stopper(true), daemon: daemon(true) })).toEqual([]);
});
it.each([
  ['the condition does not ask', true, false],
  ['nobody wakes it', false, true],
])('waits for ever where %s', (_name, wakes, asks) => {
  const found = wrong(memory, { stopper: stopper(wakes), daemon: daemon(asks) });
  expect(found.length).toBeGreaterThan(0);
  expect(found.every((what) => what.startsWith('stuck'))).toBe(true);
});
it('is a statement of its own where there is nothing to wake', () => {
  const quick = fn(at, [
    loop([branch('should_stop', 'kthread_should_stop()', [{ when: shouldStop, then: break_ }, {}])]),
    kthread_exit('exit', 'daemon'),
  ]);
  expect(wrong(memory, { stopper: stopper(false), daemon: quick })).toEqual([]);
  expect(wrong(memory, { stopper: stopper(false), daemon: fn(at, [step('idle', ';')]) })).toEqual([
    'stuck daemon.idle',
    'stuck stopper.stop',
  ]);
});
