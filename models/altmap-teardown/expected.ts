// SPDX-License-Identifier: MIT
/**
 * The answers that the postings and the kernel's source give, written down before the model was asked. A row whose answer
 * was another one then says so. A property that no row names is expected to hold.
 */
import type { Expected } from '../../src/model/types.ts';
import { expectedOf } from '../expected.ts';
import {
  ALTMAP,
  COUNTS,
  FIRST_GOES,
  GIVEN_OUT,
  HOLDS,
  MIGRATES,
  NOT_NEEDED,
  OFFLINES,
  REMOVES,
  UNMAPPED,
  WALKER,
} from './expected-names.ts';
import type { Row } from './expected-names.ts';
import { others } from './expected-others.ts';

const rows: readonly Row[] = [
  {
    configuration: 'x86',
    designs: ['rfc', 'what-if-last-first', 'per-range', 'v1-2019'],
    violated: [],
    source: HOLDS,
  },
  {
    configuration: 'x86',
    designs: ['what-if-forward', 'what-if-at-once'],
    violated: [UNMAPPED, REMOVES],
    source: FIRST_GOES,
  },
  { configuration: 'x86', designs: ['v5.14'], violated: [], source: ALTMAP },
  {
    configuration: 'x86',
    designs: ['what-if-altmap-lost'],
    violated: [UNMAPPED, REMOVES, ...GIVEN_OUT],
    source:
      'arch/x86/mm/init_64.c free_pagetable() (v5.14): PageReserved, no bootmem magic: free_reserved_page() of pages of the range; then as without an altmap',
  },
  {
    configuration: 'x86',
    designs: ['no-has-unmovable'],
    violated: [OFFLINES, REMOVES, MIGRATES],
    source:
      'mm/page_alloc.c has_unmovable_pages() (v5.0): PageReserved is unmovable, start_isolate_page_range() returns -EBUSY, always',
  },
  {
    configuration: 'x86',
    designs: ['no-test-in-pageblock'],
    violated: [OFFLINES, REMOVES, 'offline-ends'],
    source:
      'mm/memory_hotplug.c __offline_pages() (v5.0): do { } while (offlined_pages < 0), and a page that is neither free nor poisoned is -EBUSY each time',
  },
  {
    configuration: 'x86',
    designs: ['no-test-isolated'],
    violated: [],
    source: NOT_NEEDED['no-test-isolated'],
  },
  {
    configuration: 'x86',
    designs: ['no-offline-isolated'],
    violated: ['no-bug', OFFLINES, REMOVES],
    source:
      'mm/page_alloc.c __offline_isolated_pages() (v5.0): BUG_ON(page_count(page)), which init_page_count() made 1',
  },
  {
    configuration: 'x86',
    designs: ['no-free-pages-check'],
    violated: [],
    source: NOT_NEEDED['no-free-pages-check'],
  },
  {
    configuration: 'x86',
    designs: ['no-free-pagetable'],
    violated: [...GIVEN_OUT, 'free-page-is-online'],
    source:
      'arch/x86/mm/init_64.c free_pagetable() (v5.0): free_reserved_page() before pmd_clear(); free_pcp_prepare() checks nothing without CONFIG_DEBUG_VM',
  },
  {
    configuration: 'x86',
    designs: ['no-init-single'],
    violated: [UNMAPPED, REMOVES, ...GIVEN_OUT],
    source:
      'mm/page_alloc.c memmap_init_zone() (v5.0): mm_zero_struct_page() forgets the mapping; no check behind it finds a page of the memmap any more, online_pages_range() frees them all, and __kfree_section_memmap() counts nothing',
  },
  { configuration: 'x86', designs: ['no-migrate'], violated: [], source: NOT_NEEDED['no-migrate'] },
  {
    configuration: 'powerpc',
    designs: ['rfc', 'per-range'],
    violated: ['no-stale-mapping'],
    source:
      'arch/powerpc/mm/init_64.c vmemmap_free() (RFC on v5.0): continue goes past vmemmap_remove_mapping(), as the reply says',
  },
  { configuration: 'powerpc', designs: ['v1-2019'], violated: [], source: HOLDS },
  {
    configuration: 's390',
    designs: ['rfc'],
    violated: [],
    source:
      'arch/s390/mm/init.c arch_add_memory() (RFC on v5.0): takes MHP_MEMMAP_FROM_RANGE back, the memmap comes from memory that is there',
  },
  {
    configuration: 's390',
    designs: ['what-if-s390-no-veto'],
    violated: ['no-struct-page-in-no-memory', 'page-can-be-used', OFFLINES, COUNTS, MIGRATES],
    source:
      'drivers/s390/char/sclp_cmd.c sclp_mem_notifier() (v5.0): memory is assigned at MEM_GOING_ONLINE, and mark_vmemmap_pages() writes to it when it is added',
  },
  {
    configuration: 'what-if-table-inside',
    designs: ['rfc'],
    violated: [UNMAPPED, REMOVES, COUNTS, 'count-zero-once', 'counts-own-range'],
    source:
      'include/linux/memremap.h mark_vmemmap_pages() (RFC on v5.0): nr_sects goes by sections, and with a table in front the memmap crosses into the next section one earlier; then as per-range',
  },
  {
    configuration: 'what-if-table-inside',
    designs: ['per-range', 'what-if-at-once', 'what-if-last-first', 'v5.14'],
    violated: [UNMAPPED, REMOVES],
    source:
      'arch/x86/mm/init_64.c free_pmd_table() (v5.0, v5.14): when the last entry is cleared, free_pagetable(pud_page(*pud)) looks at the table’s struct page, which is in the first section’s memmap: gone in either order, altmap or not',
  },
  ...others,
];

/** Asked everywhere, then where it is a question. */
const ALWAYS = [
  UNMAPPED,
  'no-struct-page-in-no-memory',
  'no-bug',
  'no-bad-page',
  'memmap-not-overwritten',
  'memmap-not-free',
  'valid-section-has-memmap',
  'valid-section-keeps-memory',
  'no-stale-mapping',
  'no-deadlock',
  'global-is-clear',
];
const COUNTED = ['count-is-sections', 'count-zero-once', 'counts-own-range', COUNTS];
/** Properties that mutants showed to be missing, and what their answers rest on. */
const LATER = Object.fromEntries(
  ['online-section-is-valid', 'sections-online-together', 'free-page-is-online'].map((property) => [
    property,
    'written after the model was asked: mm/sparse.c online_mem_sections(), offline_mem_sections() (v5.0) are called under mem_hotplug_lock, for all sections, after pages are freed and before they are taken; without the check of free_pagetable() pages are freed where nothing is online',
  ]),
);
const ONLINED = [
  ...Object.keys(LATER),
  'no-isolation-left',
  'no-isolation-warning',
  'offline-ends',
  'page-can-be-used',
  OFFLINES,
];
const NOT_COUNTED = /^(v\d\.\d+|what-if-altmap-lost|what-if-at-once|what-if-last-first)$/;
const OFF = [
  'what-if-table-inside',
  'two-ranges',
  'what-if-by-section',
  'memory-failure',
  'memory-failure-online',
  'pfn-valid',
];
const HAS_USER = ['x86', 'powerpc', 's390', 'debug-vm', 'debug-vm-no-poison', 'compaction'];
const HAS_WALKER = ['compaction', 'contig', 'memory-failure', 'memory-failure-online'];

const asked = (configuration: string, design: string) => [
  ...ALWAYS,
  ...(NOT_COUNTED.test(design) || (configuration === 's390' && design === 'rfc') ? [] : COUNTED),
  ...(OFF.includes(configuration) ? [] : ONLINED),
  ...(configuration === 's390' ? [] : [REMOVES]),
  ...(HAS_USER.includes(configuration) ? [MIGRATES] : []),
  ...(HAS_WALKER.includes(configuration) ? [WALKER] : []),
  ...(configuration === 'contig' ? ['contig-gets-no-memmap'] : []),
  ...(configuration.startsWith('memory-failure') ? ['hwpoison-kept'] : []),
  ...(configuration === 'pfn-valid' ? ['usage-there', 'usage-not-freed'] : []),
];

export const expected: readonly Expected[] = expectedOf(
  rows.flatMap(({ configuration, designs, ...row }) =>
    designs.map((design) => ({ ...row, design, configurations: [configuration] })),
  ),
  asked,
  LATER,
);
