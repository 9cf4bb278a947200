// SPDX-License-Identifier: MIT
/** Where the answer at bound large is another one than at small, and why: written after the model was asked. */
import type { Otherwise } from '../../src/model/types.ts';

export const otherwise: readonly Otherwise[] = [
  {
    configurations: ['boot', 'mixed'],
    designs: ['v6.8', 'v6.9'],
    properties: ['both-removed-at-once'],
    verdict: 'holds',
    because:
      'mm/memory_hotplug.c memory_blocks_have_altmaps() (v6.8): block 0 is removed and added again, with an altmap now; small has one removal',
  },
  {
    configurations: ['boot'],
    designs: ['what-if-remove-all-at-once'],
    properties: ['altmap-used-up'],
    verdict: 'violated',
    because:
      'mm/sparse.c section_deactivate() (v6.1): block 0 is removed and added again, early no more; both then go with the altmap of one',
  },
  {
    configurations: ['half-pmd'],
    designs: ['what-if-without-b'],
    properties: ['memmap-not-in-buddy', 'buddy-of-added-memory', 'offline-pages-isolated', 'memtotal-exact'],
    verdict: 'violated',
    because:
      'arch/x86/mm/init_64.c remove_pmd_table() (v6.1): the block that holds the memmap goes first; the other, whose nr_vmemmap_pages is 0, is removed without an altmap, and free_pagetable() gives the PMD’s pages away',
  },
];
