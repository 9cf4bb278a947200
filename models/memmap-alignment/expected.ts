// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source gives, written down before the model was asked. A row whose answer was another
 * one then says `corrected after the model was asked`.
 */
import { expectedOf } from '../expected.ts';
import type { Row } from '../expected.ts';

const EVERY = ['v5.14', 'v6.1', 'v6.8', 'v6.18'];
const TO_6_1 = ['v5.14', 'v6.1'];
const TO_6_8 = [...TO_6_1, 'v6.8'];

const rows: readonly Row[] = [
  {
    configurations: TO_6_8,
    design: 'b-and-c',
    violated: ['smallest-accepted'],
    source:
      'include/linux/pageblock-flags.h (v6.1): without huge pages a page block is the largest of the buddy allocator, twice or eight times a PMD; the memmap of the smallest block is one PMD at most',
  },
  {
    configurations: ['v6.18'],
    design: 'b-and-c',
    violated: [],
    source:
      'corrected after the model was asked: include/linux/mmzone.h (v6.18): CONFIG_PAGE_BLOCK_MAX_ORDER makes page blocks small enough for the smallest block as well',
  },
  {
    configurations: ['v6.8', 'v6.18'],
    design: 'b-alone',
    violated: ['rest-is-whole-pageblocks', 'rest-is-whole-with-hugetlb'],
    source:
      'corrected after the model was asked: arch/powerpc/include/asm/pgtable.h arch_supports_memmap_on_memory() (v6.8) asks nothing of ppc64 with 64K pages, whose page blocks are 2 MiB: 2d1f649c7c08 wastes 28 pages of 4096 for that',
  },
  {
    configurations: TO_6_1,
    design: 'b-alone',
    violated: ['rest-is-whole-pageblocks'],
    source:
      'include/linux/pageblock-flags.h (v6.1): pageblock_order is (MAX_ORDER-1) without CONFIG_HUGETLB_PAGE: x86-64, 128 MiB, a memmap of 2 MiB, page blocks of 4 MiB, 126 MiB left; with it a page block is a PMD at most',
  },
  {
    configurations: TO_6_8,
    design: 'c-alone',
    violated: ['smallest-accepted'],
    source:
      'include/linux/pageblock-flags.h (v6.1): a page block is never smaller than a PMD, so whole page blocks are whole PMDs: b follows from c, not c from b',
  },
  {
    configurations: ['v6.18'],
    design: 'c-alone',
    violated: ['memmap-is-whole-pmds'],
    source:
      'include/linux/mmzone.h (v6.18): CONFIG_PAGE_BLOCK_MAX_ORDER may make a page block smaller than a PMD; then c says nothing of b, and the smallest block is accepted',
  },
  {
    configurations: EVERY,
    design: 'no-condition',
    violated: ['rest-is-whole-pageblocks', 'rest-is-whole-with-hugetlb', 'memmap-is-whole-pmds'],
    source: 'without a rule each of these can be got wrong: arm64 16K, 128 MiB, a memmap of 512 KiB',
  },
  {
    configurations: EVERY,
    design: 'force',
    violated: ['nothing-wasted'],
    source: 'mm/memory_hotplug.c memory_block_memmap_on_memory_pages() (v6.8): pageblock_align(nr_pages)',
  },
];

const PROPERTIES = [
  'rest-is-whole-pageblocks',
  'rest-is-whole-with-hugetlb',
  'memmap-is-whole-pmds',
  'nothing-wasted',
  'one-accepted',
  'smallest-accepted',
];

export const expected = expectedOf(rows, () => PROPERTIES);
