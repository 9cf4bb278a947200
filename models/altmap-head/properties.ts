// SPDX-License-Identifier: MIT
/** What must be true of a section, whatever the sizes. */
import { everywhere, somewhere } from '../../src/model/space.ts';
import type { SpaceProperty } from '../../src/model/space.ts';
import type { Point } from './sizes.ts';

export const properties: readonly SpaceProperty<Point>[] = [
  everywhere<Point>(
    'head-is-first',
    'The struct page whose count a section raises is the range’s first.',
    'struct_page',
    (p) => p.head === p.first,
  ),
  everywhere<Point>(
    'count-is-sections',
    'The first struct page’s count is then the number of sections so far.',
    'struct_page',
    (p) => p.count === p.section + 1,
  ),
  everywhere<Point>(
    'marks-what-it-took',
    'The pages that are marked are those that were taken.',
    'struct_page',
    (p) => p.marked === p.taken,
  ),
  everywhere<Point>(
    'branches-agree',
    'Where a section has no vmemmap page, both branches of online_pages_range() online the same.',
    'base',
    (p) => p.counted > 0 || p.branch_all === p.branch_rest,
  ),
  everywhere<Point>(
    'onlines-no-memmap',
    'No vmemmap page is onlined.',
    'base',
    (p) => p.counted >= p.memmap_pages || p.onlined === 0,
  ),
  everywhere<Point>(
    'onlines-the-rest',
    'All other pages are onlined, section by section as at once.',
    'reserved',
    (p) => p.onlined >= p.onlined_at_once,
  ),
  everywhere<Point>(
    'blocks-aligned',
    'Each block that is freed to the page allocator begins at a multiple of its size.',
    'struct_page',
    (p) => p.misaligned === 0,
  ),
  somewhere<Point>(
    'crosses',
    'The memmap of some range is longer than a section.',
    (p) => p.section > 0 && p.memmap_pages > 0,
  ),
  somewhere<Point>(
    'eighty',
    'A range of 80 sections gives its first page a count of 80.',
    (p) => p.sections === 80 && p.section === 79 && p.count === 80,
  ),
];
