// SPDX-License-Identifier: MIT
/**
 * kthread_create() (kernel/kthread.c, v5.3): the caller queues a request, wakes kthreadd and waits for the completion;
 * kthreadd forks the new thread and completes. One request at a time.
 */
import { oneOf } from '../model/domain.ts';

/** kthread_create_list and the request's completion: nothing asked, asked, the thread is there. */
export const kthreadCreate = oneOf('idle', 'requested', 'done');
type Requested = { kthread_create: 'idle' | 'requested' | 'done' };

export const KTHREADD = 'kthreadd';

/** list_add_tail(&create->list, &kthread_create_list); wake_up_process(kthreadd_task). */
export const asksForKthread = {
  effect: (k: Requested) => void (k.kthread_create = 'requested'),
};
/** The requester's wait_for_completion_killable(&done): it waits for kthreadd. */
export const waitsForKthread = { lock: 'kthread_create', waitsFor: () => [KTHREADD] };
export const kthreadCreated = {
  guard: (k: Requested) => k.kthread_create === 'done',
  effect: (k: Requested) => void (k.kthread_create = 'idle'),
};
/** kthreadd's side: sleeps until there is a request, and complete(done) once the thread is there. */
export const kthreadRequested = { guard: (k: Requested) => k.kthread_create === 'requested' };
export const completesKthread = {
  effect: (k: Requested) => void (k.kthread_create = 'done'),
};
