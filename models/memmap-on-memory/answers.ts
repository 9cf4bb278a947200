// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source and the review of March 2021 give, written down before the model was asked. A
 * property that no row names is expected to hold.
 */
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';

export interface Row {
  readonly configurations: readonly string[];
  readonly designs: readonly string[];
  readonly violated: readonly string[];
  readonly source: string;
}

const MERGED = ['v5.14', 'v6.1', 'v6.1-fixed', 'v6.8', 'v6.9'];
const BY_BLOCK = ['v6.8', 'v6.9'];
const REMOVALS = ['what-if-remove-each-block', 'what-if-remove-all-at-once'];

/** The pairs that are asked. */
export const pairs = Object.entries(configurations).map(
  ([configuration, { about = [] }]) => [configuration, about] as const,
);
const CONFIGURATIONS = Object.keys(configurations);
const DESIGNS = Object.keys(designs);
const REFUSES = DESIGNS.filter((d) => !BY_BLOCK.includes(d) && !REMOVALS.includes(d));

const NEVER_ONLINE = [
  'online-gets-through',
  'walk-reads-page',
  'offline-gets-through',
  'memmap-on-itself',
  'state-lags-behind',
];
const NEVER_ADDED = ['add-gets-through', 'removal-gets-through', 'both-removed-at-once', ...NEVER_ONLINE];
const STRAY = [
  'buddy-of-added-memory',
  'offline-pages-isolated',
  'managed-exact',
  'memtotal-exact',
  'failed-add-leaves-nothing',
];

export const rows: readonly Row[] = [
  {
    configurations: CONFIGURATIONS,
    designs: REFUSES,
    violated: ['both-removed-at-once'],
    source:
      'mm/memory_hotplug.c try_remove_memory() (v5.14, v6.1): where one block has nr_vmemmap_pages, size != memory_block_size_bytes() is -EINVAL',
  },
  {
    configurations: ['boot', 'mixed'],
    designs: BY_BLOCK,
    violated: ['both-removed-at-once', 'refused-removal-changes-nothing'],
    source:
      'mm/memory_hotplug.c memory_blocks_have_altmaps() (v6.8): WARN_ON_ONCE(num_memblocks != num_altmaps), -EINVAL; try_remove_memory() has called firmware_map_remove() before',
  },
  {
    configurations: CONFIGURATIONS.filter((c) => c !== 'standby'),
    designs: ['v5.14', 'v6.1'],
    violated: ['span-stands-still'],
    source:
      '001002e73712 (v6.7): mhp_init_memmap_on_memory() and mhp_deinit_memmap_on_memory() resize the zone without mem_hotplug_lock; kmemleak_scan() reads its span under get_online_mems()',
  },
  {
    configurations: ['whole-section'],
    designs: ['v5.14', 'v6.1'],
    violated: ['no-poisoned-page', 'sections-stand-still'],
    source:
      '001002e73712 (v6.7): a section that is all memmap stays online until mhp_deinit_memmap_on_memory(), which poisons it without mem_hotplug_lock',
  },
  {
    configurations: ['failures'],
    designs: ['as-posted', 'v5.14', 'v6.1'],
    violated: STRAY,
    source:
      'f42ce5f087eb (v6.7): create_memory_block_devices() fails, arch_remove_memory(start, size, NULL), free_hugepage_table() takes the memmap’s pages for ordinary ones',
  },
  {
    configurations: ['failures'],
    designs: ['as-posted', 'v5.14', 'v6.1', ...BY_BLOCK],
    violated: ['memmap-not-in-buddy', 'removal-leaves-nothing'],
    source:
      'corrected after the model was asked: mm/memory_hotplug.c add_memory_resource() (v6.1): the range is added again, and its memmap lies on the pages that the failed add has given away',
  },
  {
    configurations: ['failures'],
    designs: BY_BLOCK,
    violated: STRAY,
    source:
      'mm/memory_hotplug.c create_altmaps_and_memory_blocks() (v6.8, v6.9, v6.18): arch_remove_memory(cur_start, memblock_size, NULL) on the same error',
  },
  {
    configurations: ['no-memory'],
    designs: MERGED,
    violated: ['failed-add-leaves-nothing'],
    source:
      'mm/memory_hotplug.c __add_pages() (v5.14, v6.1, v6.18): breaks at the section that fails; arch/x86/mm/init_64.c add_pages() warns and returns the error; sections before it stay',
  },
  {
    configurations: ['misaligned'],
    designs: MERGED,
    violated: ['removes-whole-blocks'],
    source:
      'mm/memory_hotplug.c try_remove_memory() (v5.14, v6.1, v6.8): BUG_ON(check_hotplug_memory_range(start, size))',
  },
  {
    configurations: ['whole-section'],
    designs: ['what-if-holes-mixed'],
    violated: ['offline-gets-through'],
    source:
      'mm/memory_hotplug.c offline_pages() (v6.1): system_ram_pages != nr_pages is -EINVAL, "memory holes"',
  },
  {
    configurations: ['whole-section'],
    designs: ['what-if-unaccount-last'],
    violated: ['node-follows-memory'],
    source:
      'mm/memory_hotplug.c node_states_check_changes_offline() (v6.1): nr_pages >= present_pages is false while the head is still counted',
  },
  {
    configurations: ['what-if-tiny-node'],
    designs: ['what-if-node-by-block'],
    violated: ['node-follows-memory'],
    source:
      'mm/memory_hotplug.c node_states_check_changes_offline() (v6.1): the head is not counted any more, so the whole block is as much as what is left and a little other memory',
  },
  {
    configurations: ['whole-section'],
    designs: DESIGNS.filter(
      (d) => !['as-posted', 'what-if-notifiers-told-block', 'what-if-per-section'].includes(d),
    ),
    violated: ['page-ext-of-online'],
    source:
      'mm/page_ext.c online_page_ext() (v6.1): from SECTION_ALIGN_DOWN(arg->start_pfn) on; sections that are all memmap lie before that',
  },
  {
    configurations: ['dimm'],
    designs: ['what-if-without-a'],
    violated: [
      'memmap-on-online-block',
      'memmap-not-in-buddy',
      'no-memmap-out-of-reach',
      'unplugged-holds-no-memmap',
      'altmap-used-up',
      'page-ext-of-online',
    ],
    source:
      'mm/memory_hotplug.c (v6.1): altmap.base_pfn is the range’s first page: block 1’s memmap lies in block 0, and every block is told the altmap.alloc of all; what is left of it when block 0 is added again is unknown to the new altmap',
  },
  {
    configurations: ['half-pmd'],
    designs: ['what-if-without-b'],
    violated: [
      'memmap-on-online-block',
      'no-memmap-out-of-reach',
      'unplugged-holds-no-memmap',
      'altmap-used-up',
      'page-ext-of-online',
    ],
    source:
      'arch/x86/mm/init_64.c vmemmap_populate_hugepages() (v6.1): a whole PMD from the altmap of the first block; the second finds it there, and altmap.alloc of its own stays 0; remove_pmd_table() frees it with the last',
  },
  {
    configurations: ['half-pmd'],
    designs: ['v6.1-fixed'],
    violated: NEVER_ADDED,
    source: 'mm/memory_hotplug.c mhp_supports_memmap_on_memory() (v6.1): condition b, -EINVAL',
  },
  {
    configurations: ['wide-pageblock'],
    designs: ['as-posted', 'v6.1-fixed'],
    violated: NEVER_ADDED,
    source: 'mm/memory_hotplug.c mhp_supports_memmap_on_memory() (v6.1): condition c, -EINVAL',
  },
  {
    configurations: ['half-pmd', 'wide-pageblock'],
    designs: ['v6.8'],
    violated: ['memmap-on-itself'],
    source:
      'mm/memory_hotplug.c add_memory_resource() (v6.8): where mhp_supports_memmap_on_memory() says no, the memmap comes from other memory',
  },
  {
    configurations: ['wide-pageblock'],
    designs: ['what-if-without-c'],
    violated: NEVER_ONLINE,
    source:
      'mm/memory_hotplug.c online_pages() (v6.1): WARN_ON_ONCE(!pageblock_aligned(pfn)), -EINVAL, each time',
  },
  {
    configurations: ['wide-pageblock'],
    designs: ['what-if-posted-without-c'],
    violated: ['no-vm-bug', ...NEVER_ONLINE],
    source: 'online_pages_range() as posted in March 2021: VM_BUG_ON(!IS_ALIGNED(pfn, pageblock_nr_pages))',
  },
  {
    configurations: ['dimm', 'mixed'],
    designs: ['what-if-remove-all-at-once'],
    violated: ['altmap-used-up'],
    source:
      'include/linux/memremap.h vmem_altmap_free() (v6.1): alloc -= nr_pfns, of all blocks; alloc was that of one',
  },
  {
    configurations: ['mixed'],
    designs: ['what-if-remove-all-at-once'],
    violated: ['memmap-given-back'],
    source:
      'mm/sparse.c section_deactivate() (v6.1): depopulate_section_memmap() with the altmap of another block frees no page; an early section’s goes by free_map_bootmem(), without it',
  },
  {
    configurations: ['lockless-walker'],
    designs: MERGED,
    violated: ['no-poisoned-page', 'no-unmapped-memmap'],
    source:
      'fs/proc/page.c kpagecount_read(), mm/memory_hotplug.c pfn_to_online_page() (v6.1): neither takes a lock; offline and removal may come between the look at the section and the page',
  },
  {
    configurations: ['standby'],
    designs: ['v6.8'],
    violated: ['no-memmap-out-of-reach', ...NEVER_ADDED],
    source:
      'c5f1e2d18909 (v6.9): mm/sparse.c sparse_add_section(): page_init_poison() of a memmap that lies on memory not yet accessible',
  },
  {
    configurations: ['what-if-zone-ends-in-head'],
    designs: ['what-if-offsets-alone'],
    violated: ['zones-apart'],
    source:
      'mm/memory_hotplug.c default_kernel_zone_for_pfn() (v6.1): zone_intersects() of what is left does not see the zone that spans the head',
  },
];
