// SPDX-License-Identifier: MIT
/**
 * The proposals, each as what it decides. A step asks for a decision; none asks for a design's name. The texts are
 * those of the cover letter of "arm64/mm: Enable memory hot remove", V6 resend, 15 July 2019, and its replies.
 */
import type { Design } from '../../src/model/types.ts';

export type Role = 'vmalloc' | 'ioremap' | 'vunmap' | 'hot_remove';
const EVERY_MUTATOR: readonly Role[] = ['vmalloc', 'ioremap', 'vunmap', 'hot_remove'];
/** Code that maps into the vmalloc range, whichever thread runs it. */
export type Path = 'vmalloc' | 'ioremap' | 'map_kernel_range';
const EVERY_PATH: readonly Path[] = ['vmalloc', 'ioremap', 'map_kernel_range'];

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
  /** get_online_mems() is held over a whole call of vmalloc(), or over the mapping it ends in. */
  readonly onlineMems: 'none' | 'call' | 'mapping';
  /** Who holds it. */
  readonly readers: readonly Path[];
  /** cpus_read_lock() is taken inside that section. */
  readonly cpusInside: boolean;
  /** Where ptdump takes get_online_mems(): nowhere, in ptdump_show(), in the walk that ptdump_check_wx() comes to as well. */
  readonly ptdumpLock: 'none' | 'show' | 'walk';
  /** Hot-add links a table as __pmd_alloc() does: under init_mm.page_table_lock, after a second look. */
  readonly lockedAdd: boolean;
  /** A page is freed before the entry that leads to it is cleared; TLBs are flushed last. */
  readonly freeBeforeClear: boolean;
}

const NOTHING: Decisions = {
  walkLock: [],
  dropBetweenLevels: false,
  allocUnderLock: false,
  freeLock: false,
  freeTables: true,
  floorCeiling: false,
  separateTables: false,
  onlineMems: 'none',
  readers: [],
  cpusInside: false,
  ptdumpLock: 'show',
  lockedAdd: false,
  freeBeforeClear: false,
};
const ONLINE_MEMS: Decisions = { ...NOTHING, onlineMems: 'call', readers: EVERY_PATH };

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
  'option-2': {
    says: 'Every mapper of the vmalloc range holds mem_hotplug_lock for reading, for the whole call.',
    source: 'Option 2: making sure hot-remove does not happen during vmalloc()',
    decisions: ONLINE_MEMS,
  },
  'option-2-vmalloc-alone': {
    says: 'vmalloc() holds mem_hotplug_lock for reading; ioremap() does not.',
    source: 'Option 2 to the letter: "for the entire duration of vmalloc()"',
    decisions: { ...ONLINE_MEMS, readers: ['vmalloc'] },
  },
  'option-2-map-level': {
    says: 'As option-2, but only over the page table walk: map_vm_area(), ioremap_page_range(); not over that of their error paths.',
    source: 'Option 2 with the lock where the walk is',
    decisions: { ...ONLINE_MEMS, onlineMems: 'mapping' },
  },
  'option-2-cpus-inside': {
    says: 'As option-2, with cpus_read_lock() taken inside the section, against the order of mem_hotplug_begin().',
    source:
      'hypothetical: a callee of vmalloc() that needs cpu_hotplug_lock; mem_hotplug_begin() takes it first',
    decisions: { ...ONLINE_MEMS, cpusInside: true },
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
  'floor-ceiling-locked-add': {
    says: 'As floor-ceiling, and hot-add links a table under init_mm.page_table_lock, after a second look.',
    source:
      'hardening, a proposal of this model: vmemmap_pud_populate(), vmemmap_pmd_populate() as __pmd_alloc() is. No kernel of v5.7 to v6.8 needs it',
    decisions: { ...NOTHING, floorCeiling: true, lockedAdd: true },
  },
  'ptdump-lockless': {
    says: 'As floor-ceiling, but ptdump walks the tables without get_online_mems().',
    source: 'arch/arm64/mm/ptdump_debugfs.c before bf2b59f60ee1 (v5.7)',
    decisions: { ...NOTHING, floorCeiling: true, ptdumpLock: 'none' },
  },
  'ptdump-locked-walk': {
    says: 'As floor-ceiling, and get_online_mems() is taken inside ptdump_walk_pgd(), whoever calls it.',
    source: '59305202c67f (2025, and stable): mm/ptdump.c ptdump_walk_pgd()',
    decisions: { ...NOTHING, floorCeiling: true, ptdumpLock: 'walk' },
  },
  'x86-free-before-clear': {
    says: 'A page is freed, then its entry cleared, then TLBs flushed; no table is shared.',
    source: 'arch/x86/mm/init_64.c remove_pagetable(), free_pte_table() (v5.3); 4-level layout without KASLR',
    decisions: { ...NOTHING, separateTables: true, freeBeforeClear: true },
  },
};
