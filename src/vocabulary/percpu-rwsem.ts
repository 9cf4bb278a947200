// SPDX-License-Identifier: MIT
/**
 * percpu_rw_semaphore (kernel/locking/percpu-rwsem.c, v5.3), as mem_hotplug_lock and cpu_hotplug_lock are. A writer
 * first takes rw_sem and sets readers_block, then waits until the readers inside are gone. A reader that comes while
 * readers_block is set sleeps behind the writer, even if it is inside already: read sections do not nest. Threads are told of each
 * other: `thread(memory, name, stack, { threads })`.
 */
import { word } from '../model/code.ts';
import { array, int, lock, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { isLock } from '../model/locks.ts';
import type { Mode } from '../model/locks.ts';
import type { Effect, Stmt } from '../model/statement.ts';

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
  isLock(record(fields(threads)), {
    kind: 'rwsem',
    holders: ({ writer, readers }) => [
      ...(writer === null ? [] : [{ by: writer }]),
      ...threads.filter((_, i) => (readers[i] as number) > 0).map((by) => ({ by, mode: 'shared' as const })),
    ],
  });
export type PercpuRwsem = Values<ReturnType<typeof fields>>;

type Holding<L extends string> = { [lock in L]: PercpuRwsem };

const DEFAULT = (call: string, sem: string) => `${call}(&${sem})`;
/** A reader, or a second writer, waits for the writer. */
const waits = <L extends string>(sem: L, mode: Mode) => ({
  primitive: 'percpu_rwsem',
  lock: sem,
  acquires: { lock: sem, mode },
  waitsFor: (k: Holding<L>) => [k[sem].writer],
});
const letsGo = { primitive: 'percpu_rwsem' };
const noWriter =
  <L extends string>(sem: L) =>
  (k: Holding<L>) =>
    k[sem].writer === null;

/** get_online_mems(), cpus_read_lock(). */
export const percpu_down_read = <const L extends string>(
  name: string,
  sem: L,
  says = DEFAULT('percpu_down_read', sem),
): Stmt<Holding<L>> =>
  word(
    name,
    { says, ...waits(sem, 'shared') },
    {
      when: noWriter(sem),
      does: (k, _me, _choice, { index }) => (k[sem].readers[index] = (k[sem].readers[index] as number) + 1),
    },
  );
export const percpu_up_read = <const L extends string>(
  name: string,
  sem: L,
  says = DEFAULT('percpu_up_read', sem),
): Stmt<Holding<L>> =>
  word<Holding<L>>(
    name,
    { says, ...letsGo },
    {
      does: (k, _me, _choice, self) => {
        const depth = k[sem].readers[self.index] as number;
        if (depth === 0) throw new Error(`${self.name} leaves a read section of ${sem} that it is not in`);
        k[sem].readers[self.index] = depth - 1;
      },
    },
  );

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
): readonly Stmt<Holding<L>>[] => [
  word<Holding<L>>(
    name,
    { says: says[0], ...waits(sem, 'exclusive') },
    { when: noWriter(sem), does: (k, _me, _choice, self) => (k[sem].writer = self.name) },
  ),
  word<Holding<L>>(
    readers,
    {
      says: says[1],
      ...letsGo,
      lock: sem,
      // Lockdep was told when it began.
      acquires: [],
      waitsFor: (k, _me, self) => self.threads.filter((_, i) => (k[sem].readers[i] as number) > 0),
    },
    { when: (k) => k[sem].readers.every((depth) => depth === 0) },
  ),
];
export const percpu_up_write = <const L extends string, K = unknown, Me = unknown>(
  name: string,
  sem: L,
  says = DEFAULT('percpu_up_write', sem),
  /** What else is over with it. */
  also?: Effect<K, Me>,
): Stmt<Holding<L> & K, Me> =>
  word<Holding<L> & K, Me>(
    name,
    { says, ...letsGo },
    {
      does: (k, me, choice, self) => {
        if (k[sem].writer !== self.name)
          throw new Error(`${self.name} releases ${sem}, held by ${k[sem].writer ?? 'nobody'}`);
        k[sem].writer = null;
        also?.(k, me, choice, self);
      },
    },
  );
