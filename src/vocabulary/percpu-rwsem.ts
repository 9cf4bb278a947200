// SPDX-License-Identifier: MIT
/**
 * percpu_rw_semaphore (kernel/locking/percpu-rwsem.c, v5.3), as mem_hotplug_lock and cpu_hotplug_lock are. A writer
 * first takes rw_sem and sets readers_block, then waits until the readers inside are gone. A reader that comes while
 * readers_block is set sleeps behind the writer, even if it is inside already: read sections do not nest.
 */
import { array, int, lock, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';

/** How deep a thread may nest read sections before the model is taken to be wrong. */
const NESTING = 2;

const fields = (threads: readonly string[]) => ({
  /** Who holds rw_sem for writing, with readers_block set. */
  writer: lock('rwsem', threads),
  /** How many read sections each thread is in. */
  readers: array(threads.length, int(0, NESTING)),
});
export const percpuRwsem = (threads: readonly string[]) => record(fields(threads));
export type PercpuRwsem = Values<ReturnType<typeof fields>>;

type Holding<L extends string> = { [lock in L]: PercpuRwsem };

/** A reader, or a second writer, waits for the writer. */
export const waitsForWriter = <L extends string>(sem: L) => ({
  primitive: 'percpu_rwsem',
  lock: sem,
  waitsFor: (k: Holding<L>) => [k[sem].writer],
});
/** percpu_down_read(): get_online_mems(), cpus_read_lock(). */
export const downRead = <L extends string>(sem: L, self: number) => ({
  guard: (k: Holding<L>) => k[sem].writer === null,
  effect: (k: Holding<L>) => {
    k[sem].readers[self] = (k[sem].readers[self] as number) + 1;
  },
});
/** percpu_up_read(). */
export const upRead = <L extends string>(sem: L, self: number) => ({
  effect: (k: Holding<L>) => {
    const depth = k[sem].readers[self] as number;
    if (depth === 0) throw new Error(`thread ${self} leaves a read section of ${sem} that it is not in`);
    k[sem].readers[self] = depth - 1;
  },
});

/** The first half of percpu_down_write(): down_write(&sem->rw_sem), readers_block = 1. Waits as a reader does. */
export const blockReaders = <L extends string>(sem: L, self: string) => ({
  guard: (k: Holding<L>) => k[sem].writer === null,
  effect: (k: Holding<L>) => {
    k[sem].writer = self;
  },
});
/** The second half: wait until readers_active_check() is true. `threads`: all of them, in the order of their index. */
export const waitsForReaders = <L extends string>(sem: L, threads: readonly string[]) => ({
  primitive: 'percpu_rwsem',
  lock: sem,
  waitsFor: (k: Holding<L>) => threads.filter((_, i) => (k[sem].readers[i] as number) > 0),
});
export const noReaders = <L extends string>(sem: L) => ({
  guard: (k: Holding<L>) => k[sem].readers.every((depth) => depth === 0),
});
/** percpu_up_write(). */
export const upWrite = <L extends string>(sem: L, self: string) => ({
  effect: (k: Holding<L>) => {
    if (k[sem].writer !== self)
      throw new Error(`${self} releases ${sem}, held by ${k[sem].writer ?? 'nobody'}`);
    k[sem].writer = null;
  },
});
