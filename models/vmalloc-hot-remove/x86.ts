// SPDX-License-Identifier: MIT
/**
 * How x86 takes a block's vmemmap down: remove_pagetable() and below, v5.3 arch/x86/mm/init_64.c. Each page is freed
 * first, then the entry that leads to it is cleared under page_table_lock; flush_tlb_all() comes after.
 */
import type { Source } from '../../src/model/types.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Remover } from './hotplug.ts';
import { indexOf, PTE_ENTRIES, rootOf } from './memory.ts';
import type { Kernel, Layout } from './memory.ts';
import {
  flushWalkCache,
  forget,
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
type Me = WalkStack & { i: number };
const init64 = (func: string, ...callers: string[]): Source => ({
  func,
  file: 'arch/x86/mm/init_64.c',
  version: 'v5.3',
  callers,
});
const OUTER = ['remove_pagetable', 'remove_pud_table'];
const PMD = [...OUTER, 'remove_pmd_table'];

/** The first state. */
export const REMOVE_PAGETABLE = 'remove_pud';

export function removePagetable(
  t: Remover,
  layout: Layout,
  self: number,
  done: string,
): Record<string, object> {
  const root = rootOf(layout, layout.hotVmemmap);
  const index = indexOf(layout, layout.hotVmemmap);
  const pteTable = init64('remove_pte_table', ...PMD);
  const freePteTable = init64('free_pte_table', ...PMD);
  const freePmdTable = init64('free_pmd_table', ...OUTER);
  /** Clears an entry under the lock: three steps, named after it. */
  const cleared = (
    name: string,
    at: Source,
    says: string,
    effect: (k: Kernel, me: Me) => void,
    next: string,
  ) => ({
    [`${name}_lock`]: t.on(
      { at, says: 'spin_lock(&init_mm.page_table_lock)', ...waitsFor(LOCK) },
      { ...takes(LOCK, t.name), target: name },
    ),
    [name]: t.on({ at, says }, { effect, target: `${name}_unlock` }),
    [`${name}_unlock`]: t.on(
      { at, says: 'spin_unlock(&init_mm.page_table_lock)' },
      { ...drops(LOCK, t.name), target: next },
    ),
  });
  const drop = (k: Kernel, me: Me) => {
    me.i = 0;
    forget(k, me, self);
  };
  const flush = (target: string) =>
    t.on(
      { at: init64('remove_pagetable'), says: 'flush_tlb_all()', primitive: 'flush_tlb' },
      { ...flushWalkCache, target },
    );
  return {
    remove_pud: t.on(
      { at: init64('remove_pud_table', 'remove_pagetable'), says: 'pud_present(*pud)' },
      { guard: (k) => k.pud[root] === null, target: 'flush_tlb_all', note: 'false' },
      { target: 'remove_pmd_offset', note: 'true' },
    ),
    remove_pmd_offset: t.on(
      { at: init64('remove_pud_table', 'remove_pagetable'), says: 'pmd_base = pmd_offset(pud, 0)' },
      { effect: (k, me) => pointPmd(k, me, k.pud[root], self), target: 'remove_pmd' },
    ),
    remove_pmd: t.on(
      { at: init64('remove_pmd_table', ...OUTER), says: 'pmd_present(*pmd)' },
      ...throughPmd(self),
      { guard: (k, me) => pmdPage(k, me.pmd).entry[index] === null, target: 'free_pmd_table', note: 'false' },
      { target: 'remove_pte_offset', note: 'true' },
    ),
    remove_pte_offset: t.on(
      { at: init64('remove_pmd_table', ...OUTER), says: 'pte_base = pmd_page_vaddr(*pmd)' },
      ...throughPmd(self),
      { effect: (k, me) => pointPte(k, me, pmdPage(k, me.pmd).entry[index], self), target: 'remove_pte' },
    ),
    remove_pte: t.on(
      { at: pteTable, says: 'pte_present(*pte)' },
      ...throughPte(self),
      { guard: (k, me) => ptePage(k, me.pte).pte[0] === false, target: 'flush_ptes', note: 'false' },
      { target: 'free_vmemmap_page', note: 'true' },
    ),
    free_vmemmap_page: t.on(
      { at: pteTable, says: 'free_pagetable(pte_page(*pte), 0)', primitive: 'free_page' },
      { effect: freeVmemmap, target: 'remove_pte_clear_lock' },
    ),
    ...cleared(
      'remove_pte_clear',
      pteTable,
      'pte_clear(&init_mm, addr, pte)',
      (k, me) => void (ptePage(k, me.pte).pte[0] = false),
      'flush_ptes',
    ),
    flush_ptes: flush('free_pte_table'),
    free_pte_table: t.on(
      { at: freePteTable, says: 'pte_none(*pte)' },
      ...throughPte(self),
      {
        guard: (k, me) => ptePage(k, me.pte).pte[me.i] === true,
        effect: drop,
        target: 'flush_tlb_all',
        note: 'false: keep it',
      },
      {
        guard: (_, me) => me.i < PTE_ENTRIES - 1,
        effect: (_, me) => void me.i++,
        target: 'free_pte_table',
        note: 'true',
      },
      { effect: (_, me) => void (me.i = 0), target: 'free_pte_page', note: 'true: the table is empty' },
    ),
    free_pte_page: t.on(
      { at: freePteTable, says: 'free_pagetable(pmd_page(*pmd), 0)', primitive: 'free_page' },
      {
        effect: (k, me) => {
          freePte(k, me.pte);
          me.pte = null;
        },
        target: 'remove_pmd_clear_lock',
      },
    ),
    ...cleared(
      'remove_pmd_clear',
      freePteTable,
      'pmd_clear(pmd)',
      (k, me) => void (pmdPage(k, me.pmd).entry[index] = null),
      'free_pmd_table',
    ),
    free_pmd_table: t.on(
      { at: freePmdTable, says: 'pmd_none(*pmd)' },
      ...throughPmd(self),
      {
        guard: (k, me) => pmdPage(k, me.pmd).entry[me.i] !== null,
        effect: drop,
        target: 'flush_tlb_all',
        note: 'false: keep it',
      },
      {
        guard: (_, me) => me.i < layout.pmdEntries - 1,
        effect: (_, me) => void me.i++,
        target: 'free_pmd_table',
        note: 'true',
      },
      { effect: (_, me) => void (me.i = 0), target: 'free_pmd_page', note: 'true: the table is empty' },
    ),
    free_pmd_page: t.on(
      { at: freePmdTable, says: 'free_pagetable(pud_page(*pud), 0)', primitive: 'free_page' },
      {
        effect: (k, me) => {
          const page = me.pmd;
          forget(k, me, self);
          freePmd(k, page);
        },
        target: 'remove_pud_clear_lock',
      },
    ),
    ...cleared(
      'remove_pud_clear',
      freePmdTable,
      'pud_clear(pud)',
      (k) => void (k.pud[root] = null),
      'flush_tlb_all',
    ),
    flush_tlb_all: flush(done),
  };
}
