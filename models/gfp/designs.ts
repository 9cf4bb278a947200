// SPDX-License-Identifier: MIT
/** Who calls what from where with which mask, each as the calls it makes. A formula knows no design. */
import type { Design } from '../../src/model/types.ts';
import { CALLEES, CALLERS, CONTEXTS } from './call.ts';
import type { Calls } from './call.ts';

/** The calls; `ANY` stands for every mask within the bound. */
export interface Decisions {
  readonly calls: readonly Calls[];
}
export const ANY = 'any';

const ORDERS = [0, 2, 9] as const;
/** PGALLOC_GFP, and GFP_PGTABLE_KERNEL after it. */
const PGTABLE = 'GFP_KERNEL|__GFP_ZERO';
const one = (calls: Calls): Decisions => ({ calls: [calls] });
const inTask = { contexts: ['task'], callers: ['checks'] } as const;
const memtrace = (masks: string): Decisions =>
  one({ ...inTask, callees: ['alloc_contig_range'], masks: [masks] });

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  any: {
    says: 'Any mask, from any context, to any callee, checked or not.',
    source: 'no rule at all',
    decisions: one({ callees: CALLEES, contexts: CONTEXTS, callers: CALLERS, masks: [ANY], orders: ORDERS }),
  },
  documented: {
    says: 'Masks by context as memory-allocation.rst has them; vmalloc and alloc_contig_range with GFP_KERNEL.',
    source: 'Documentation/core-api/memory-allocation.rst, gfp_mask-from-fs-io.rst (v5.12)',
    decisions: {
      calls: [
        {
          ...inTask,
          callees: ['alloc_pages'],
          masks: [
            'GFP_KERNEL',
            'GFP_KERNEL_ACCOUNT',
            'GFP_USER',
            'GFP_HIGHUSER_MOVABLE',
            'GFP_NOFS',
            'GFP_NOIO',
          ],
          orders: ORDERS,
        },
        { ...inTask, callees: ['alloc_contig_range', 'vmalloc'], masks: ['GFP_KERNEL'] },
        {
          callees: ['alloc_pages'],
          contexts: ['irqs_off', 'spinlock', 'softirq', 'hardirq', 'stop_machine'],
          masks: ['GFP_ATOMIC', 'GFP_NOWAIT'],
          callers: ['checks'],
          orders: ORDERS,
        },
      ],
    },
  },
  'stop-machine-gfp-kernel': {
    says: 'Page tables are allocated with PGALLOC_GFP in the stop_machine() callback; failure is a BUG().',
    source: 'arm64 hot-add as posted in November 2017: pgd_pgtable_alloc(), arch/arm64/mm/mmu.c (v4.14)',
    decisions: one({
      callees: ['alloc_pages'],
      contexts: ['stop_machine'],
      masks: [PGTABLE],
      callers: ['BUGs'],
    }),
  },
  'stop-machine-gfp-atomic': {
    says: 'The same with GFP_ATOMIC.',
    source: 'a mask that may not sleep, and BUG() on failure left where it is',
    decisions: one({
      callees: ['alloc_pages'],
      contexts: ['stop_machine'],
      masks: ['GFP_ATOMIC|__GFP_ZERO'],
      callers: ['BUGs'],
    }),
  },
  'irqs-off-gfp-kernel': {
    says: 'A task allocates with GFP_KERNEL after local_irq_disable().',
    source: 'what might_sleep() also looks at',
    decisions: one({
      callees: ['alloc_pages'],
      contexts: ['irqs_off'],
      masks: ['GFP_KERNEL'],
      callers: ['checks'],
    }),
  },
  'nmi-gfp-atomic': {
    says: 'An NMI handler allocates with GFP_ATOMIC.',
    source: 'include/linux/gfp.h (v5.12): the implementation does not support NMI',
    decisions: one({
      callees: ['alloc_pages'],
      contexts: ['NMI'],
      masks: ['GFP_ATOMIC'],
      callers: ['checks'],
    }),
  },
  'nofail-unchecked': {
    says: 'A page is allocated with GFP_KERNEL | __GFP_NOFAIL, failure not looked for.',
    source: 'include/linux/gfp.h, __GFP_NOFAIL: testing for failure is pointless',
    decisions: one({
      callees: ['alloc_pages'],
      contexts: ['task'],
      masks: ['GFP_KERNEL|__GFP_NOFAIL'],
      callers: ['BUGs'],
    }),
  },
  'page-table-lock-held': {
    says: 'Page tables are allocated with init_mm.page_table_lock held.',
    source: 'option 1 of the arm64 hot-remove thread, July 2019, with pmd_alloc_one() left where it is',
    decisions: one({
      callees: ['alloc_pages'],
      contexts: ['spinlock'],
      masks: [PGTABLE],
      callers: ['checks'],
    }),
  },
  'vmemmap-block': {
    says: 'vmemmap is allocated a PMD at a time, and page by page where that fails.',
    source: 'vmemmap_alloc_block(), mm/sparse-vmemmap.c (v5.12)',
    decisions: one({
      ...inTask,
      callees: ['alloc_pages'],
      masks: ['GFP_KERNEL|__GFP_RETRY_MAYFAIL|__GFP_NOWARN'],
      orders: [0, 9],
    }),
  },
  'memtrace-v1': {
    says: 'memtrace takes its memory with __GFP_THISNODE | __GFP_NOWARN.',
    source: 'powernv/memtrace: don’t abuse memory hot(un)plug, v1, October 2020',
    decisions: memtrace('__GFP_THISNODE|__GFP_NOWARN'),
  },
  'memtrace-merged': {
    says: 'memtrace takes its memory with GFP_KERNEL | __GFP_THISNODE | __GFP_NOWARN.',
    source: 'as asked for in review, and merged: 0bd4b96d9910 (v5.11)',
    decisions: memtrace('GFP_KERNEL|__GFP_THISNODE|__GFP_NOWARN'),
  },
  'memtrace-zero': {
    says: 'The same with __GFP_ZERO, and no clearing afterwards.',
    source: 'arch/powerpc/platforms/powernv/memtrace.c (v6.18), whose TODO it was in v5.12',
    decisions: memtrace('GFP_KERNEL|__GFP_THISNODE|__GFP_NOWARN|__GFP_ZERO'),
  },
  'vmalloc-nofs': {
    says: 'A filesystem calls vmalloc with GFP_NOFS.',
    source: 'Documentation/core-api/gfp_mask-from-fs-io.rst',
    decisions: one({ ...inTask, callees: ['vmalloc'], masks: ['GFP_NOFS'] }),
  },
  'vmalloc-nofail': {
    says: 'vmalloc with __GFP_NOFAIL, failure not looked for.',
    source: '__vmalloc_node_range(), mm/vmalloc.c (v5.17 and later)',
    decisions: one({
      callees: ['vmalloc'],
      contexts: ['task'],
      masks: ['GFP_KERNEL|__GFP_NOFAIL'],
      callers: ['BUGs'],
    }),
  },
  'vmalloc-nowait': {
    says: 'A task calls vmalloc with GFP_NOWAIT, to get memory without reclaim or not at all.',
    source: '__vmalloc_node_range(), mm/vmalloc.c (v6.1): GFP_NOWAIT is not supported',
    decisions: one({ ...inTask, callees: ['vmalloc'], masks: ['GFP_NOWAIT'] }),
  },
  'vmalloc-noretry': {
    says: 'vmalloc with __GFP_NORETRY, failure looked for.',
    source: '__vmalloc_node(), mm/vmalloc.c',
    decisions: one({ ...inTask, callees: ['vmalloc'], masks: ['GFP_KERNEL|__GFP_NORETRY'] }),
  },
  'vmalloc-32': {
    says: 'vmalloc_32(): GFP_DMA32 | GFP_KERNEL.',
    source: 'GFP_VMALLOC32, mm/vmalloc.c',
    decisions: one({ ...inTask, callees: ['vmalloc'], masks: ['GFP_DMA32|GFP_KERNEL'] }),
  },
};
