// SPDX-License-Identifier: MIT
/** Expected answers where there are two ranges, debugging options or walkers: as expected.ts, which has the rest. */
import {
  ALTMAP,
  GIVEN_OUT,
  HOLDS,
  COUNTS,
  MIGRATES,
  NOT_NEEDED,
  OFFLINES,
  REMOVES,
  UNMAPPED,
  WALKER,
} from './expected-names.ts';
import type { Row } from './expected-names.ts';

const RACE =
  'mm/page_alloc.c __pageblock_pfn_to_page() (v5.0): pfn_to_online_page() takes no lock; the section can be offlined and removed before the struct page is read, whatever the memmap lies in';

export const others: readonly Row[] = [
  {
    configuration: 'two-ranges',
    designs: ['rfc'],
    violated: [],
    source:
      'mm/memory_hotplug.c __remove_memory() (v5.0): device_hotplug_lock and mem_hotplug_lock are held from the first section to the last',
  },
  { configuration: 'two-ranges', designs: ['per-range'], violated: [], source: HOLDS },
  { configuration: 'two-ranges', designs: ['v5.14'], violated: [], source: ALTMAP },
  {
    configuration: 'two-ranges',
    designs: ['what-if-no-hotplug-lock'],
    violated: [
      UNMAPPED,
      'no-struct-page-in-no-memory',
      'valid-section-has-memmap',
      'no-stale-mapping',
      'count-zero-once',
      'counts-own-range',
    ],
    source:
      'mm/sparse.c __kfree_section_memmap() (RFC on v5.0): whoever comes second counts down current_vmemmap_page of the first, and frees from its own section down to there, or nothing if that lies above',
  },
  {
    configuration: 'two-ranges',
    designs: ['what-if-no-lock-per-range'],
    violated: [],
    source: 'two ranges share neither count nor struct pages',
  },
  {
    configuration: 'what-if-by-section',
    designs: ['rfc'],
    violated: [
      'no-struct-page-in-no-memory',
      'valid-section-keeps-memory',
      'no-stale-mapping',
      'counts-own-range',
      UNMAPPED,
      'valid-section-has-memmap',
      REMOVES,
    ],
    source:
      'corrected after the model was asked: mm/sparse.c __kfree_section_memmap() (RFC on v5.0): the memmaps stay, and lie in memory that has left; current_vmemmap_page is still set when the other range begins to go, and if that comes before the memory has left, it counts to zero and unmaps the section that is still there, too',
  },
  {
    configuration: 'what-if-by-section',
    designs: ['per-range'],
    violated: ['no-struct-page-in-no-memory', 'valid-section-keeps-memory', 'no-stale-mapping', REMOVES],
    source: 'the first section’s memory holds the memmaps of all: it has left, they are still mapped',
  },
  {
    configuration: 'what-if-by-section',
    designs: ['v5.14'],
    violated: [REMOVES],
    source:
      'mm/memory_hotplug.c try_remove_memory() (v5.14): size != memory_block_size_bytes() is refused where a block has nr_vmemmap_pages',
  },
  {
    configuration: 'debug-vm',
    designs: ['rfc'],
    violated: [UNMAPPED, REMOVES, OFFLINES, COUNTS, MIGRATES, 'page-can-be-used'],
    source:
      'include/linux/memremap.h mark_vmemmap_pages() (RFC on v5.0): after page_init_poison() _refcount is -1, page_ref_inc() makes it 0, 0 % align is 0: nr_sects is 1 too soon, and the second section’s head lies in front of the range',
  },
  {
    configuration: 'debug-vm',
    designs: ['per-range'],
    violated: [],
    source: 'no count in a struct page, nothing to be found',
  },
  { configuration: 'debug-vm', designs: ['v5.14'], violated: [], source: ALTMAP },
  {
    configuration: 'debug-vm',
    designs: ['what-if-altmap-lost'],
    violated: [UNMAPPED, REMOVES, ...GIVEN_OUT],
    source: 'mm/page_alloc.c free_pages_check() (v5.0): nothing of a page of the memmap looks wrong there',
  },
  { configuration: 'debug-vm-no-poison', designs: ['rfc'], violated: [], source: HOLDS },
  {
    configuration: 'debug-vm-no-poison',
    designs: ['no-free-pagetable'],
    violated: ['no-bad-page', REMOVES],
    source:
      'mm/page_alloc.c free_pages_check_bad() (v5.0): VMEMMAP_PAGE is a mapping that is not NULL, and PageMappingFlags() of it is 0, so free_pages_prepare() leaves it',
  },
  {
    configuration: 'debug-vm-no-poison',
    designs: ['no-free-pages-check'],
    violated: [],
    source: NOT_NEEDED['no-free-pages-check'],
  },
  { configuration: 'compaction', designs: ['rfc', 'v5.14'], violated: [WALKER], source: RACE },
  {
    configuration: 'compaction',
    designs: ['no-compaction'],
    violated: [WALKER],
    source: `${NOT_NEEDED['no-compaction']}; ${RACE}`,
  },
  {
    configuration: 'contig',
    designs: ['rfc', 'no-test-isolated'],
    violated: [WALKER],
    source: `isolate_freepages_range() (v5.0) finds no free page and returns 0, whatever was skipped before; ${RACE}`,
  },
  {
    configuration: 'contig',
    designs: ['no-has-unmovable'],
    violated: [OFFLINES, REMOVES],
    source:
      'mm/page_alloc.c has_unmovable_pages() (v5.0): PageReserved is unmovable for both; nothing is ever removed',
  },
  {
    configuration: 'contig',
    designs: ['no-test-in-pageblock'],
    violated: [OFFLINES, REMOVES, 'offline-ends'],
    source: 'as on x86 alone; nothing is ever removed',
  },
  {
    configuration: 'memory-failure',
    designs: ['rfc'],
    violated: [WALKER],
    source:
      'mm/memory-failure.c memory_failure() (v5.0): pfn_valid() takes no lock; the flags are set by atomic operations',
  },
  {
    configuration: 'memory-failure',
    designs: ['non-atomic'],
    violated: [WALKER, 'hwpoison-kept'],
    source:
      'mm/sparse.c sparse_add_one_section() (RFC on v5.0): pages for the second section’s memmap lie in the first, which is valid already: memory_failure() finds them while __SetPageReserved() writes the word',
  },
  {
    configuration: 'memory-failure-online',
    designs: ['rfc', 'non-atomic'],
    violated: [],
    source: 'mm/memory-failure.c memory_failure() (v5.14): pfn_to_online_page(); the range is not online',
  },
  {
    configuration: 'pfn-valid',
    designs: ['v5.14'],
    violated: ['usage-there', 'usage-not-freed'],
    source:
      'mm/sparse.c section_deactivate() (v5.3, v5.14): kfree(ms->usage) and NULL come before the section is invalid; include/linux/mmzone.h pfn_section_valid() follows it: 5ec8e8ea8b77',
  },
  {
    configuration: 'pfn-valid',
    designs: ['v6.8'],
    violated: ['usage-there'],
    source:
      'include/linux/mmzone.h pfn_section_valid() (v6.8): READ_ONCE(ms->usage) is followed without a look: 82f0b6f041fa',
  },
  {
    configuration: 'pfn-valid',
    designs: ['v6.10'],
    violated: [],
    source:
      'include/linux/mmzone.h pfn_section_valid() (v6.17): NULL is 0, and kfree_rcu() waits for the reader',
  },
];
