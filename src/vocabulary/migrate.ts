// SPDX-License-Identifier: MIT
/**
 * Threads that may migrate (include/linux/smp.h, lib/smp_processor_id.c, v4.14). The scheduler moves a task
 * to any CPU while it is preemptible, so that what smp_processor_id() or this_cpu_ptr() named may be another CPU than
 * the one it runs on at the next statement. get_cpu() pins it, and nobody else runs there until put_cpu(). Where the
 * thread runs is a choice of the step that asks. `on`: the field of its stack that keeps the answer; per-CPU fields are
 * then `'pcp[on]'`, or `k.pcp[me.on]`. this_cpu_inc() and the like are one step, on the CPU that the thread runs on.
 *
 * CONFIG_DEBUG_PREEMPT: smp_processor_id() in preemptible code is the fault 'smp-processor-id-preemptible'; without it, and for raw_smp_processor_id(), nobody complains. The threads of context.ts, in
 * contrast, stay where they are and interrupt each other.
 */
import { array, spinlock } from '../model/domain.ts';
import type { ArrayOf } from '../model/domain.ts';
import type { Self, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import { about, cellAt, domainAt } from '../model/path.ts';
import type { About, Given, InMemory, OnStack } from '../model/path.ts';

type Pinned = (string | null)[];
/** Who is pinned to each CPU: a field of memory. Whoever is may not sleep: might_sleep() sees it. */
export const pinnedCpus = (cpus: number, threads: readonly string[]) => array(cpus, spinlock(threads));

type Tells<P extends string, On extends string> = Stmt<
  InMemory<P, Pinned>,
  OnStack<P, Pinned> & { [on in On]: number }
>;

const pinned = (p: string, given: Given) => cellAt<Pinned>(p).get(...given);
const cpuOf = (choice: string) => Number(choice.slice('cpu'.length));
const runsOn = (p: string) => ({
  choices: (_k: unknown, _me: unknown, { memory }: Self) =>
    Array.from({ length: (domainAt(memory, p) as ArrayOf<unknown>).length }, (_, i) => `cpu${i}`),
  primitive: 'percpu',
  lock: p,
  waitsFor: (k: unknown, me: unknown, self: Self) =>
    pinned(p, [k, me, '', self]).every((by) => by !== null) ? pinned(p, [k, me, '', self]) : [],
});
/** It is there already, or it may be: nobody else is pinned there. */
const mayRun = (p: string, given: Given) => {
  const where = pinned(p, given);
  const own = where.indexOf(given[3].name);
  return own < 0 ? where[cpuOf(given[2])] === null : own === cpuOf(given[2]);
};
const isPinned = (p: string, given: Given) => pinned(p, given).includes(given[3].name);

/** get_cpu(), or preempt_disable() and smp_processor_id(). */
export const get_cpu = <const P extends string, const On extends string>(
  name: string,
  p: P,
  on: On,
  says = `${on} = get_cpu()`,
): Tells<P, On> =>
  about(
    name,
    { says, ...runsOn(p) },
    {
      when: (...given) => mayRun(p, given),
      does: (...given) => {
        pinned(p, given)[cpuOf(given[2])] = given[3].name;
        cellAt<number>(`me.${on}`).set(given, cpuOf(given[2]));
      },
    },
  ) as never;
export const put_cpu = <const P extends string>(name: string, p: P, says = 'put_cpu()'): About<P, Pinned> =>
  about(
    name,
    { says },
    {
      when: (...given) => !isPinned(p, given),
      note: 'pinned to no CPU',
      then: fault('preempt-count-underflow'),
    },
    { does: (...given) => (pinned(p, given)[pinned(p, given).indexOf(given[3].name)] = null) },
  );
/** `debugPreempt`: CONFIG_DEBUG_PREEMPT. */
export const smp_processor_id = <const P extends string, const On extends string>(
  name: string,
  p: P,
  on: On,
  { says = `${on} = smp_processor_id()`, debugPreempt = true } = {},
): Tells<P, On> =>
  about(
    name,
    { says, ...runsOn(p) },
    debugPreempt && {
      when: (...given) => !isPinned(p, given),
      note: 'in preemptible code',
      then: fault('smp-processor-id-preemptible'),
    },
    {
      when: (...given) => mayRun(p, given),
      does: (...given) => cellAt<number>(`me.${on}`).set(given, cpuOf(given[2])),
    },
  ) as never;
/** this_cpu_inc(pcp), this_cpu_write(pcp, x): one access on the CPU that the thread runs on. */
export const this_cpu = <const P extends string, K, Me>(
  name: string,
  says: string,
  p: P,
  does: (k: K, me: Me, cpu: number) => unknown,
): Stmt<InMemory<P, Pinned> & K, OnStack<P, Pinned> & Me> =>
  about(
    name,
    { says, ...runsOn(p) },
    {
      when: (...given) => mayRun(p, given),
      does: (...[k, me, choice]) => does(k as K, me as Me, cpuOf(choice)),
    },
  ) as never;
