// SPDX-License-Identifier: MIT
/** What is asked of vmalloc-hot-remove alone: where its races end, and pgtable_range_aligned() by numbers. */
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import { rangeAligned } from '../models/vmalloc-hot-remove/mmu.ts';
import { answer } from './answers.ts';

describe('the three races of `none` end at different places', () => {
  const { violated } = answer(model, 'what-if-unpinned', 'none', 'tiny');
  it('a stale pointer at the next use of the freed page', () => {
    expect(violated['no-freed-table-accessed']).toContain('use-after-free vmalloc.pmd_none');
    expect(violated['no-freed-table-accessed']).toContain('use-after-free vmalloc.pmd_populate_kernel');
  });
  it('an entry that became none between its two reads at the use of the pointer derived from it', () => {
    // Of the walk that maps, and of the one that an error path does.
    expect(violated['no-wild-pointer']).toEqual([
      'wild-pointer vmalloc.pmd_none',
      'wild-pointer vmalloc.vfree_pmd_none',
    ]);
  });
  it('a lost update where the table goes with somebody’s entry in it', () => {
    expect(violated['live-mappings-reachable']).toContain('false hot_remove.free_pud_clear');
    expect(violated['no-table-lost']).toContain('false hot_remove.free_pmd_page');
  });
  it('of which a lock around the free alone stops the last', () => {
    const locked = answer(model, 'what-if-unpinned', 'lock-around-free-only', 'tiny').violated;
    expect(Object.keys(locked)).toEqual(['no-freed-table-accessed', 'no-wild-pointer']);
  });
});

describe('the model', () => {
  it('keeps a table that straddles floor or ceiling, and frees one that lies within, as pgtable_range_aligned() does', () => {
    // A table of span 4 at [4, 8): ours from 5 on, up to 7, or wholly.
    expect(rangeAligned(5, 6, 5, 100, 4)).toBe(false);
    expect(rangeAligned(5, 6, 4, 7, 4)).toBe(false);
    expect(rangeAligned(5, 6, 4, 8, 4)).toBe(true);
    expect(rangeAligned(1, 2, 0, 3, 4)).toBe(false);
  });
});
