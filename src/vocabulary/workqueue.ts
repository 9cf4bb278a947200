// SPDX-License-Identifier: MIT
/**
 * Work items (kernel/workqueue.c, v6.1). queue_work() does nothing where the item is pending already; an item
 * that runs may be queued again and never runs twice at a time. flush_work() waits for the run that it finds pending, or
 * else the one under way, and for no later one (insert_wq_barrier()). cancel_work_sync() takes it off the list, waits for
 * the run under way and lets nobody queue it meanwhile.
 *
 * A worker is a thread that runs `worker_thread()`. On a CPU of its own, as threads are unless told otherwise, it is one
 * of an unbound workqueue; with `{ cpu }` a per-CPU one, which whoever keeps that CPU busy keeps from running. One
 * worker is an ordered workqueue. Several may be given the same items. Threads are told of each other.
 */
import { code } from '../model/code.ts';
import { array, lock, oneOf, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import type { Arm, Fn, Stmt } from '../model/statement.ts';
import type { Source } from '../model/types.ts';
import { might_sleep } from './might-sleep.ts';
import { asLock } from '../model/locks.ts';
import { about, cellAt, fieldOf } from '../model/path.ts';
import type { About, Given } from '../model/path.ts';

const fields = (threads: readonly string[]) => ({
  /** On a worker's list; or held by who cancels it. */
  state: oneOf('idle', 'pending', 'cancelling'),
  /** The worker that runs it. */
  runner: lock('map', threads),
  /** Which run of it each thread in flush_work() waits for. */
  flushers: array(threads.length, oneOf('none', 'pending', 'running')),
});
/** A work item, a field of memory. To lockdep it is a lock that its worker holds, and that flush_work() takes. */
export const work = (threads: readonly string[]) =>
  asLock(record(fields(threads)), {
    kind: 'map',
    holders: ({ runner }) => (runner === null ? [] : [{ by: runner }]),
  });
export type Work = Values<ReturnType<typeof fields>>;

const primitive = 'workqueue';
const of = (w: string, given: Given) => cellAt<Work>(w).get(...given);
const waitsFor = (w: string, by: Workers) => ({ primitive, lock: w, waitsFor: () => [by].flat() });
/** The worker that runs it, or those that may. */
type Workers = string | readonly string[];

export const queue_work = <const W extends string>(
  name: string,
  w: W,
  says = `queue_work(&${w})`,
): About<W, Work> =>
  about(
    name,
    { says, primitive },
    {
      when: (...given) => of(w, given).state === 'idle',
      does: (...given) => (of(w, given).state = 'pending'),
      note: 'queued',
    },
    { note: 'pending already' },
  );

const isThrough =
  (w: string) =>
  (...given: Given) =>
    of(w, given).flushers[given[3].index] === 'none';
const runOf = ({ state, runner }: Work) =>
  state === 'pending' ? 'pending' : runner === null ? 'none' : ('running' as const);
/** lock_map_acquire(&work->lockdep_map) and lock_map_release(). */
const acquires = (w: string) => ({ acquires: { lock: fieldOf(w) } });

/** Two statements: `name`, and `name_wait`, where it waits for a run. */
export const flush_work = <const W extends string>(
  name: string,
  w: W,
  by: Workers,
  says = `flush_work(&${w})`,
): readonly About<W, Work>[] => [
  about(name, { says, primitive, ...acquires(w) }, might_sleep, {
    does: (...given) => (of(w, given).flushers[given[3].index] = runOf(of(w, given))),
  }),
  about(`${name}_wait`, { says: `${says}: done?`, ...waitsFor(w, by), acquires: [] }, { when: isThrough(w) }),
];
/** Two statements: `name`, which waits for whoever else cancels it, and `name_wait`. */
export const cancel_work_sync = <const W extends string>(
  name: string,
  w: W,
  by: Workers,
  says = `cancel_work_sync(&${w})`,
): readonly About<W, Work>[] => [
  about(name, { says, ...waitsFor(w, by), ...acquires(w) }, might_sleep, {
    when: (...given) => of(w, given).state !== 'cancelling',
    does: (...given) => {
      const item = of(w, given);
      item.state = 'cancelling';
      item.flushers = item.flushers.map((run) => (run === 'pending' ? 'none' : run));
      item.flushers[given[3].index] = runOf(item);
    },
  }),
  about(
    `${name}_wait`,
    { says: `${says}: done?`, ...waitsFor(w, by), acquires: [] },
    { when: isThrough(w), does: (...given) => (of(w, given).state = 'idle') },
  ),
];
/** drain_workqueue(): until none of its items is pending or runs, those that they queue themselves included. */
export const drain_workqueue = <const W extends string>(
  name: string,
  items: readonly W[],
  by: Workers,
  says = 'drain_workqueue(wq)',
): Stmt<{ [w in W]: Work }> =>
  about(
    name,
    {
      says,
      ...waitsFor(items.join(', '), by),
      acquires: items.map((w) => ({ lock: fieldOf(w) })),
    },
    might_sleep,
    { when: (...given) => items.every((w) => runOf(of(w, given)) === 'none') },
  ) as never;

const at: Source = { func: 'worker_thread', file: 'kernel/workqueue.c', version: 'v6.1' };

/** What a worker runs, over and over: the work function of an item that is pending. */
export const worker_thread = <const W extends string, K = unknown, Me = unknown>(functions: {
  readonly [w in W]: Fn<K, Me, string>;
}): Fn<{ [w in W]: Work } & K, Me> => {
  const { fn, loop, branch, step, call } = code<unknown, unknown>();
  const ends = (item: Work) => {
    item.runner = null;
    item.flushers = item.flushers.map((run) => (run === 'running' ? 'none' : run));
  };
  const runs = Object.entries<Fn<never, never, string>>(functions).map(
    ([w, func]): Arm<unknown, unknown> => ({
      when: (...given) => of(w, given).state === 'pending' && of(w, given).runner === null,
      does: (...given) => {
        const item = of(w, given);
        item.state = 'idle';
        item.runner = given[3].name;
        item.flushers = item.flushers.map((run) => (run === 'pending' ? 'running' : run));
      },
      note: w,
      then: [
        call(func as unknown as Fn<unknown, unknown, string>, []),
        step(`${w}_done`, { says: `worker->current_work = NULL`, primitive }, (...given) =>
          ends(of(w, given)),
        ),
      ],
    }),
  );
  return fn(at, [
    loop([branch('worker', { says: 'process_one_work()', primitive, mayWait: true }, runs)]),
  ]) as never;
};
