// SPDX-License-Identifier: MIT
/**
 * percpu_rw_semaphore (kernel/locking/percpu-rwsem.c, v5.3), as mem_hotplug_lock and cpu_hotplug_lock are. A writer
 * first takes rw_sem and sets readers_block, then waits until the readers inside are gone. A reader that comes while
 * readers_block is set sleeps behind the writer, even if it is inside already: read sections do not nest. Threads are told of each
 * other: `thread(memory, name, stack, { threads })`.
 */
import { array, int, lock, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { asLock } from '../model/locks.ts';
import type { Mode } from '../model/locks.ts';
import { about, cellAt, fieldOf } from '../model/path.ts';
import type { About, Given, InMemory, OnStack } from '../model/path.ts';
import type { Effect, Self, Stmt } from '../model/statement.ts';
import { notHeld } from './lock.ts';

/** How deep a thread may nest read sections before the model is taken to be wrong. */
const NESTING = 2;

const fields = (threads: readonly string[]) => ({
  /** Who holds rw_sem for writing, with readers_block set. */
  writer: lock('rwsem', threads),
  /** How many read sections each thread is in. */
  readers: array(threads.length, int(0, NESTING)),
});
/** Both are held by those they name: shared, but not past a writer that waits (rwsem_acquire_read()). */
export const percpuRwsem = (threads: readonly string[]) =>
  asLock(record(fields(threads)), {
    kind: 'rwsem',
    holders: ({ writer, readers }) => [
      ...(writer === null ? [] : [{ by: writer }]),
      ...threads.filter((_, i) => (readers[i] as number) > 0).map((by) => ({ by, mode: 'shared' as const })),
    ],
  });
export type PercpuRwsem = Values<ReturnType<typeof fields>>;

const primitive = 'percpu_rwsem';
const of = (sem: string, given: Given) => cellAt<PercpuRwsem>(sem).get(...given);
/** A reader, or a second writer, waits for the writer. */
const waits = (sem: string, mode: Mode) => ({
  primitive,
  lock: sem,
  acquires: { lock: fieldOf(sem), mode },
  waitsFor: (k: unknown, me: unknown, self: Self) => [of(sem, [k, me, '', self]).writer],
});
const noWriter =
  (sem: string) =>
  (...given: Given) =>
    of(sem, given).writer === null;
const depth = (sem: string, given: Given) => of(sem, given).readers[given[3].index] as number;

/** get_online_mems(), cpus_read_lock(). */
export const percpu_down_read = <const L extends string>(
  name: string,
  sem: L,
  says = `percpu_down_read(&${sem})`,
): About<L, PercpuRwsem> =>
  about(
    name,
    { says, ...waits(sem, 'shared') },
    {
      when: noWriter(sem),
      does: (...given) => (of(sem, given).readers[given[3].index] = depth(sem, given) + 1),
    },
  );
export const percpu_up_read = <const L extends string, K = unknown, Me = unknown>(
  name: string,
  sem: L,
  says = `percpu_up_read(&${sem})`,
  /** What else is over with it. */
  also?: Effect<K, Me>,
): Stmt<InMemory<L, PercpuRwsem> & K, OnStack<L, PercpuRwsem> & Me> =>
  about(
    name,
    { says, primitive },
    notHeld((...given) => depth(sem, given) === 0),
    {
      does: (...given) => {
        of(sem, given).readers[given[3].index] = depth(sem, given) - 1;
        also?.(given[0] as K, given[1] as Me, given[2], given[3]);
      },
    },
  ) as never;

/**
 * Two states: down_write(&sem->rw_sem) with readers_block = 1, which waits as a reader does; then, called `readers`,
 * until readers_active_check() is true. `says`: the text of each.
 */
export const percpu_down_write = <const L extends string>(
  name: string,
  readers: string,
  sem: L,
  says: readonly [string, string] = [
    'percpu_down_write(): readers_block = 1',
    'percpu_down_write(): readers gone?',
  ],
): readonly About<L, PercpuRwsem>[] => [
  about(
    name,
    { says: says[0], ...waits(sem, 'exclusive') },
    { when: noWriter(sem), does: (...given) => (of(sem, given).writer = given[3].name) },
  ),
  about(
    readers,
    {
      says: says[1],
      primitive,
      lock: sem,
      // Lockdep was told when it began.
      acquires: [],
      waitsFor: (k, me, self) =>
        self.threads.filter((_, i) => (of(sem, [k, me, '', self]).readers[i] as number) > 0),
    },
    { when: (...given) => of(sem, given).readers.every((n) => n === 0) },
  ),
];
export const percpu_up_write = <const L extends string, K = unknown, Me = unknown>(
  name: string,
  sem: L,
  says = `percpu_up_write(&${sem})`,
  /** What else is over with it. */
  also?: Effect<K, Me>,
): Stmt<InMemory<L, PercpuRwsem> & K, OnStack<L, PercpuRwsem> & Me> =>
  about(
    name,
    { says, primitive },
    notHeld((...given) => of(sem, given).writer !== given[3].name),
    {
      does: (...given) => {
        of(sem, given).writer = null;
        also?.(given[0] as K, given[1] as Me, given[2], given[3]);
      },
    },
  ) as never;
