// SPDX-License-Identifier: MIT
/** Properties and sources that several expected answers name. */
export interface Row {
  readonly configuration: string;
  readonly designs: readonly string[];
  readonly violated: readonly string[];
  readonly source: string;
}

export const UNMAPPED = 'no-unmapped-struct-page';
export const REMOVES = 'removal-gets-through';
export const OFFLINES = 'offline-gets-through';
export const MIGRATES = 'page-is-migrated';
export const COUNTS = 'count-gets-to-sections';
export const WALKER = 'walker-finds-memmap';
export const GIVEN_OUT = ['memmap-not-free', 'memmap-not-overwritten'];

export const HOLDS =
  'mm/sparse.c __kfree_section_memmap(), free_vmemmap_range() (RFC on v5.0): the struct page of what a memmap lies in is in a section before it, or in its own, which goes later or now';
export const FIRST_GOES =
  'arch/x86/mm/init_64.c free_hugepage_table() (v5.0): without an altmap free_pagetable() looks at the struct page of what the second section’s memmap lies in; that struct page is in the first section’s memmap, whose entry is cleared';
export const ALTMAP =
  'arch/x86/mm/init_64.c free_hugepage_table() (v5.14): with an altmap vmem_altmap_free() counts, and looks at no struct page';
export const NOT_NEEDED = {
  'no-test-isolated':
    'mm/page_isolation.c test_pages_isolated() (v5.0): the page blocks of the memmap were made MIGRATE_ISOLATE with the others, so this loop passes over them as well',
  'no-free-pages-check': 'the reply: a vmemmap page should never reach it',
  'no-migrate':
    'mm/memory_hotplug.c __offline_pages() (v5.0): do_migrate_range() begins at the first movable page, and the memmap lies in front of all of them',
  'no-compaction':
    'mm/compaction.c isolate_migratepages_block() (v5.0): not PageLRU(), and __PageMovable() is false of VMEMMAP_PAGE, whose low bits are clear: isolate_fail all the same',
};
