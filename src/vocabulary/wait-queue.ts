// SPDX-License-Identifier: MIT
/**
 * Wait queues: ___wait_event() and __wake_up() (include/linux/wait.h, kernel/sched/wait.c, v6.14). A
 * waiter puts itself on the queue and only then looks at the condition; a wakeup in between is not lost, for schedule()
 * then returns at once. Three statements: `name`, `name_condition`, `name_schedule`. The look before the queueing, a
 * shortcut, is left out; so are exclusive waiters: wake_up() wakes all. Threads are told of each other:
 * `thread(memory, name, stack, { threads })`.
 */
import { code } from '../model/code.ts';
import { array, bool } from '../model/domain.ts';
import type { Guard, Stmt } from '../model/statement.ts';
import { about, cellAt } from '../model/path.ts';
import { might_sleep } from './might-sleep.ts';
import type { About, Given, InMemory, OnStack } from '../model/path.ts';

/** Who is on the queue, asleep or about to be. `threads`: how many there are. */
export const waitQueue = (threads: number) => array(threads, bool);
const primitive = 'wait_queue';
/** Puts the thread itself on the queue, or takes it off. */
const queues = (wq: string, on: boolean) => ({
  does: (...given: Given) => void (cellAt<boolean[]>(wq).get(...given)[given[3].index] = on),
});
const isOff = (wq: string) => ({
  when: (...given: Given) => cellAt<boolean[]>(wq).get(...given)[given[3].index] === false,
});

export interface WaitOptions {
  /** The condition, in C. */
  readonly says?: string;
  /** A daemon: it may wait for ever. */
  readonly mayWait?: boolean;
  /** Who wakes it up, where that is one thread alone: a cycle through it is a deadlock. */
  readonly by?: string;
}

export const prepare_to_wait = <const Q extends string>(
  name: string,
  wq: Q,
  says = `prepare_to_wait(&${wq})`,
): About<Q, boolean[]> => about(name, { says, primitive }, queues(wq, true));
export const finish_wait = <const Q extends string>(
  name: string,
  wq: Q,
  says = `finish_wait(&${wq})`,
): About<Q, boolean[]> => about(name, { says, primitive }, queues(wq, false));
/** schedule() of a thread that has put itself on the queue: it goes on once it was woken, before or after. */
export const schedule_until_woken = <const Q extends string>(
  name: string,
  wq: Q,
  { says = 'schedule()', mayWait = false, by }: WaitOptions = {},
): About<Q, boolean[]> =>
  about(
    name,
    { says, primitive, mayWait, lock: wq, waitsFor: () => (by === undefined ? [] : [by]) },
    might_sleep,
    isOff(wq),
  );

export const wait_event = <const Q extends string, K, Me>(
  name: string,
  wq: Q,
  condition: Guard<K, Me>,
  { says = 'condition', ...options }: WaitOptions = {},
): Stmt<InMemory<Q, boolean[]> & K, OnStack<Q, boolean[]> & Me> => {
  const { loop, branch, break_ } = code<K, Me>();
  const first = { says: `prepare_to_wait_event(&${wq})`, primitive };
  return loop([
    about(name, first, might_sleep, queues(wq, true)) as never,
    branch(`${name}_condition`, { says, primitive }, [
      { when: condition, ...queues(wq, false), note: 'true: finish_wait()', then: break_ },
      { note: 'false' },
    ]),
    schedule_until_woken(`${name}_schedule`, wq, options) as never,
  ]) as never;
};

/** wake_up(), wake_up_interruptible(), wake_up_all(). */
export const wake_up = <const Q extends string>(
  name: string,
  wq: Q,
  says = `wake_up(&${wq})`,
): About<Q, boolean[]> =>
  about(
    name,
    { says, primitive },
    {
      does: (...given) =>
        void cellAt<boolean[]>(wq)
          .get(...given)
          .fill(false),
    },
  );
/** wake_up_process(): one thread, whichever way it might_sleep; `wq`: the queue where it does. */
export const wake_up_process = <const Q extends string>(
  name: string,
  thread: string,
  wq: Q,
  says = `wake_up_process(${thread})`,
): About<Q, boolean[]> =>
  about(
    name,
    { says, primitive },
    {
      does: (...given) => {
        cellAt<boolean[]>(wq).get(...given)[given[3].threads.indexOf(thread)] = false;
      },
    },
  );
