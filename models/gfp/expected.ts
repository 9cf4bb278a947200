// SPDX-License-Identifier: MIT
/** The answers that the kernel's source gives. A property that a row does not name is expected to hold. */
import type { Expected } from '../../src/model/types.ts';
import { expectedOf } from '../expected.ts';
import type { Row } from '../expected.ts';

const EVERYWHERE = ['v4.14', 'v5.12', 'v6.1', 'v6.18'];
/** Before alloc_contig_range() looks at its mask. */
const TO_6_1 = ['v4.14', 'v5.12', 'v6.1'];
/** Before vmalloc() knows GFP_NOFS and __GFP_NOFAIL. */
const TO_5_12 = ['v4.14', 'v5.12'];
const FROM_6_1 = ['v6.1', 'v6.18'];

const ANY_MASK = [
  'no-sleep-in-atomic',
  'no-lock-in-nmi',
  'reclaim-where-it-sleeps',
  'one-meaning',
  'mask-taken',
  'no-reclaim-unasked',
  'file-pages-move',
  'failure-checked',
  'nofail-kept',
];

const rows: readonly Row[] = [
  {
    configurations: TO_6_1,
    design: 'any',
    violated: [...ANY_MASK, 'no-fs-unasked'],
    source: 'without a rule each of these can be got wrong',
  },
  {
    configurations: ['v6.18'],
    design: 'any',
    violated: ANY_MASK,
    source:
      'as before, but no callee enters a filesystem against the mask any more: mm/vmalloc.c __vmalloc_area_node() has its scopes, mm/page_alloc.c __alloc_contig_migrate_range() allocates with the caller’s flags',
  },
  {
    configurations: EVERYWHERE,
    design: 'documented',
    violated: [],
    source:
      'Documentation/core-api/memory-allocation.rst: GFP_KERNEL where one may sleep, GFP_NOWAIT or GFP_ATOMIC where not, and look for failure; include/linux/gfp.h (v5.12): neither from an NMI',
  },
  {
    configurations: EVERYWHERE,
    design: 'stop-machine-gfp-kernel',
    violated: ['no-sleep-in-atomic', 'failure-checked', 'can-succeed'],
    source:
      'kernel/stop_machine.c cpu_stopper_thread(): preempt_count_inc(); mm/page_alloc.c prepare_alloc_pages(): may sleep with __GFP_DIRECT_RECLAIM; arch/arm64/mm/mmu.c pgd_pgtable_alloc() (v4.14): if (!ptr ...) BUG()',
  },
  {
    configurations: EVERYWHERE,
    design: 'stop-machine-gfp-atomic',
    violated: ['failure-checked'],
    source:
      'mm/page_alloc.c __alloc_pages_slowpath(): no __GFP_DIRECT_RECLAIM, so NULL where the reserves are used up; arch/arm64/mm/mmu.c pgd_pgtable_alloc() (v4.14): if (!ptr ...) BUG()',
  },
  {
    configurations: EVERYWHERE,
    design: 'irqs-off-gfp-kernel',
    violated: ['no-sleep-in-atomic', 'can-succeed'],
    source: 'kernel/sched/core.c ___might_sleep(): !irqs_disabled() is asked for too',
  },
  {
    configurations: EVERYWHERE,
    design: 'nmi-gfp-atomic',
    violated: ['no-lock-in-nmi', 'can-succeed'],
    source: 'mm/page_alloc.c rmqueue(): zone->lock, which the interrupted code may hold',
  },
  {
    configurations: EVERYWHERE,
    design: 'nofail-unchecked',
    violated: [],
    source: 'mm/page_alloc.c __alloc_pages_slowpath(): with __GFP_NOFAIL and reclaim it goes round again',
  },
  {
    configurations: EVERYWHERE,
    design: 'page-table-lock-held',
    violated: ['no-sleep-in-atomic', 'can-succeed'],
    source: 'include/asm-generic/pgalloc.h GFP_PGTABLE_KERNEL (v5.12), PGALLOC_GFP before: GFP_KERNEL sleeps',
  },
  {
    configurations: EVERYWHERE,
    design: 'vmemmap-block',
    violated: [],
    source: 'mm/sparse-vmemmap.c vmemmap_alloc_block(): looks for NULL, and falls back to single pages',
  },
  {
    configurations: TO_6_1,
    design: 'memtrace-v1',
    violated: ['reclaim-where-it-sleeps', 'no-reclaim-unasked', 'no-fs-unasked', 'file-pages-move'],
    source:
      'mm/page_alloc.c __alloc_contig_migrate_range() sleeps whatever the mask, and allocates its targets with a mask of its own; mm/compaction.c isolate_migratepages_block(): without __GFP_FS pages of files stay',
  },
  {
    configurations: ['v6.18'],
    design: 'memtrace-v1',
    violated: ['reclaim-where-it-sleeps', 'file-pages-move'],
    source:
      'mm/page_alloc.c __alloc_contig_verify_gfp_mask(): __GFP_THISNODE is left out of account, the rest is taken; its targets are allocated with the caller’s reclaim flags, that is none',
  },
  {
    configurations: EVERYWHERE,
    design: 'memtrace-merged',
    violated: [],
    source: 'arch/powerpc/platforms/powernv/memtrace.c memtrace_alloc_node() (v5.11)',
  },
  {
    configurations: TO_6_1,
    design: 'memtrace-zero',
    violated: ['mask-taken', 'can-succeed'],
    source:
      'mm/page_alloc.c alloc_contig_range(): nothing zeroes the pages; memtrace.c (v5.12) has a TODO for it and clears them itself since c74cf7a3d59a',
  },
  {
    configurations: ['v6.18'],
    design: 'memtrace-zero',
    violated: [],
    source: 'mm/page_alloc.c __alloc_contig_verify_gfp_mask(): __GFP_ZERO is among the flags it knows',
  },
  {
    configurations: TO_5_12,
    design: 'vmalloc-nofs',
    violated: ['no-fs-unasked'],
    source:
      'Documentation/core-api/gfp_mask-from-fs-io.rst: hard-coded GFP_KERNEL allocations deep inside the allocator',
  },
  {
    configurations: FROM_6_1,
    design: 'vmalloc-nofs',
    violated: [],
    source: 'mm/vmalloc.c __vmalloc_area_node(): memalloc_nofs_save() around the page tables',
  },
  {
    configurations: TO_5_12,
    design: 'vmalloc-nofail',
    violated: ['mask-taken', 'failure-checked', 'nofail-kept', 'can-succeed'],
    source: 'mm/vmalloc.c __vmalloc_node(): "and __GFP_NOFAIL are not supported"',
  },
  {
    configurations: FROM_6_1,
    design: 'vmalloc-nofail',
    violated: [],
    source:
      'mm/vmalloc.c __vmalloc_node_range(): with __GFP_NOFAIL it sleeps and tries again; its comment says that the flag is supported, that of __vmalloc_node() still says the contrary',
  },
  {
    configurations: TO_5_12,
    design: 'vmalloc-nowait',
    violated: ['reclaim-where-it-sleeps', 'no-reclaim-unasked', 'no-fs-unasked'],
    source: 'mm/vmalloc.c alloc_vmap_area(): might_sleep(); vmap_pte_range(): GFP_KERNEL for page tables',
  },
  {
    configurations: FROM_6_1,
    design: 'vmalloc-nowait',
    violated: ['reclaim-where-it-sleeps', 'mask-taken', 'no-reclaim-unasked', 'can-succeed'],
    source:
      'mm/vmalloc.c __vmalloc_node_range(): __GFP_DIRECT_RECLAIM is required; the page tables are allocated in a NOIO scope, which still reclaims',
  },
  {
    configurations: EVERYWHERE,
    design: 'vmalloc-noretry',
    violated: ['mask-taken', 'can-succeed'],
    source: 'mm/vmalloc.c: __GFP_NORETRY and __GFP_RETRY_MAYFAIL are not supported',
  },
  {
    configurations: TO_5_12,
    design: 'vmalloc-32',
    violated: [],
    source: 'mm/vmalloc.c vmalloc_32(); nothing is said of zone modifiers',
  },
  {
    configurations: FROM_6_1,
    design: 'vmalloc-32',
    violated: ['mask-taken', 'can-succeed'],
    source:
      'mm/vmalloc.c __vmalloc_node_range(): "zone modifiers are not supported", though vmalloc_32() of the same file passes one',
  },
];

const PROPERTIES = [
  'no-sleep-in-atomic',
  'no-lock-in-nmi',
  'reclaim-where-it-sleeps',
  'one-meaning',
  'mask-taken',
  'no-reclaim-unasked',
  'no-fs-unasked',
  'file-pages-move',
  'failure-checked',
  'nofail-kept',
  'can-succeed',
];

export const expected: readonly Expected[] = expectedOf(rows, () => PROPERTIES);
