// SPDX-License-Identifier: MIT
/**
 * alloc_pages() of one page, with its gfp mask and the context it is called from (mm/page_alloc.c, v4.14):
 * prepare_alloc_pages() says might_sleep_if(__GFP_DIRECT_RECLAIM); the fast path stops at the low watermark; below it
 * GFP_ATOMIC goes on into the reserve and then fails, GFP_KERNEL reclaims, which may wait for writeback. Who ends the
 * wait is the interrupt that finishes the I/O: end_page_writeback().
 */
import { bool, ghost, initially, int } from '../model/domain.ts';
import { fault } from '../model/thread.ts';
import type { Candidate, StepInfo } from '../model/thread.ts';
import type { Source } from '../model/types.ts';
import type { ContextWords } from './context.ts';

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
/** A thread of any model whose memory has the allocator's fields. */
export interface Allocates {
  on(info: StepInfo<Kernel, object>, ...candidates: readonly Candidate<Kernel, object>[]): object;
}
interface Call {
  /** Begins the names of the states: `pmd_`. */
  readonly prefix: string;
  readonly says: string;
  readonly gfp: Gfp;
  readonly at: Source;
  readonly words: ContextWords;
  /** The thread is a stopper: woken, it is switched to at once. */
  readonly stopper: boolean;
  /** CONFIG_DEBUG_ATOMIC_SLEEP: ___might_sleep() looks and reports. */
  readonly debugAtomicSleep: boolean;
  readonly got: string;
  /** Where the caller is when it gets NULL: GFP_KERNEL of one page does not return it. */
  readonly failed: string;
}

const vmscan = (call: Call, func: string): Source => ({
  func,
  file: 'mm/vmscan.c',
  version: 'v4.14',
  callers: [...(call.at.callers ?? []), call.at.func],
});

export function allocPages(t: Allocates, call: Call): Record<string, object> {
  const { prefix, words, gfp } = call;
  const sleeps = gfp === 'GFP_KERNEL';
  const alloc = `${prefix}alloc`;
  const noteContext = (k: Kernel) => {
    if (sleeps && words.inAtomic(k)) k.slept_in_atomic = true;
  };
  const splat: Candidate<Kernel, object> = {
    guard: (k) => words.inAtomic(k),
    target: fault('sleeping-in-atomic'),
    note: 'in_atomic(): 1, irqs_disabled(): 128',
  };
  const states: Record<string, object> = {
    [alloc]: t.on(
      { at: call.at, says: call.says, primitive: 'alloc_pages' },
      ...(sleeps && call.debugAtomicSleep ? [splat] : []),
      {
        guard: (k) => k.nr_free > (sleeps ? WMARK_LOW : 0),
        effect: (k) => {
          noteContext(k);
          k.nr_free--;
        },
        target: call.got,
      },
      sleeps
        ? { effect: noteContext, target: `${prefix}reclaim`, note: 'below the low watermark: direct reclaim' }
        : { target: call.failed, note: 'NULL' },
    ),
  };
  if (!sleeps) return states;
  return {
    ...states,
    [`${prefix}reclaim`]: t.on(
      { at: vmscan(call, 'pageout'), says: 'mapping->a_ops->writepage()' },
      { effect: (k) => void (k.writeback = true), target: `${prefix}schedule` },
    ),
    [`${prefix}schedule`]: t.on(
      { at: vmscan(call, 'shrink_page_list'), says: 'wait_on_page_writeback(page): schedule()' },
      { effect: words.schedule, target: `${prefix}woken` },
    ),
    [`${prefix}woken`]: t.on(
      { at: vmscan(call, 'shrink_page_list'), says: 'wait_on_page_writeback(page): woken' },
      {
        guard: (k) => !k.writeback,
        ...(call.stopper && { effect: words.enter }),
        target: alloc,
      },
    ),
  };
}

/** The states of the interrupt that ends writeback, and by that frees a page. It waits for ever if there is none. */
export function endPageWriteback(t: Allocates, words: ContextWords): Record<string, object> {
  const at = (func: string): Source => ({ func, file: 'mm/filemap.c', version: 'v4.14' });
  return {
    idle: t.on(
      { at: at('end_page_writeback'), says: '<interrupt: I/O complete>', mayWait: true },
      { guard: (k) => k.writeback, effect: words.enter, target: 'free' },
    ),
    free: t.on(
      { at: at('end_page_writeback'), says: 'the page is clean: reclaimed', primitive: 'free_page' },
      { effect: (k) => void (k.nr_free += RECLAIMED), target: 'wake' },
    ),
    wake: t.on(
      { at: at('end_page_writeback'), says: 'wake_up_page(page, PG_writeback)' },
      { effect: (k) => void (k.writeback = false), target: 'eret' },
    ),
    eret: t.on(
      { at: at('end_page_writeback'), says: '<return from interrupt>' },
      { effect: words.leave, target: 'idle' },
    ),
  };
}
