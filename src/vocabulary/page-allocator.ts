// SPDX-License-Identifier: MIT
/**
 * alloc_pages() of one page, with its gfp mask and the context it is called from (mm/page_alloc.c, v4.14).
 * prepare_alloc_pages() says might_sleep_if(__GFP_DIRECT_RECLAIM); the fast path stops at the low watermark, the slow
 * path at min, or below it where mask or task may use the reserve. Then GFP_ATOMIC fails; GFP_KERNEL reclaims. What it
 * frees goes to the list of its own CPU, which no watermark counts: drain_all_pages() has a worker of each CPU give such
 * pages back, and waits for all of them. A worker is a thread that runs {@link drain_local_pages_wq}.
 */
import { code, source } from '../model/code.ts';
import { array, bool, ghost, initially, int } from '../model/domain.ts';
import type { Arm, Effect, Fn, FlowOf, Guard, Item, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import { contextOf, schedule } from './context.ts';

/** GFP_KERNEL has __GFP_DIRECT_RECLAIM; GFP_ATOMIC has __GFP_HIGH instead: it may use the reserve, and may not sleep. */
export type Gfp = 'GFP_KERNEL' | 'GFP_ATOMIC';

/** The least of which what __zone_watermark_ok() works out is another number for each who asks. */
const WMARK_MIN = 4;
export const WMARK_LOW = WMARK_MIN + (WMARK_MIN >> 2);
/** ALLOC_HIGH takes half of it off, ALLOC_HARDER a quarter of what is left: GFP_ATOMIC has both. */
const atomicMark = WMARK_MIN - (WMARK_MIN >> 1);
export const WMARK_ATOMIC = atomicMark - (atomicMark >> 2);
/** gfp_to_alloc_flags(): a stopper is an rt_task(), and has ALLOC_HARDER. */
const slowMark = ({ gfp, stopper }: Pick<Call<unknown>, 'gfp' | 'stopper'>) =>
  gfp === 'GFP_ATOMIC' ? WMARK_ATOMIC : stopper ? WMARK_MIN - (WMARK_MIN >> 2) : WMARK_MIN;

/**
 * `free`: free pages at the start; `most`: the most there can be; `listed`: of each shared CPU, free pages on its own
 * list at the start.
 */
export const pageAllocator = (free: number, most: number, listed: readonly number[]) => ({
  nr_free: initially(int(0, most), free),
  /** Of each CPU, the free pages on its own list. */
  pcp: initially(array(listed.length, int(0, 1)), [...listed]),
  /** pcpu_drain of each CPU is queued, or runs. */
  pcpu_drain: array(listed.length, bool),
  /** For the checker alone: a mask that may sleep was used in atomic context, reported or not. */
  slept_in_atomic: ghost(bool),
});
interface Kernel {
  nr_free: number;
  pcp: number[];
  pcpu_drain: boolean[];
  slept_in_atomic: boolean;
}
const { fn, step, wait_until, branch, loop, inlined, break_ } = code<Kernel>();
const page_alloc = source('mm/page_alloc.c', 'v4.14');

interface Call<I> {
  /** The C, as a trace prints it. */
  readonly says: string;
  readonly gfp: Gfp;
  /** CONFIG_DEBUG_ATOMIC_SLEEP: ___might_sleep() looks and reports. */
  readonly debugAtomicSleep: boolean;
  /** A stopper calls it: it may use the reserve, and woken, it is switched to at once. */
  readonly stopper?: boolean;
  /** The CPUs that may have pages on their lists, the caller's among them. */
  readonly drains: readonly number[];
  /** What is done with NULL. GFP_KERNEL of one page does not return it. */
  readonly failed: I;
}

/** Who gives back what lies on a CPU's list: the thread of this name. */
export const kworker = (cpu: number) => `kworker${cpu}`;

const inAtomic: Guard<Kernel, unknown> = (k, _me, _choice, self) => contextOf(self).inAtomic(k);
const splat = {
  when: inAtomic,
  note: 'in_atomic(): 1, irqs_disabled(): 128',
  then: fault('sleeping-in-atomic'),
};
const mightSleep: Effect<Kernel, unknown> = (k, me, choice, self) => {
  if (inAtomic(k, me, choice, self)) k.slept_in_atomic = true;
};
/** One object of a slab that has some left: GFP_KERNEL may sleep, and does not. */
export const kmem_cache_alloc = (name: string, says: string, debugAtomicSleep: boolean): Stmt<Kernel> =>
  branch(name, { says, primitive: 'kmem_cache_alloc' }, [debugAtomicSleep && splat, { does: mightSleep }]);

const takesAbove = (mark: number) => ({
  when: (k: Kernel) => k.nr_free > mark,
  does: (k: Kernel) => k.nr_free--,
});
/** The statements `alloc` and `slow`, and with GFP_KERNEL `reclaim`, `queue0`, ..., `schedule`, `flush0`, ... */
export function alloc_pages<const I extends Item<Kernel>>(call: Call<I>): Stmt<Kernel, unknown, FlowOf<I>> {
  const sleeps = call.gfp === 'GFP_KERNEL';
  const { does, ...above } = takesAbove(WMARK_LOW);
  return branch('alloc', { says: call.says, primitive: 'alloc_pages' }, [
    sleeps && call.debugAtomicSleep && splat,
    { ...above, does: sleeps ? [mightSleep, does] : does },
    { ...(sleeps && { does: mightSleep }), note: 'below the low watermark', then: slowpath(call) },
  ]) as never;
}

const slowpath = (call: Call<Item<Kernel>>) =>
  inlined(
    page_alloc('__alloc_pages_slowpath'),
    loop([
      branch('slow', { says: 'get_page_from_freelist()', primitive: 'alloc_pages' }, [
        { ...takesAbove(slowMark(call)), then: break_ },
        call.gfp === 'GFP_ATOMIC'
          ? { note: 'NULL', then: call.failed }
          : { note: 'below its watermark', then: direct_reclaim(call) },
      ]),
    ]),
  );

/** It makes progress, and get_page_from_freelist() fails all the same: where it does not, there is nothing to see. */
const direct_reclaim = ({ drains, stopper }: Call<unknown>) =>
  inlined(page_alloc('__alloc_pages_direct_reclaim'), [
    step('reclaim', '__perform_reclaim(): a clean page', (k, _me, _choice, { cpu }) => {
      k.pcp[cpu as number] = (k.pcp[cpu as number] as number) + 1;
    }),
    inlined(page_alloc('drain_all_pages'), [
      drains.map((cpu, i) =>
        branch(
          `queue${i}`,
          { says: `queue_work_on(${cpu}, mm_percpu_wq, work)`, primitive: 'queue_work_on' },
          [
            { when: (k) => k.pcp[cpu] !== 0, does: (k) => (k.pcpu_drain[cpu] = true), note: 'it has pages' },
            { note: 'its list is empty' },
          ],
        ),
      ),
      schedule('schedule', 'flush_work(): schedule()'),
      drains.map((cpu, i) => {
        const text = {
          says: `flush_work(per_cpu_ptr(&pcpu_drain, ${cpu}))`,
          lock: 'pcpu_drain',
          waitsFor: () => [kworker(cpu)],
        };
        const woken: Arm<Kernel, unknown>['does'] = (k, _me, _choice, self) => contextOf(self).enter(k);
        return branch(`flush${i}`, text, [
          {
            when: (k) => k.pcpu_drain[cpu] === false,
            ...(stopper && i + 1 === drains.length && { does: woken }),
          },
        ]);
      }),
    ]),
  ]);

/** The worker of a CPU. Where the CPU is stopped it does not run. */
export const drain_local_pages_wq: Fn<Kernel> = fn(page_alloc('drain_local_pages_wq'), [
  loop([
    wait_until(
      'drain',
      { says: 'drain_local_pages(NULL)', primitive: 'free_page', mayWait: true },
      (k, _me, _choice, { cpu }) => k.pcpu_drain[cpu as number] === true,
      (k, _me, _choice, { cpu }) => {
        k.nr_free += k.pcp[cpu as number] as number;
        k.pcp[cpu as number] = 0;
      },
    ),
    step('done', '<the work is done>', (k, _me, _choice, { cpu }) => {
      k.pcpu_drain[cpu as number] = false;
    }),
  ]),
]);
