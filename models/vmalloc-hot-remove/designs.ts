// SPDX-License-Identifier: MIT
/**
 * The proposals, each as what it decides. A step asks for a decision; none asks for a design's name. The texts are
 * those of the cover letter of "arm64/mm: Enable memory hot remove", V6 resend, 15 July 2019, and its replies.
 */
import type { Design } from '../../src/model/types.ts';

export type Role = 'vmalloc' | 'ioremap' | 'vunmap' | 'hot_remove';
const EVERY_MUTATOR: readonly Role[] = ['vmalloc', 'ioremap', 'vunmap', 'hot_remove'];

export interface Decisions {
  /** Who holds init_mm.page_table_lock over a page table walk, leaf entry included. */
  readonly walkLock: readonly Role[];
  /** The walk lock is dropped and taken again between two levels. */
  readonly dropBetweenLevels: boolean;
  /** Missing tables are allocated with the walk lock held; else it is dropped and the walk starts again. */
  readonly allocUnderLock: boolean;
  /** Hot-remove takes init_mm.page_table_lock to scan, unlink and free a table. */
  readonly freeLock: boolean;
  /** Hot-remove frees the tables it has emptied. */
  readonly freeTables: boolean;
  /** ... only if no address outside vmemmap is mapped through them. */
  readonly floorCeiling: boolean;
  /** The VA layout keeps vmalloc and vmemmap under different root entries. */
  readonly separateTables: boolean;
}

const NOTHING: Decisions = {
  walkLock: [],
  dropBetweenLevels: false,
  allocUnderLock: false,
  freeLock: false,
  freeTables: true,
  floorCeiling: false,
  separateTables: false,
};

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  none: {
    says: 'Hot-remove frees emptied tables; vmalloc locks only the installation of a table.',
    source: 'V5 of the series; v5.3 mm/vmalloc.c, mm/memory.c',
    decisions: NOTHING,
  },
  'lock-around-free-only': {
    says: 'Hot-remove scans, unlinks and frees under init_mm.page_table_lock; walks stay as they are.',
    source: 'the half-measure that Option 1 is not',
    decisions: { ...NOTHING, freeLock: true },
  },
  'option-1': {
    says: 'Every walk down to the leaf entry is under init_mm.page_table_lock; allocation drops it and walks again.',
    source: 'Option 1: making locking in vmalloc() adequate',
    decisions: { ...NOTHING, walkLock: EVERY_MUTATOR },
  },
  'option-1-alloc-under-lock': {
    says: 'As option-1, but missing tables are allocated with the lock held.',
    source: 'Option 1 with pmd_alloc_one() left where it is',
    decisions: { ...NOTHING, walkLock: EVERY_MUTATOR, allocUnderLock: true },
  },
  'option-1-drop-between-levels': {
    says: 'As option-1, but the lock is dropped between two levels of the walk.',
    source: 'Option 1 at the grain of today’s p?d_alloc() helpers',
    decisions: { ...NOTHING, walkLock: EVERY_MUTATOR, dropBetweenLevels: true },
  },
  'option-1-one-mutator-missing': {
    says: 'As option-1, but ioremap_page_range() does not take part.',
    source: 'Option 1 with lib/ioremap.c left as it is in v5.3',
    decisions: { ...NOTHING, walkLock: EVERY_MUTATOR.filter((role) => role !== 'ioremap') },
  },
  'option-3': {
    says: 'Hot-remove unmaps vmemmap but frees none of its tables.',
    source: 'Option 3: memory hot-remove does not free (conflicting) page table pages; V6 of the series',
    decisions: { ...NOTHING, freeTables: false },
  },
  'option-4': {
    says: 'The VA layout keeps vmalloc and vmemmap under different root entries.',
    source: 'Option 4: don’t let vmalloc and vmemmap share intermediate page table pages',
    decisions: { ...NOTHING, separateTables: true },
  },
  'floor-ceiling': {
    says: 'Hot-remove frees a table only if its whole span lies within vmemmap.',
    source: 'as merged: bbd6ec605c0f (v5.7), free_empty_tables() with floor and ceiling',
    decisions: { ...NOTHING, floorCeiling: true },
  },
};
