// SPDX-License-Identifier: MIT
/**
 * call_rcu(), kfree_rcu(), rcu_barrier() (kernel/rcu/tree.c, v6.1), beside rcu.ts. The callback of one rcu_head
 * runs in a thread that has the head's name, after a grace period that begins with call_rcu(): rcu_callback(). Where
 * the head is queued again before that, __call_rcu_common() says "Double-freed CB": the fault 'double-call-rcu'. rcu_barrier() waits for the
 * callbacks of those heads that it is told of. kfree_rcu() is no callback for rcu_barrier(): v6.12 has
 * kvfree_rcu_barrier() for it, the word here being one and the same.
 */
import { code } from '../model/code.ts';
import { oneOf } from '../model/domain.ts';
import type { Fn, Self, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import type { Source } from '../model/types.ts';
import { about } from '../model/path.ts';
import type { Given } from '../model/path.ts';
import { might_sleep } from './might-sleep.ts';
import { startsGracePeriod, waitsForReadSections } from './rcu.ts';
import type { Rcu } from './rcu.ts';

/** A field of memory; its name is that of the thread that runs the callback. */
export const rcuHead = oneOf('idle', 'queued', 'running');
type Head = 'idle' | 'queued' | 'running';
type Holding<R extends string, H extends string> = { [rcu in R]: Rcu } & { [head in H]: Head };

const primitive = 'rcu';
const heads = (given: Given) => given[0] as Record<string, Head>;

export const call_rcu = <const R extends string, const H extends string>(
  name: string,
  rcu: R,
  head: H,
  says = `call_rcu(&${head}, func)`,
): Stmt<Holding<R, H>> =>
  about(
    name,
    { says, primitive },
    {
      when: (...given) => heads(given)[head] === 'queued',
      note: 'queued already',
      then: fault('double-call-rcu'),
    },
    {
      does: (...given) => {
        const callback = given[3].threads.indexOf(head);
        if (callback < 0) throw new RangeError(`no thread is called '${head}': one runs rcu_callback()`);
        heads(given)[head] = 'queued';
        startsGracePeriod(rcu, callback).effect(given[0] as { [r in R]: Rcu });
      },
    },
  ) as never;
export const kfree_rcu = <const R extends string, const H extends string>(
  name: string,
  rcu: R,
  head: H,
  says = `kfree_rcu(p, ${head})`,
): Stmt<Holding<R, H>> => call_rcu(name, rcu, head, says);

/** Waits until none of these callbacks is queued or runs. */
export const rcu_barrier = <const H extends string>(
  name: string,
  ...of: readonly H[]
): Stmt<{ [head in H]: Head }> =>
  about(
    name,
    {
      says: 'rcu_barrier()',
      primitive,
      lock: of.join(', '),
      waitsFor: (k) => of.filter((head) => (k as Record<string, Head>)[head] !== 'idle'),
    },
    might_sleep,
    { when: (...given) => of.every((head) => heads(given)[head] === 'idle') },
  ) as never;

const at: Source = { func: 'rcu_do_batch', file: 'kernel/rcu/tree.c', version: 'v6.1' };

/** What the thread called `head` runs. `f`: the callback. */
export const rcu_callback = <const R extends string, const H extends string, K = unknown, Me = unknown>(
  rcu: R,
  head: H,
  f: Fn<K, Me, string>,
): Fn<Holding<R, H> & K, Me> => {
  const { fn, loop, wait_until, branch, call } = code<unknown, unknown>();
  const isOver = (given: Given) =>
    (given[0] as { [r in R]: Rcu })[rcu].holdouts[given[3].index]?.every((waited) => !waited) === true;
  const ready = {
    says: 'rcu_segcblist_ready_cbs()',
    primitive,
    mayWait: true,
    lock: rcu,
    waitsFor: (k: unknown, _me: unknown, { index, threads }: Self) =>
      waitsForReadSections(rcu, index, threads).waitsFor(k as { [r in R]: Rcu }),
  };
  return fn(at, [
    loop([
      wait_until(
        'grace_period',
        ready,
        (...given) => heads(given)[head] === 'queued' && isOver(given),
        (...given) => (heads(given)[head] = 'running'),
      ),
      call(f as unknown as Fn<unknown, unknown, string>, []),
      branch('invoked', { says: 'rcu_do_batch(): invoked', primitive }, [
        { when: (...given) => heads(given)[head] === 'queued', note: 'queued again' },
        { does: (...given) => (heads(given)[head] = 'idle') },
      ]),
    ]),
  ]) as never;
};
