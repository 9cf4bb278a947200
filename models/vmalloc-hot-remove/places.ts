// SPDX-License-Identifier: MIT
/** The statements of each mapping walk, and the kernel functions they are in. */
import type { Source } from '../../src/model/types.ts';
import type { Place, Statement } from './walk-types.ts';

type Where = Omit<Source, 'callers'>;
const place = (says: string, where: Where, callers: readonly string[]): Place => ({
  says,
  at: { ...where, callers },
});
const v53 = (func: string, file: string): Where => ({ func, file, version: 'v5.3' });

/** pmd_alloc() and pte_alloc_kernel() are the same code whoever calls them. */
function walkPlaces(
  outer: string,
  rangeFile: string,
  pmdRange: string,
  pteRange: string,
): Readonly<Record<Statement, Place>> {
  const upper = [outer, pmdRange];
  const lower = [outer, pteRange];
  const pmdAlloc = v53('pmd_alloc', 'include/linux/mm.h');
  const slowPmd = v53('__pmd_alloc', 'mm/memory.c');
  const pteAlloc = v53('pte_alloc_kernel', 'include/linux/mm.h');
  const slowPte = v53('__pte_alloc_kernel', 'mm/memory.c');
  const leaf = v53(pteRange, rangeFile);
  const lock = 'spin_lock(&init_mm.page_table_lock)';
  const unlock = 'spin_unlock(&init_mm.page_table_lock)';
  return {
    walk_lock: place(lock, v53(outer, rangeFile), []),
    pud_none: place('pud_none(*pud)', pmdAlloc, upper),
    pmd_alloc_one: place('new = pmd_alloc_one()', slowPmd, upper),
    pud_lock: place(lock, slowPmd, upper),
    pud_present: place('pud_present(*pud)', slowPmd, upper),
    pud_populate: place('pud_populate(pud, new)', slowPmd, upper),
    pmd_free: place('pmd_free(new)', slowPmd, upper),
    pud_unlock: place(unlock, slowPmd, upper),
    pmd_offset: place('pmd = pmd_offset(pud, addr)', pmdAlloc, upper),
    pmd_none: place('pmd_none(*pmd)', pteAlloc, lower),
    pte_alloc_one_kernel: place('new = pte_alloc_one_kernel()', slowPte, lower),
    pmd_lock: place(lock, slowPte, lower),
    pmd_none_again: place('pmd_none(*pmd)', slowPte, lower),
    pmd_populate_kernel: place('pmd_populate_kernel(pmd, new)', slowPte, lower),
    pmd_unlock: place(unlock, slowPte, lower),
    pte_free_kernel: place('pte_free_kernel(new)', slowPte, lower),
    pte_offset_kernel: place('pte = pte_offset_kernel(pmd, addr)', pteAlloc, lower),
    pte_none: place('pte_none(*pte)', leaf, [outer]),
    set_pte_at: place('set_pte_at(pte)', leaf, [outer]),
    walk_unlock: place(unlock, v53(outer, rangeFile), []),
  };
}
export const VMALLOC = walkPlaces('vmap_page_range', 'mm/vmalloc.c', 'vmap_pmd_range', 'vmap_pte_range');
export const IOREMAP = walkPlaces(
  'ioremap_page_range',
  'lib/ioremap.c',
  'ioremap_pmd_range',
  'ioremap_pte_range',
);

/** vmemmap_populate_basepages() links tables without a lock and without looking again. */
function vmemmapPlaces(): Readonly<Record<Statement, Place>> {
  const file = 'mm/sparse-vmemmap.c';
  const callers = ['vmemmap_populate_basepages'];
  const pud = v53('vmemmap_pud_populate', file);
  const pmd = v53('vmemmap_pmd_populate', file);
  const pte = v53('vmemmap_pte_populate', file);
  const lock = place('spin_lock(&init_mm.page_table_lock)', v53('vmemmap_populate_basepages', file), []);
  const unlock = place('spin_unlock(&init_mm.page_table_lock)', v53('vmemmap_populate_basepages', file), []);
  return {
    ...VMALLOC,
    walk_lock: lock,
    pud_none: place('pud_none(*pud)', pud, callers),
    pmd_alloc_one: place('p = vmemmap_alloc_block_zero()', pud, callers),
    pud_populate: place('pud_populate(pud, p)', pud, callers),
    pmd_free: place('free_page(p)', pud, callers),
    pmd_offset: place('pmd = pmd_offset(pud, addr)', pmd, callers),
    pmd_none: place('pmd_none(*pmd)', pmd, callers),
    pte_alloc_one_kernel: place('p = vmemmap_alloc_block_zero()', pmd, callers),
    pmd_populate_kernel: place('pmd_populate_kernel(pmd, p)', pmd, callers),
    pte_free_kernel: place('free_page(p)', pmd, callers),
    pte_offset_kernel: place('pte = pte_offset_kernel(pmd, addr)', pte, callers),
    pte_none: place('pte_none(*pte)', pte, callers),
    set_pte_at: place('set_pte_at(pte)', pte, callers),
    walk_unlock: unlock,
  };
}
export const VMEMMAP = vmemmapPlaces();

/** The same statements, reached through other functions first. */
export function within(
  callers: readonly string[],
  places: Readonly<Record<Statement, Place>>,
): Readonly<Record<Statement, Place>> {
  const reached = { ...places };
  for (const [name, p] of Object.entries(places) as [Statement, Place][])
    reached[name] = { ...p, at: { ...p.at, callers: [...callers, ...(p.at.callers ?? [])] } };
  return reached;
}
