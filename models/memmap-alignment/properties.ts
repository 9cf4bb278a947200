// SPDX-License-Identifier: MIT
/** What must be true of every block that may hold its own memmap. */
import { everywhere, somewhere } from '../../src/model/space.ts';
import type { SpaceProperty } from '../../src/model/space.ts';
import type { Block } from './block.ts';

export const properties: readonly SpaceProperty<Block>[] = [
  everywhere<Block>(
    'rest-is-whole-pageblocks',
    'What is left of a block behind its memmap is whole page blocks: it can be brought online.',
    'huge',
    (b) => !b.accepted || b.whole_pageblocks,
  ),
  everywhere<Block>(
    'rest-is-whole-with-hugetlb',
    'So it is wherever CONFIG_HUGETLB_PAGE is on.',
    'architecture',
    (b) => b.huge !== 'HUGETLB' || !b.accepted || b.whole_pageblocks,
  ),
  everywhere<Block>(
    'memmap-is-whole-pmds',
    'No PMD of vmemmap maps the memmap of two blocks.',
    'huge',
    (b) => !b.accepted || b.whole_mappings,
  ),
  everywhere<Block>(
    'nothing-wasted',
    'No more is kept of a block than its memmap takes.',
    'huge',
    (b) => !b.accepted || b.reserved_size === b.vmemmap_size,
  ),
  somewhere<Block>('one-accepted', 'Some block may hold its own memmap.', (b) => b.accepted),
  somewhere<Block>(
    'smallest-accepted',
    'Some block of one section may, without CONFIG_HUGETLB_PAGE and CONFIG_TRANSPARENT_HUGEPAGE.',
    (b) => b.accepted && b.sections === 1 && b.huge === 'neither',
  ),
];
