// SPDX-License-Identifier: MIT
/**
 * kthread_stop() (kernel/kthread.c, v4.14): sets KTHREAD_SHOULD_STOP, wakes the thread and waits until it has
 * exited, three statements: `name`, `name_wake`, `name_exited`. Whether the thread looks at kthread_should_stop() where
 * it sleeps is its own affair. A task_struct that is freed then is an object of objects.ts.
 */
import { word } from '../model/code.ts';
import { bool, record } from '../model/domain.ts';
import type { Stmt } from '../model/statement.ts';
import type { InMemory, OnStack } from '../model/path.ts';
import { might_sleep } from './might-sleep.ts';
import { wake_up_process } from './wait-queue.ts';

/** struct kthread: the flag, and the completion `exited`. The field has the thread's name. */
export const kthread = () => record({ should_stop: bool, exited: bool });
type Kthread<T extends string> = { [thread in T]: { should_stop: boolean; exited: boolean } };

/** The condition, for `branch()` and `wait_event()`: `{ when: kthread_should_stop('kcompactd') }`. */
export const kthread_should_stop =
  <const T extends string>(thread: T) =>
  (k: Kthread<T>): boolean =>
    k[thread].should_stop;

/** `wq`: the queue that the thread sleeps on; without, it is not asleep. */
export function kthread_stop<const T extends string>(name: string, thread: T): readonly Stmt<Kthread<T>>[];
export function kthread_stop<const T extends string, const Q extends string>(
  name: string,
  thread: T,
  wq: Q,
): readonly Stmt<Kthread<T> & InMemory<Q, boolean[]>, OnStack<Q, boolean[]>>[];
export function kthread_stop(name: string, thread: string, wq?: string): readonly Stmt<never, never>[] {
  return [
    word<Kthread<string>>(name, 'set_bit(KTHREAD_SHOULD_STOP, &kthread->flags)', might_sleep, {
      does: (k) => (kthreadOf(k, thread).should_stop = true),
    }),
    ...(wq === undefined ? [] : [wake_up_process(`${name}_wake`, thread, wq)]),
    word<Kthread<string>>(
      `${name}_exited`,
      {
        says: 'wait_for_completion(&kthread->exited)',
        primitive: 'completion',
        lock: thread,
        waitsFor: () => [thread],
      },
      { when: (k) => kthreadOf(k, thread).exited },
    ),
  ];
}
const kthreadOf = (k: Kthread<string>, thread: string) => k[thread] as Kthread<string>[string];

/** The thread's own last statement. */
export const kthread_exit = <const T extends string>(name: string, thread: T): Stmt<Kthread<T>> =>
  word<Kthread<T>>(
    name,
    { says: 'complete(&kthread->exited)', primitive: 'completion' },
    {
      does: (k) => (k[thread].exited = true),
    },
  );
