// SPDX-License-Identifier: MIT
/** What is asked of each table of each layout. */
import { everywhere, somewhere } from '../../src/model/space.ts';
import type { SpaceProperty } from '../../src/model/space.ts';
import { GIB } from './addresses.ts';
import type { Point } from './layout.ts';

export const properties: readonly SpaceProperty<Point>[] = [
  everywhere<Point>(
    'no-race',
    'No table that hot-remove can find empty, and frees, is one that others map through.',
    'layout',
    (c) => c.verdict !== 'possible',
  ),
  everywhere<Point>(
    'no-luck',
    'No shared table is freed where it is found empty: nothing depends on what else it leads to.',
    'kept_by',
    (c) => c.verdict === 'cannot share' || c.verdict === 'never freed',
  ),
  everywhere<Point>(
    'vmalloc-apart',
    'No table below the root leads to vmalloc and to what hot-remove unmaps.',
    'layout',
    (c) => c.beside !== 'vmalloc' || !c.shared,
  ),
  everywhere<Point>(
    'others-apart',
    'Nor does one lead there and to modules, PCI I/O, the fixmap or KASAN’s shadow.',
    'beside',
    (c) => c.beside === 'vmalloc' || !c.shared,
  ),
  everywhere<Point>(
    'regions-there',
    'Every region but vmalloc begins before it ends.',
    'missing',
    (c) => c.missing === 'none',
  ),
  everywhere<Point>(
    'regions-disjoint',
    'No two regions have an address in common.',
    'overlap',
    (c) => c.overlap === 'none',
  ),
  everywhere<Point>(
    'vmemmap-covers',
    'vmemmap has a struct page for every page of the linear map.',
    'layout',
    (c) => (c.linear_end - c.linear_start) / 2 ** c.PAGE_SHIFT <= (c.VMEMMAP_END - c.vmemmap_used) / 64,
  ),
  everywhere<Point>(
    'vmalloc-has-room',
    'vmalloc has a gigabyte at least.',
    'layout',
    (c) => c.VMALLOC_END - c.VMALLOC_START >= GIB,
  ),
  somewhere<Point>(
    'frees-some-table',
    'Some table is freed where it is found empty.',
    (c) => c.frees && !c.guarded,
  ),
];
