// SPDX-License-Identifier: MIT
/**
 * Many readers or one writer: rw_semaphore (kernel/locking/rwsem.c, v6.1) and rwlock_t (kernel/locking/qrwlock.c, v6.1,
 * CONFIG_QUEUED_RWLOCKS). A writer that finds the lock taken queues; two statements, `name` and `name_queued`. From then
 * on no reader joins those that are inside (rwsem_down_read_slowpath(); queued_read_lock_slowpath(), but for readers in
 * an interrupt), so that a thread which reads twice waits for the writer, and the writer for it. Where the lock is free
 * a reader may take it before a writer that is queued; of those that wait nobody is preferred, where the kernel has a
 * queue: order and handoff only leave runs out. Threads are told of each other.
 *
 * A spinning rwlock_t may not be slept under, by readers either. percpu_rw_semaphore is in percpu-rwsem.ts.
 */
import { array, bool, int, lock, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { asLock } from '../model/locks.ts';
import type { LockKind, Mode } from '../model/locks.ts';
import { about, cellAt, fieldOf } from '../model/path.ts';
import type { About, Else, Given } from '../model/path.ts';
import type { Self } from '../model/statement.ts';
import { notHeld } from './lock.ts';
import { might_sleep } from './might-sleep.ts';

/** How deep a thread may nest read sections before the model is taken to be wrong. */
const NESTING = 2;
const fields = (kind: LockKind, threads: readonly string[]) => ({
  writer: lock(kind, threads),
  /** Writers that wait. */
  queued: array(threads.length, bool),
  /** How often each thread is inside. */
  readers: array(threads.length, int(0, NESTING)),
});
const domain = (kind: LockKind) => (threads: readonly string[]) =>
  asLock(record(fields(kind, threads)), {
    kind,
    holders: ({ writer, readers }) => [
      ...(writer === null ? [] : [{ by: writer }]),
      ...threads.filter((_, i) => (readers[i] as number) > 0).map((by) => ({ by, mode: 'shared' as const })),
    ],
  });
export const rwsem = domain('rwsem');
export const rwlock = domain('spinlock');
export type ReadersWriter = Values<ReturnType<typeof fields>>;

const of = (l: string, given: Given) => cellAt<ReadersWriter>(l).get(...given);
const isFree = ({ writer, readers }: ReadersWriter) => writer === null && readers.every((n) => n === 0);
const isQueued = ({ queued }: ReadersWriter) => queued.some(Boolean);
const mayRead = (v: ReadersWriter, passes: boolean) =>
  v.writer === null && (passes || !isQueued(v) || isFree(v));
const reads =
  (l: string, by: 1 | -1) =>
  (...given: Given) => {
    const { index } = given[3];
    of(l, given).readers[index] = (of(l, given).readers[index] as number) + by;
  };

/** Who keeps it waiting: who is inside; for a reader, where others read, the writers that wait. */
const waits = (l: string, mode: Mode, acquires: boolean) => ({
  primitive: 'readers_writer',
  lock: l,
  acquires: acquires ? { lock: fieldOf(l), mode } : [],
  waitsFor: (k: unknown, me: unknown, self: Self) => {
    const { writer, queued, readers } = of(l, [k, me, '', self]);
    if (writer !== null) return [writer];
    return self.threads.filter((_, i) => (mode === 'exclusive' ? (readers[i] as number) > 0 : queued[i]));
  },
});
const letsGo = { primitive: 'readers_writer' };
/** `first`: might_sleep(), of those that may. */
type First = typeof might_sleep | undefined;
const reading =
  (call: string, first: First, mode: Mode = 'shared') =>
  <const L extends string>(name: string, l: L, says = `${call}(&${l})`): About<L, ReadersWriter> =>
    about(name, { says, ...waits(l, mode, true) }, first, {
      when: (...given) => mayRead(of(l, given), mode === 'recursive'),
      does: reads(l, 1),
    });
const writing =
  (call: string, first: First) =>
  <const L extends string>(name: string, l: L, says = `${call}(&${l})`): About<L, ReadersWriter> => {
    const queued = about<L, ReadersWriter>(
      `${name}_queued`,
      { says: `${says}: queued`, ...waits(l, 'exclusive', false) },
      {
        when: (...given) => isFree(of(l, given)),
        does: (...given) => {
          of(l, given).queued[given[3].index] = false;
          of(l, given).writer = given[3].name;
        },
      },
    );
    return about(
      name,
      { says, ...letsGo, acquires: { lock: fieldOf(l) } },
      first,
      {
        when: (...given) => isFree(of(l, given)) && !isQueued(of(l, given)),
        does: (...given) => (of(l, given).writer = given[3].name),
      },
      {
        does: (...given) => (of(l, given).queued[given[3].index] = true),
        note: 'taken',
        then: queued as never,
      },
    );
  };
const unreading =
  (call: string) =>
  <const L extends string>(name: string, l: L, says = `${call}(&${l})`): About<L, ReadersWriter> =>
    about(
      name,
      { says, ...letsGo },
      notHeld((...given) => of(l, given).readers[given[3].index] === 0),
      { does: reads(l, -1) },
    );
const unwriting =
  (call: string, downgrade = false) =>
  <const L extends string>(name: string, l: L, says = `${call}(&${l})`): About<L, ReadersWriter> =>
    about(
      name,
      { says, ...letsGo },
      notHeld((...given) => of(l, given).writer !== given[3].name),
      {
        does: (...given) => {
          of(l, given).writer = null;
          if (downgrade) reads(l, 1)(...given);
        },
      },
    );
/** `failed`: what is done where it is held, or a writer waits. */
const trying =
  (call: string, mode: Mode) =>
  <const L extends string, const W extends Else>(
    name: string,
    l: L,
    failed: W,
    says = `${call}(&${l})`,
  ): About<L, ReadersWriter, W> => {
    const isReader = mode === 'shared';
    return about(
      name,
      { says, ...letsGo, acquires: { lock: fieldOf(l), mode, trylock: true } },
      {
        when: (...given) =>
          !isQueued(of(l, given)) && (isReader ? of(l, given).writer === null : isFree(of(l, given))),
        does: (...given) => {
          if (isReader) reads(l, 1)(...given);
          else of(l, given).writer = given[3].name;
        },
        note: 'taken',
      },
      { ...(failed as object) },
    );
  };

export const down_read = reading('down_read', might_sleep);
export const up_read = unreading('up_read');
export const down_write = writing('down_write', might_sleep);
export const up_write = unwriting('up_write');
export const downgrade_write = unwriting('downgrade_write', true);
export const down_read_trylock = trying('down_read_trylock', 'shared');
export const down_write_trylock = trying('down_write_trylock', 'exclusive');

export const read_lock = reading('read_lock', undefined);
/** read_lock() of a thread in an interrupt: it passes a writer that waits. */
export const read_lock_in_interrupt = reading('read_lock', undefined, 'recursive');
export const read_unlock = unreading('read_unlock');
export const write_lock = writing('write_lock', undefined);
export const write_unlock = unwriting('write_unlock');
