// SPDX-License-Identifier: MIT
/**
 * alloc_pages() of one page, with its gfp mask and the context it is called from (mm/page_alloc.c, v4.14):
 * prepare_alloc_pages() says might_sleep_if(__GFP_DIRECT_RECLAIM); the fast path stops at the low watermark; below it
 * GFP_ATOMIC goes on into the reserve and then fails, GFP_KERNEL reclaims, which may wait for writeback. Who ends the
 * wait is the interrupt that finishes the I/O: end_page_writeback().
 */
import { code } from '../model/code.ts';
import { bool, ghost, initially, int } from '../model/domain.ts';
import type { Fn, FlowOf, Guard, Item, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import type { Source } from '../model/types.ts';
import { contextOf, interrupt, return_from_interrupt, schedule } from './context.ts';

/** GFP_KERNEL has __GFP_DIRECT_RECLAIM; GFP_ATOMIC has __GFP_HIGH instead: it may use the reserve, and may not sleep. */
export type Gfp = 'GFP_KERNEL' | 'GFP_ATOMIC';
/** Pages below this are the reserve. */
export const WMARK_LOW = 1;
/** Pages that one round of writeback makes free. */
const RECLAIMED = 1;

/** `free`: free pages at the start, the reserve of {@link WMARK_LOW} included; `most`: the most there can be. */
export const pageAllocator = (free: number, most: number) => ({
  nr_free: initially(int(0, most), free),
  /** A page under writeback that direct reclaim waits for. */
  writeback: bool,
  /** For the checker alone: a mask that may sleep was used in atomic context, reported or not. */
  slept_in_atomic: ghost(bool),
});
interface Kernel {
  nr_free: number;
  writeback: boolean;
  slept_in_atomic: boolean;
}
const { fn, step, branch, loop, inlined, break_ } = code<Kernel>();
const at =
  (file: string) =>
  (func: string): Source => ({ func, file, version: 'v4.14' });
const vmscan = at('mm/vmscan.c');

interface Call<I> {
  /** The C, as a trace prints it. */
  readonly says: string;
  readonly gfp: Gfp;
  /** CONFIG_DEBUG_ATOMIC_SLEEP: ___might_sleep() looks and reports. */
  readonly debugAtomicSleep: boolean;
  /** A stopper calls it: woken, it is switched to at once. */
  readonly stopper?: boolean;
  /** What is done with NULL. GFP_KERNEL of one page does not return it. */
  readonly failed: I;
}

/** The statements `alloc`, and with GFP_KERNEL `reclaim`, `schedule`, `woken`: `as('pmd_', alloc_pages({ ... }))`. */
export const alloc_pages = <const I extends Item<Kernel>>(call: Call<I>): Stmt<Kernel, unknown, FlowOf<I>> =>
  (call.gfp === 'GFP_KERNEL' ? mayReclaim(call) : fromReserve(call)) as never;

const allocates = (says: string) => ({ says, primitive: 'alloc_pages' });

function fromReserve({ says, failed }: Call<Item<Kernel>>) {
  return branch('alloc', allocates(says), [
    { when: (k) => k.nr_free > 0, does: (k) => k.nr_free-- },
    { note: 'NULL', then: failed },
  ]);
}

const inAtomic: Guard<Kernel, unknown> = (k, _me, _choice, self) => contextOf(self).inAtomic(k);
const splat = {
  when: inAtomic,
  note: 'in_atomic(): 1, irqs_disabled(): 128',
  then: fault('sleeping-in-atomic'),
};

function mayReclaim({ says, debugAtomicSleep, stopper }: Call<Item<Kernel>>) {
  return loop([
    branch('alloc', allocates(says), [
      debugAtomicSleep && splat,
      {
        when: (k) => k.nr_free > WMARK_LOW,
        does: (k, me, choice, self) => {
          if (inAtomic(k, me, choice, self)) k.slept_in_atomic = true;
          k.nr_free--;
        },
        then: break_,
      },
      {
        does: (k, me, choice, self) => {
          if (inAtomic(k, me, choice, self)) k.slept_in_atomic = true;
        },
        note: 'below the low watermark: direct reclaim',
      },
    ]),
    inlined(vmscan('shrink_page_list'), [
      inlined(vmscan('pageout'), [step('reclaim', 'mapping->a_ops->writepage()', { writeback: true })]),
      schedule('schedule', 'wait_on_page_writeback(page): schedule()'),
      branch('woken', 'wait_on_page_writeback(page): woken', [
        {
          when: (k) => !k.writeback,
          ...(stopper && { does: (k, _me, _choice, self) => contextOf(self).enter(k) }),
        },
      ]),
    ]),
  ]);
}

/** The interrupt that ends writeback, and by that frees a page. It waits for ever if there is none. */
export const end_page_writeback: Fn<Kernel> = fn(at('mm/filemap.c')('end_page_writeback'), [
  loop([
    interrupt('idle', '<interrupt: I/O complete>', (k: Kernel) => k.writeback),
    step(
      'free',
      { says: 'the page is clean: reclaimed', primitive: 'free_page' },
      (k) => (k.nr_free += RECLAIMED),
    ),
    step('wake', 'wake_up_page(page, PG_writeback)', { writeback: false }),
    return_from_interrupt('eret'),
  ]),
]);
