// SPDX-License-Identifier: MIT
/**
 * What arch_remove_memory() does to the vmemmap of a block: unmap_hotplug_range() clears the leaf entries, then
 * free_empty_tables() gives back each table that is found empty. v5.7 arch/arm64/mm/mmu.c; V5 of the series frees in
 * the same order, without the range check.
 */
import type { Source } from '../../src/model/types.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Decisions } from './designs.ts';
import type { Remover } from './hotplug.ts';
import { indexOf, PTE_ENTRIES, rootOf } from './memory.ts';
import type { Kernel, Layout } from './memory.ts';
import {
  flushTlb,
  flushWalkCache,
  forget,
  forgetPte,
  freePmd,
  freePte,
  freeVmemmap,
  pmdPage,
  pointPmd,
  pointPte,
  ptePage,
  throughPmd,
  throughPte,
} from './pages.ts';
import type { WalkStack } from './pages.ts';

const LOCK = 'page_table_lock';
type Me = WalkStack & { hotplugs_left: number; i: number };

const mmu = (func: string, ...callers: string[]): Source => ({
  func,
  file: 'arch/arm64/mm/mmu.c',
  version: 'v5.7',
  callers,
});
const UNMAP = ['unmap_hotplug_range'];
const FREE = ['free_empty_tables'];

/**
 * pgtable_range_aligned(), arch/arm64/mm/mmu.c v5.7: may the table that maps [start, end) be freed, given that it
 * spans `span` and only [floor, ceiling) is ours? Addresses count PMD entries. Rounding the ceiling down to 0 keeps it.
 */
export function rangeAligned(
  start: number,
  end: number,
  floor: number,
  ceiling: number,
  span: number,
): boolean {
  const roundDown = (at: number) => at - (at % span);
  if (roundDown(start) < floor) return false;
  const limit = roundDown(ceiling);
  return limit !== 0 && end - 1 <= limit - 1;
}

const lockStep = (t: Remover, source: Source, target: string) =>
  t.on(
    { at: source, says: 'spin_lock(&init_mm.page_table_lock)', ...waitsFor(LOCK) },
    { ...takes(LOCK, t.name), target },
  );
const unlockStep = (t: Remover, source: Source, target: string) =>
  t.on({ at: source, says: 'spin_unlock(&init_mm.page_table_lock)' }, { ...drops(LOCK, t.name), target });

/** Pass A: clear the leaf entries, flush the TLB for each, free what they mapped. Tables stay. */
export function unmapPass(t: Remover, layout: Layout, d: Decisions, self: number): Record<string, object> {
  const root = rootOf(layout, layout.hotVmemmap);
  const index = indexOf(layout, layout.hotVmemmap);
  const walkLocked = d.walkLock.includes('hot_remove');
  const freeing = d.freeTables ? (walkLocked ? 'free_lock' : 'free_pud') : 'remove_done';
  const end = walkLocked ? 'unmap_unlock' : freeing;
  const drop = (k: Kernel, me: Me) => forget(k, me, self);
  return {
    unmap_pud: t.on(
      { at: mmu('unmap_hotplug_pud_range', ...UNMAP), says: 'pud_none(READ_ONCE(*pudp))' },
      { guard: (k) => k.pud[root] === null, target: end, note: 'none' },
      { target: 'unmap_pmd_offset', note: 'present' },
    ),
    unmap_pmd_offset: t.on(
      { at: mmu('unmap_hotplug_pmd_range', ...UNMAP), says: 'pmdp = pmd_offset(pudp, addr)' },
      { effect: (k, me) => pointPmd(k, me, k.pud[root], self), target: 'unmap_pmd' },
    ),
    unmap_pmd: t.on(
      { at: mmu('unmap_hotplug_pmd_range', ...UNMAP), says: 'pmd_none(READ_ONCE(*pmdp))' },
      ...throughPmd(self),
      { guard: (k, me) => pmdPage(k, me.pmd).entry[index] === null, effect: drop, target: end, note: 'none' },
      { target: 'unmap_pte_offset', note: 'present' },
    ),
    unmap_pte_offset: t.on(
      { at: mmu('unmap_hotplug_pte_range', ...UNMAP), says: 'ptep = pte_offset_kernel(pmdp, addr)' },
      ...throughPmd(self),
      { effect: (k, me) => pointPte(k, me, pmdPage(k, me.pmd).entry[index], self), target: 'unmap_pte' },
    ),
    unmap_pte: t.on(
      { at: mmu('unmap_hotplug_pte_range', ...UNMAP), says: 'pte_none(READ_ONCE(*ptep))' },
      ...throughPte(self),
      { guard: (k, me) => ptePage(k, me.pte).pte[0] === false, effect: drop, target: end, note: 'none' },
      { target: 'unmap_pte_clear', note: 'present' },
    ),
    unmap_pte_clear: t.on(
      { at: mmu('unmap_hotplug_pte_range', ...UNMAP), says: 'pte_clear(ptep)' },
      ...throughPte(self),
      {
        effect: (k, me) => {
          ptePage(k, me.pte).pte[0] = false;
          drop(k, me);
        },
        target: 'unmap_flush',
      },
    ),
    unmap_flush: t.on(
      {
        at: mmu('unmap_hotplug_pte_range', ...UNMAP),
        says: 'flush_tlb_kernel_range()',
        primitive: 'flush_tlb',
      },
      { ...flushTlb, target: 'unmap_free_page' },
    ),
    unmap_free_page: t.on(
      {
        at: mmu('unmap_hotplug_pte_range', ...UNMAP),
        says: 'free_hotplug_page_range(pte_page(pte))',
        primitive: 'free_page',
      },
      { effect: freeVmemmap, target: end },
    ),
    ...(walkLocked && {
      unmap_lock: lockStep(t, mmu('unmap_hotplug_range'), 'unmap_pud'),
      unmap_unlock: unlockStep(t, mmu('unmap_hotplug_range'), freeing),
    }),
  };
}

/** Pass B: free each table that is found empty, children first. */
export function freePass(t: Remover, layout: Layout, d: Decisions, self: number): Record<string, object> {
  if (!d.freeTables) return {};
  const walkLocked = d.walkLock.includes('hot_remove');
  const root = rootOf(layout, layout.hotVmemmap);
  const index = indexOf(layout, layout.hotVmemmap);
  const end = walkLocked ? 'free_unlock' : 'remove_done';
  const drop = (k: Kernel, me: Me) => forget(k, me, self);
  const { hotVmemmap: start, vmemmapStart: floor, vmemmapEnd: ceiling, pmdEntries } = layout;
  const mayFree = (span: number) => rangeAligned(start, start + 1, floor, ceiling, span);
  const pteTable = mmu('free_empty_pte_table', ...FREE);
  const pmdTable = mmu('free_empty_pmd_table', ...FREE);
  /** Where a table's examination starts: at the range check or the scan, with the lock taken first or not. */
  const scanFrom = (level: 'pte' | 'pmd') => (d.freeLock ? `free_${level}_lock` : `free_${level}_scan`);
  const enter = (level: 'pte' | 'pmd') => (d.floorCeiling ? `free_${level}_aligned` : scanFrom(level));
  const next = (level: 'pte' | 'pmd') => (level === 'pte' ? enter('pmd') : end);
  const leave = (level: 'pte' | 'pmd') => (d.freeLock ? `free_${level}_unlock` : next(level));
  const dropOf = (level: 'pte' | 'pmd') => (k: Kernel, me: Me) => {
    me.i = 0;
    (level === 'pte' ? forgetPte : forget)(k, me, self);
  };
  const checked = (level: 'pte' | 'pmd', span: number, source: Source) =>
    t.on(
      { at: source, says: 'pgtable_range_aligned(start, end, floor, ceiling)' },
      mayFree(span)
        ? { target: scanFrom(level), note: 'true' }
        : { effect: dropOf(level), target: next(level), note: 'false: keep it' },
    );
  return {
    free_pud: t.on(
      { at: mmu('free_empty_pud_table', ...FREE), says: 'pud_none(READ_ONCE(*pudp))' },
      { guard: (k) => k.pud[root] === null, target: end, note: 'none' },
      { target: 'free_pmd_offset', note: 'present' },
    ),
    free_pmd_offset: t.on(
      { at: pmdTable, says: 'pmdp = pmd_offset(pudp, addr)' },
      { effect: (k, me) => pointPmd(k, me, k.pud[root], self), target: 'free_pmd' },
    ),
    free_pmd: t.on(
      { at: pmdTable, says: 'pmd_none(READ_ONCE(*pmdp))' },
      ...throughPmd(self),
      { guard: (k, me) => pmdPage(k, me.pmd).entry[index] === null, target: enter('pmd'), note: 'none' },
      { target: 'free_pte_offset', note: 'present' },
    ),
    free_pte_offset: t.on({ at: pteTable, says: 'ptep = pte_offset_kernel(pmdp, 0)' }, ...throughPmd(self), {
      effect: (k, me) => pointPte(k, me, pmdPage(k, me.pmd).entry[index], self),
      target: enter('pte'),
    }),
    ...(d.floorCeiling && {
      free_pte_aligned: checked('pte', 1, pteTable),
      free_pmd_aligned: checked('pmd', pmdEntries, pmdTable),
    }),
    free_pte_scan: t.on(
      { at: pteTable, says: 'pte_none(READ_ONCE(ptep[i]))' },
      ...throughPte(self),
      {
        guard: (k, me) => ptePage(k, me.pte).pte[me.i] === true,
        effect: dropOf('pte'),
        target: leave('pte'),
        note: 'present: keep it',
      },
      {
        guard: (_, me) => me.i < PTE_ENTRIES - 1,
        effect: (_, me) => void me.i++,
        target: 'free_pte_scan',
        note: 'none',
      },
      { effect: (_, me) => void (me.i = 0), target: 'free_pmd_clear', note: 'none: the table is empty' },
    ),
    free_pmd_clear: t.on({ at: pteTable, says: 'pmd_clear(pmdp)' }, ...throughPmd(self), {
      effect: (k, me) => void (pmdPage(k, me.pmd).entry[index] = null),
      target: 'free_pte_flush',
    }),
    free_pte_flush: t.on(
      { at: pteTable, says: '__flush_tlb_kernel_pgtable(start)', primitive: 'flush_tlb' },
      { ...flushWalkCache, target: 'free_pte_page' },
    ),
    free_pte_page: t.on(
      { at: pteTable, says: 'free_hotplug_pgtable_page(ptep)', primitive: 'free_page' },
      {
        effect: (k, me) => {
          freePte(k, me.pte);
          me.pte = null;
        },
        target: leave('pte'),
      },
    ),
    free_pmd_scan: t.on(
      { at: pmdTable, says: 'pmd_none(READ_ONCE(pmdp[i]))' },
      ...throughPmd(self),
      {
        guard: (k, me) => pmdPage(k, me.pmd).entry[me.i] !== null,
        effect: dropOf('pmd'),
        target: leave('pmd'),
        note: 'present: keep it',
      },
      {
        guard: (_, me) => me.i < pmdEntries - 1,
        effect: (_, me) => void me.i++,
        target: 'free_pmd_scan',
        note: 'none',
      },
      { effect: (_, me) => void (me.i = 0), target: 'free_pud_clear', note: 'none: the table is empty' },
    ),
    free_pud_clear: t.on(
      { at: pmdTable, says: 'pud_clear(pudp)' },
      { effect: (k) => void (k.pud[root] = null), target: 'free_pmd_flush' },
    ),
    free_pmd_flush: t.on(
      { at: pmdTable, says: '__flush_tlb_kernel_pgtable(start)', primitive: 'flush_tlb' },
      { ...flushWalkCache, target: 'free_pmd_page' },
    ),
    free_pmd_page: t.on(
      { at: pmdTable, says: 'free_hotplug_pgtable_page(pmdp)', primitive: 'free_page' },
      {
        effect: (k, me) => {
          const page = me.pmd;
          drop(k, me);
          freePmd(k, page);
        },
        target: leave('pmd'),
      },
    ),
    ...(walkLocked && {
      free_lock: lockStep(t, mmu('free_empty_tables'), 'free_pud'),
      free_unlock: unlockStep(t, mmu('free_empty_tables'), 'remove_done'),
    }),
    ...(d.freeLock && {
      free_pte_lock: lockStep(t, pteTable, 'free_pte_scan'),
      free_pte_unlock: unlockStep(t, pteTable, next('pte')),
      free_pmd_lock: lockStep(t, pmdTable, 'free_pmd_scan'),
      free_pmd_unlock: unlockStep(t, pmdTable, next('pmd')),
    }),
  };
}
