// SPDX-License-Identifier: MIT
/** What the steps of a model are written with: the notation (docs/notation.md) and the words (docs/vocabulary.md). */
export { code, source, word } from '../model/code.ts';
export type { Text, Way, Ways } from '../model/code.ts';
export * from '../model/domain.ts';
export { isLock } from '../model/locks.ts';
export type { Acquires, Holder, Lock, LockKind, Mode } from '../model/locks.ts';
export { run } from '../model/run.ts';
export type { Fn, Item, Self, Stmt } from '../model/statement.ts';
export { fault, thread } from '../model/thread.ts';
export type { Region } from '../model/thread.ts';
export type { Source } from '../model/types.ts';
export * from './completion.ts';
export * from './context.ts';
export * from './kernfs.ts';
export * from './kthread.ts';
export * from './lock.ts';
export * from './notifier.ts';
export * from './page-allocator.ts';
export * from './percpu-rwsem.ts';
export * from './rcu.ts';
export * from './spinlock-irq.ts';
export * from './stop-machine.ts';
export * from './tlb.ts';
