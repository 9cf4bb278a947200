// SPDX-License-Identifier: MIT
/** One call of an allocator: what a point of the space is made of. */
import type { Scalar } from '../../src/model/domain.ts';
import type { PointValue } from '../../src/model/space.ts';
import type { Kernel } from './kernels.ts';

export const CALLEES = ['alloc_pages', 'alloc_contig_range', 'vmalloc'] as const;
export type Callee = (typeof CALLEES)[number];
/**
 * Where the caller runs. `irqs_off`: a task after local_irq_disable(); `spinlock`: a task that holds one;
 * `stop_machine`: the function given to stop_machine().
 */
export const CONTEXTS = [
  'task',
  'irqs_off',
  'spinlock',
  'softirq',
  'hardirq',
  'NMI',
  'stop_machine',
] as const;
export type Context = (typeof CONTEXTS)[number];
/** What the caller does with a failure: looks for it and passes it on, or BUG()s. */
export const CALLERS = ['checks', 'BUGs'] as const;
export type Caller = (typeof CALLERS)[number];
/** Above this order an allocation is costly: PAGE_ALLOC_COSTLY_ORDER, include/linux/mmzone.h. */
export const COSTLY = 3;
/** One page; an order that is not costly; one that is. */
const ORDERS = [0, 2, 9] as const;
export type Order = (typeof ORDERS)[number];

/** Calls that somebody makes: every combination of these. */
export interface Calls {
  readonly callees: readonly Callee[];
  readonly contexts: readonly Context[];
  readonly masks: readonly string[];
  readonly callers: readonly Caller[];
  readonly orders?: readonly Order[];
}

/** A call, and what is derived from it: formulas.ts. */
export interface Call {
  readonly callee: Callee;
  readonly context: Context;
  readonly order: Order;
  readonly mask: string;
  readonly caller: Caller;
  readonly gfp: number;
  readonly cannot_sleep: boolean;
  readonly direct_reclaim: boolean;
  readonly fs_allowed: boolean;
  readonly wants_nofail: boolean;
  readonly contig_refuses: boolean;
  readonly contig_ignores: boolean;
  readonly vmalloc_unsupported: boolean;
  /** The callee refuses the mask, or does not do what a flag of it says. */
  readonly rejects: boolean;
  readonly alloc_pages_sleeps: boolean;
  readonly contig_sleeps: boolean;
  readonly vmalloc_sleeps: boolean;
  /** The callee may sleep, whoever calls. */
  readonly sleeps: boolean;
  readonly takes_lock: boolean;
  readonly alloc_pages_reclaims: boolean;
  readonly contig_reclaims: boolean;
  readonly vmalloc_reclaims: boolean;
  /** The callee may reclaim directly. */
  readonly reclaims: boolean;
  readonly alloc_pages_enters_fs: boolean;
  readonly contig_enters_fs: boolean;
  readonly vmalloc_enters_fs: boolean;
  /** ... and call into a filesystem for it. */
  readonly enters_fs: boolean;
  readonly file_pages_stay: boolean;
  /** Flags that say different things of one allocation: the first such set, or `none`. */
  readonly contradiction: string;
  readonly alloc_pages_fails: Fails;
  readonly contig_fails: Fails;
  readonly vmalloc_fails: Fails;
  /** Whether the callee can fail. */
  readonly fails: Fails;
}
/** `OOM victim`: only to a task that the OOM killer has chosen, as small allocations do. */
export type Fails = 'never' | 'OOM victim' | 'yes';

/** Domains that have every value somebody's calls have, in the order above. */
export function parameters(calls: readonly Calls[]): Readonly<Record<string, Scalar<PointValue>>> {
  const some = <T extends PointValue>(all: readonly T[], of: (c: Calls) => readonly T[]) =>
    all.filter((value) => calls.some((c) => of(c).includes(value)));
  const masks = [...new Set(calls.flatMap((c) => c.masks))];
  return {
    callee: among(some(CALLEES, (c) => c.callees)),
    context: among(some(CONTEXTS, (c) => c.contexts)),
    order: among(some(ORDERS, ordersOf)),
    mask: among(masks),
    caller: among(some(CALLERS, (c) => c.callers)),
  };
}
const among = <T extends PointValue>(values: readonly T[]): Scalar<PointValue> => ({
  kind: 'scalar',
  values,
  initial: values[0] as T,
  says: values.join(', '),
});
const ordersOf = ({ orders = [0] }: Calls): readonly Order[] => orders;

/** Only alloc_pages() is given an order; a call is one that somebody makes. */
export function possible(calls: readonly Calls[]): (c: Call) => boolean {
  const made = calls.map((c) => ({
    callees: new Set(c.callees),
    contexts: new Set(c.contexts),
    masks: new Set(c.masks),
    callers: new Set(c.callers),
    orders: new Set(ordersOf(c)),
  }));
  return ({ callee, context, order, mask, caller }) =>
    (callee === 'alloc_pages' || order === 0) &&
    made.some(
      (m) =>
        m.callees.has(callee) &&
        m.contexts.has(context) &&
        m.masks.has(mask) &&
        m.callers.has(caller) &&
        m.orders.has(order),
    );
}

/** How far the masks of `any` go beyond the composites. */
export interface Limits {
  readonly masks: 'composites' | 'one-more' | 'every';
}
/** The flags that a formula asks for by name, and one that alloc_contig_range() refuses from v6.18 on. */
const READ =
  'DIRECT_RECLAIM FS HIGH ATOMIC ZERO NOFAIL NORETRY RETRY_MAYFAIL MEMALLOC NOMEMALLOC DMA HIGHMEM DMA32 MOVABLE RECLAIMABLE'
    .split(' ')
    .map((name) => `__GFP_${name}`);

/** The masks within a bound: the composites, each with one flag more, or whatever set of flags. */
export function masksWithin({ composites, flags }: Kernel, { masks }: Limits): string[] {
  const plain = Object.keys(composites);
  if (masks === 'composites') return plain;
  if (masks === 'one-more')
    return [...plain, ...plain.flatMap((m) => Object.keys(flags).map((f) => `${m}|${f}`))];
  const known = READ.filter((flag) => flag in flags);
  return Array.from({ length: 1 << known.length }, (_, set) => {
    const chosen = known.filter((flag) => (set & (1 << known.indexOf(flag))) !== 0);
    return chosen.length === 0 ? '0' : chosen.join('|');
  });
}
