// SPDX-License-Identifier: MIT
/**
 * arch/arm64/mm/mmu.c (v5.7): what vmemmap_free() does to the vmemmap of a block. V5 of the series frees in the same
 * order, without the range check.
 */
import { code, source } from '../../src/vocabulary/index.ts';
import { entriesOf } from './memory.ts';
import type { Build, Kernel, ScanStack } from './memory.ts';
import {
  flush_all_levels,
  flush_last_level,
  forget,
  free_vmemmap_page,
  pmd,
  pte,
  ptl,
  pud,
} from './pages.ts';
import type { Effect } from './pages.ts';

const { fn, step, branch, call, ret, goto, label } = code<Kernel, ScanStack>();
const mmu = source('arch/arm64/mm/mmu.c', 'v5.7');

/**
 * pgtable_range_aligned(): may the table that maps [start, end) be freed, given that it spans `span` and only [floor,
 * ceiling) is ours? Addresses count PMD entries. Rounding the ceiling down to 0 keeps it.
 */
export function rangeAligned(start: number, end: number, floor: number, ceiling: number, span: number) {
  const roundDown = (at: number) => at - (at % span);
  if (roundDown(start) < floor) return false;
  const limit = roundDown(ceiling);
  return limit !== 0 && end - 1 <= limit - 1;
}

export function arm64_mmu({ layout, decisions: d }: Build) {
  const entries = entriesOf(layout, layout.hotVmemmap);
  const locked = d.walkLock.includes('hot_remove');

  /** Clears the leaf entries, flushes the TLB for each, frees what they mapped. Tables stay. */
  const unmap_hotplug_pte_range = fn(mmu('unmap_hotplug_pte_range'), [
    pte.offset('unmap_pte_offset', 'ptep = pte_offset_kernel(pmdp, addr)', entries),
    branch('unmap_pte', 'pte_none(READ_ONCE(*ptep))', [
      pte.through,
      { when: pte.is(0, false), does: forget, note: 'none', then: ret() },
      { note: 'present' },
    ]),
    pte.step('unmap_pte_clear', 'pte_clear(ptep)', pte.set(0, false), forget),
    flush_last_level('unmap_flush', 'flush_tlb_kernel_range()'),
    free_vmemmap_page('unmap_free_page', 'free_hotplug_page_range(pte_page(pte))'),
  ]);
  const unmap_hotplug_pmd_range = fn(mmu('unmap_hotplug_pmd_range'), [
    pmd.offset('unmap_pmd_offset', 'pmdp = pmd_offset(pudp, addr)', entries),
    pmd.if_none('unmap_pmd', 'pmd_none(READ_ONCE(*pmdp))', entries, ret(), { does: forget }),
    call(unmap_hotplug_pte_range),
  ]);
  const unmap_hotplug_pud_range = fn(mmu('unmap_hotplug_pud_range'), [
    pud.if_none('unmap_pud', 'pud_none(READ_ONCE(*pudp))', entries, ret()),
    call(unmap_hotplug_pmd_range),
  ]);
  const unmap_hotplug_range = fn(mmu('unmap_hotplug_range'), [
    locked && ptl.lock('unmap_lock'),
    call(unmap_hotplug_pud_range),
    locked && ptl.unlock('unmap_unlock'),
  ]);

  const { hotVmemmap: start, vmemmapStart: floor, vmemmapEnd: ceiling, pmdEntries } = layout;
  const range_aligned = (name: string, span: number, keep: Effect) => {
    const aligned = rangeAligned(start, start + 1, floor, ceiling, span);
    return branch(name, 'pgtable_range_aligned(start, end, floor, ceiling)', [
      aligned && { note: 'true' },
      !aligned && { does: [keep, (_, me) => (me.i = 0)], note: 'false: keep it', then: ret() },
    ]);
  };

  /** Frees each table that is found empty, children first. */
  const free_empty_pte_table = fn(mmu('free_empty_pte_table'), [
    pte.offset('free_pte_offset', 'ptep = pte_offset_kernel(pmdp, 0)', entries),
    d.floorCeiling && range_aligned('free_pte_aligned', 1, pte.forget),
    d.freeLock && ptl.lock('free_pte_lock'),
    pte.scan('free_pte_scan', 'pte_none(READ_ONCE(ptep[i]))', pte.forget, goto('out')),
    pmd.step('free_pmd_clear', 'pmd_clear(pmdp)', pmd.clear(entries)),
    flush_all_levels('free_pte_flush', '__flush_tlb_kernel_pgtable(start)'),
    pte.free_own('free_pte_page', 'free_hotplug_pgtable_page(ptep)'),
    label('out'),
    d.freeLock && ptl.unlock('free_pte_unlock'),
  ]);
  const free_empty_pmd_table = fn(mmu('free_empty_pmd_table'), [
    pmd.offset('free_pmd_offset', 'pmdp = pmd_offset(pudp, addr)', entries),
    pmd.if_none('free_pmd', 'pmd_none(READ_ONCE(*pmdp))', entries, goto('continue')),
    call(free_empty_pte_table),
    label('continue'),
    d.floorCeiling && range_aligned('free_pmd_aligned', pmdEntries, forget),
    d.freeLock && ptl.lock('free_pmd_lock'),
    pmd.scan('free_pmd_scan', 'pmd_none(READ_ONCE(pmdp[i]))', forget, goto('out')),
    step('free_pud_clear', 'pud_clear(pudp)', pud.clear(entries)),
    flush_all_levels('free_pmd_flush', '__flush_tlb_kernel_pgtable(start)'),
    pmd.free_own('free_pmd_page', 'free_hotplug_pgtable_page(pmdp)'),
    label('out'),
    d.freeLock && ptl.unlock('free_pmd_unlock'),
  ]);
  const free_empty_pud_table = fn(mmu('free_empty_pud_table'), [
    pud.if_none('free_pud', 'pud_none(READ_ONCE(*pudp))', entries, ret()),
    call(free_empty_pmd_table),
  ]);
  const free_empty_tables = fn(mmu('free_empty_tables'), [
    locked && ptl.lock('free_lock'),
    call(free_empty_pud_table),
    locked && ptl.unlock('free_unlock'),
  ]);

  const vmemmap_free = fn(mmu('vmemmap_free'), [
    call(unmap_hotplug_range),
    d.freeTables && call(free_empty_tables),
  ]);
  return { vmemmap_free };
}
