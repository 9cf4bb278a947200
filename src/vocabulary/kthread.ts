// SPDX-License-Identifier: MIT
/**
 * kthread_create() (kernel/kthread.c, v5.3): the caller queues a request, wakes kthreadd and waits for the completion;
 * kthreadd forks the new thread and completes. One request at a time.
 */
import { word } from '../model/code.ts';
import { oneOf } from '../model/domain.ts';
import type { Stmt } from '../model/statement.ts';

/** kthread_create_list and the request's completion: nothing asked, asked, the thread is there. */
export const kthreadCreate = oneOf('idle', 'requested', 'done');
interface Requested {
  kthread_create: 'idle' | 'requested' | 'done';
}
/** The name of the thread that requests are waited for from. */
export const KTHREADD = 'kthreadd';

/** list_add_tail(&create->list, &kthread_create_list); wake_up_process(kthreadd_task). */
export const wake_up_kthreadd = (name: string): Stmt<Requested> =>
  word<Requested>(name, 'wake_up_process(kthreadd_task)', { does: (k) => (k.kthread_create = 'requested') });
/** The requester's. */
export const wait_for_kthread = (name: string): Stmt<Requested> =>
  word<Requested>(
    name,
    { says: 'wait_for_completion_killable(&done)', lock: 'kthread_create', waitsFor: () => [KTHREADD] },
    { when: (k) => k.kthread_create === 'done', does: (k) => (k.kthread_create = 'idle') },
  );
/** kthreadd sleeps until there is a request, and says so once the thread is there. */
export const wait_for_request = (name: string): Stmt<Requested> =>
  word<Requested>(
    name,
    { says: 'schedule()', mayWait: true },
    { when: (k) => k.kthread_create === 'requested' },
  );
export const complete_kthread = (name: string): Stmt<Requested> =>
  word<Requested>(name, 'complete(done)', { does: (k) => (k.kthread_create = 'done') });
