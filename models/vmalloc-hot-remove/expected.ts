// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source gives, written down before the model was asked. A property that a row does not
 * name is expected to hold.
 */
import type { Expected } from '../../src/model/types.ts';
import { expectedOf } from '../expected.ts';
import type { Row } from '../expected.ts';
import { lockRows } from './expected-locks.ts';

const PINNED = ['as-built', 'as-built-first-add', 'as-built-v6.9'];
const UNPINNED = ['what-if-unpinned', 'what-if-first-add'];
const MASKED = [...PINNED, 'disjoint'];
const EVERYWHERE = [...MASKED, ...UNPINNED];
/** A stale pointer, a NULL one. */
const BAD_POINTER = ['no-freed-table-accessed', 'no-wild-pointer'];
/** Two tables for one entry, or one freed with somebody's entry in it: mappings and tables are lost. */
const LOST_UPDATE = ['live-mappings-reachable', 'no-table-lost', 'leftover-bounded'];

const ALWAYS_PRESENT =
  'arch/arm64/mm/mmu.c early_fixmap_init() (v5.3; mm/fixmap.c in v6.8): the fixmap lies between VMALLOC_END and VMEMMAP_START to v6.8 (asm/memory.h) and is never unlinked; from v6.9 boot memory’s vmemmap, in the lowest slice, is not either. Where nothing is shared no vmalloc area is under a table of vmemmap';
const UNLOCKED_ADD =
  'mm/sparse-vmemmap.c vmemmap_pud_populate() (v5.3): pud_none(), allocate, pud_populate(), no lock and no second look';

const rows: readonly Row[] = [
  {
    configurations: UNPINNED,
    design: 'none',
    violated: [...BAD_POINTER, ...LOST_UPDATE],
    source:
      'mm/vmalloc.c vmap_pmd_range(), mm/memory.c __pte_alloc_kernel() (v5.3): page_table_lock covers the installation of a table, not the walk; hot-remove takes no lock to free one',
  },
  { configurations: MASKED, design: 'none', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: UNPINNED,
    design: 'lock-around-free-only',
    violated: [...BAD_POINTER, ...LOST_UPDATE],
    source: `the walk still reads entries without the lock; and ${UNLOCKED_ADD}`,
  },
  { configurations: MASKED, design: 'lock-around-free-only', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: EVERYWHERE,
    design: 'option-1',
    violated: [],
    source: 'every mutator walks under the lock that the free is under, and allocates outside it',
  },
  {
    configurations: EVERYWHERE,
    design: 'option-1-alloc-under-lock',
    violated: ['no-sleep-in-atomic', 'vmalloc-can-map', 'hotplug-can-finish'],
    source:
      'pmd_alloc_one(), pte_alloc_one_kernel(): GFP_KERNEL may sleep, page_table_lock is a spinlock; whoever needs a table faults',
  },
  {
    configurations: UNPINNED,
    design: 'option-1-drop-between-levels',
    violated: ['no-freed-table-accessed'],
    source: 'the pointer to the PMD page outlives the critical section that read it',
  },
  { configurations: MASKED, design: 'option-1-drop-between-levels', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: UNPINNED,
    design: 'option-1-one-mutator-missing',
    violated: BAD_POINTER,
    source: 'lib/ioremap.c ioremap_pmd_range() (v5.3) walks as vmap_pmd_range() does in `none`',
  },
  { configurations: MASKED, design: 'option-1-one-mutator-missing', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: [...MASKED, 'what-if-unpinned'],
    design: 'option-3',
    violated: [],
    source: 'no table is freed; what is left is linked and used again by the next hot-add',
  },
  { configurations: ['what-if-first-add'], design: 'option-3', violated: LOST_UPDATE, source: UNLOCKED_ADD },
  {
    configurations: EVERYWHERE,
    design: 'option-4',
    violated: [],
    source: 'no table has entries of both: every table’s mutators are serialised by a lock of their own',
  },
  {
    configurations: [...MASKED, 'what-if-unpinned'],
    design: 'floor-ceiling',
    violated: [],
    source: 'arch/arm64/mm/mmu.c pgtable_range_aligned() (v5.7): a table that straddles the boundary is kept',
  },
  {
    configurations: ['what-if-first-add'],
    design: 'floor-ceiling',
    violated: LOST_UPDATE,
    source: UNLOCKED_ADD,
  },
  {
    configurations: EVERYWHERE,
    design: 'floor-ceiling-locked-add',
    violated: [],
    source:
      'as floor-ceiling; and mm/memory.c __pmd_alloc() (v5.3): pud_present() and pud_populate() in one section of page_table_lock',
  },
  {
    configurations: EVERYWHERE,
    design: 'option-2',
    violated: [],
    source:
      'hot-add and hot-remove hold mem_hotplug_lock for writing (mm/memory_hotplug.c, v5.3): no mapper runs beside them',
  },
  {
    configurations: MASKED,
    design: 'option-2-map-level',
    violated: [],
    source: ALWAYS_PRESENT,
  },
  {
    configurations: UNPINNED,
    design: 'option-2-map-level',
    violated: BAD_POINTER,
    source:
      'mm/vmalloc.c __vmalloc_area_node() (v5.3): after a failed map_vm_area() __vfree(), vunmap_page_range() walks with no lock; arch/arm64/mm/ioremap.c __ioremap_caller(): vunmap()',
  },
  {
    configurations: UNPINNED,
    design: 'option-2-vmalloc-alone',
    violated: [...BAD_POINTER, ...LOST_UPDATE],
    source:
      'lib/ioremap.c ioremap_pmd_range() (v5.3) is not called from vmalloc(), and hot-remove takes no page_table_lock',
  },
  { configurations: MASKED, design: 'option-2-vmalloc-alone', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: ['disjoint', ...UNPINNED],
    design: 'x86-free-before-clear',
    violated: ['no-freed-table-reachable'],
    source:
      'arch/x86/mm/init_64.c free_pte_table(), free_pmd_table() (v5.3): free_pagetable(), then pmd_clear(), pud_clear()',
  },
  ...lockRows(),
  {
    configurations: ['ptdump'],
    design: 'ptdump-lockless',
    violated: BAD_POINTER,
    source:
      'arch/arm64/mm/dump.c walk_pmd(), walk_pte() (v5.3): entries are read twice, no lock; hot-remove frees what lies within vmemmap',
  },
  {
    configurations: ['check-wx'],
    design: 'floor-ceiling',
    violated: BAD_POINTER,
    source:
      'ptdump_check_wx() takes no hotplug lock (arch/arm64/mm/dump.c v5.3, v5.7; ptdump.c v6.8) until 59305202c67f (2025); hot-remove frees what lies within vmemmap',
  },
  {
    configurations: ['check-wx'],
    design: 'option-3',
    violated: [],
    source: 'no table is freed, whoever walks',
  },
  {
    configurations: ['ptdump', 'check-wx'],
    design: 'ptdump-locked-walk',
    violated: [],
    source: 'mm/ptdump.c ptdump_walk_pgd() (v6.18): get_online_mems() around the walk, whoever calls',
  },
  ...['option-1', 'option-2', 'option-3', 'floor-ceiling'].map((design): Row => ({
    configurations: ['ptdump', 'hw-walker'],
    design,
    violated: [],
    source:
      'bf2b59f60ee1: ptdump_show() holds get_online_mems(); arch/arm64/mm/mmu.c (v5.7): clear, __flush_tlb_kernel_pgtable(), free',
  })),
  {
    configurations: ['hw-walker'],
    design: 'x86-free-before-clear',
    violated: ['no-freed-table-reachable', 'clear-flush-free', 'no-freed-page-walked'],
    source:
      'arch/x86/mm/init_64.c remove_pte_table(), free_pte_table() (v5.3): pages are freed before their entry is cleared, flush_tlb_all() comes last',
  },
];

/** Every property that all configurations are asked for at bound `small`. */
const PROPERTIES = [
  'no-freed-table-accessed',
  'no-wild-pointer',
  'no-freed-table-reachable',
  'live-mappings-reachable',
  'no-table-lost',
  'leftover-bounded',
  'no-sleep-in-atomic',
  'no-deadlock',
  'hotplug-exclusive',
  'vmalloc-gets-through',
  'hot_remove-gets-through',
  'vmalloc-can-map',
  'hotplug-can-finish',
  'nothing-in-hand',
  'removed-memory-unmapped',
  'leaf-set-once',
  'every-call-returns',
];
/** Those of a configuration: ioremap takes part where nobody else does; hardware is asked where there is some. */
function propertiesIn(configuration: string): readonly string[] {
  if (EVERYWHERE.includes(configuration)) return [...PROPERTIES, 'ioremap-gets-through'];
  switch (configuration) {
    case 'hw-walker':
      return [...PROPERTIES, 'clear-flush-free', 'no-freed-page-walked', 'tlb-can-fill'];
    case 'ptdump':
    case 'check-wx':
      return [...PROPERTIES, 'others-get-through', 'ptdump-can-walk'];
    case 'vmap-stack':
    case 'cpu-hotplug':
      return [...PROPERTIES, 'others-get-through', 'kthread-on-request'];
    case 'nested-reader':
    case 'page-lock':
      return [...PROPERTIES, 'others-get-through'];
    default:
      return PROPERTIES;
  }
}

export const expected: readonly Expected[] = expectedOf(rows, propertiesIn);
