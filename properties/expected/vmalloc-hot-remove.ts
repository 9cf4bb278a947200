// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source gives, written down before the model was asked. A property that a row does not
 * name is expected to hold.
 */
import type { Expected } from '../../src/model/types.ts';

interface Row {
  readonly configurations: readonly string[];
  readonly design: string;
  readonly violated: readonly string[];
  readonly source: string;
}

const EVERYWHERE = ['shared', 'shared-boot', 'shared-first-add', 'disjoint'];
const UNMASKED = ['shared', 'shared-first-add'];
const MASKED = ['shared-boot', 'disjoint'];
/** A stale pointer, a NULL one. */
const BAD_POINTER = ['no-freed-table-accessed', 'no-wild-pointer'];
/** Two tables for one entry, or one freed with somebody's entry in it: mappings and tables are lost. */
const LOST_UPDATE = ['live-mappings-reachable', 'no-table-lost', 'leftover-bounded'];

const ALWAYS_PRESENT =
  'a PMD page that maps boot memory’s vmemmap, or no vmalloc area, is never found empty and shared';
const UNLOCKED_ADD =
  'mm/sparse-vmemmap.c vmemmap_pud_populate() (v5.3): pud_none(), allocate, pud_populate(), no lock and no second look';

const rows: readonly Row[] = [
  {
    configurations: UNMASKED,
    design: 'none',
    violated: [...BAD_POINTER, ...LOST_UPDATE],
    source:
      'mm/vmalloc.c vmap_pmd_range(), mm/memory.c __pte_alloc_kernel() (v5.3): page_table_lock covers the installation of a table, not the walk; hot-remove takes no lock to free one',
  },
  { configurations: MASKED, design: 'none', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: UNMASKED,
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
    configurations: UNMASKED,
    design: 'option-1-drop-between-levels',
    violated: ['no-freed-table-accessed'],
    source: 'the pointer to the PMD page outlives the critical section that read it',
  },
  { configurations: MASKED, design: 'option-1-drop-between-levels', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: UNMASKED,
    design: 'option-1-one-mutator-missing',
    violated: BAD_POINTER,
    source: 'lib/ioremap.c ioremap_pmd_range() (v5.3) walks as vmap_pmd_range() does in `none`',
  },
  { configurations: MASKED, design: 'option-1-one-mutator-missing', violated: [], source: ALWAYS_PRESENT },
  {
    configurations: ['shared', 'shared-boot', 'disjoint'],
    design: 'option-3',
    violated: [],
    source: 'no table is freed; what is left is linked and used again by the next hot-add',
  },
  { configurations: ['shared-first-add'], design: 'option-3', violated: LOST_UPDATE, source: UNLOCKED_ADD },
  {
    configurations: EVERYWHERE,
    design: 'option-4',
    violated: [],
    source: 'no table has entries of both: every table’s mutators are serialised by a lock of their own',
  },
  {
    configurations: ['shared', 'shared-boot', 'disjoint'],
    design: 'floor-ceiling',
    violated: [],
    source: 'arch/arm64/mm/mmu.c pgtable_range_aligned() (v5.7): a table that straddles the boundary is kept',
  },
  {
    configurations: ['shared-first-add'],
    design: 'floor-ceiling',
    violated: LOST_UPDATE,
    source: UNLOCKED_ADD,
  },
];

/** Every property of the model at bound `small`. */
const PROPERTIES = [
  'no-freed-table-accessed',
  'no-wild-pointer',
  'no-freed-table-reachable',
  'live-mappings-reachable',
  'no-table-lost',
  'leftover-bounded',
  'no-sleep-in-atomic',
  'no-deadlock',
  'vmalloc-gets-through',
  'ioremap-gets-through',
  'hot_remove-gets-through',
  'vmalloc-can-map',
  'hotplug-can-finish',
];

export const expected: readonly Expected[] = rows.flatMap(({ configurations, design, violated, source }) =>
  configurations.flatMap((configuration) =>
    PROPERTIES.map((property): Expected => {
      const verdict = violated.includes(property) ? 'violated' : 'holds';
      return { configuration, design, property, verdict, source };
    }),
  ),
);
