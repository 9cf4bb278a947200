// SPDX-License-Identifier: MIT
/**
 * arch/x86/mm/init_64.c (v5.3): how a block's vmemmap is taken down. Each page is freed first, then the entry that leads
 * to it is cleared under page_table_lock; flush_tlb_all() comes after.
 */
import { code, source } from '../../src/vocabulary/index.ts';
import { entriesOf } from './memory.ts';
import type { Build, Kernel, ScanStack } from './memory.ts';
import { flush_all_levels, forget, free_vmemmap_page, pmd, pte, ptl, pud } from './pages.ts';
import type { Effect } from './pages.ts';

const { fn, step, branch, call, ret, inlined } = code<Kernel, ScanStack>();
const init_64 = source('arch/x86/mm/init_64.c', 'v5.3');

export function x86_init_64({ layout }: Build) {
  const entries = entriesOf(layout, layout.hotVmemmap);

  /** An entry is cleared under the lock. */
  const cleared = (name: string, says: string, does: Effect) => [
    ptl.lock(`${name}_lock`),
    step(name, says, does),
    ptl.unlock(`${name}_unlock`),
  ];
  const flush_tlb_all = (name: string) => flush_all_levels(name, 'flush_tlb_all()');

  const notes = ['false', 'true'] as const;

  const free_pte_table = fn(init_64('free_pte_table'), [
    pte.scan('free_pte_table', 'pte_none(*pte)', forget, ret('kept'), notes),
    pte.free_own('free_pte_page', 'free_pagetable(pmd_page(*pmd), 0)'),
    cleared('remove_pmd_clear', 'pmd_clear(pmd)', pmd.clear(entries)),
    ret('0'),
  ]);
  const free_pmd_table = fn(init_64('free_pmd_table'), [
    pmd.scan('free_pmd_table', 'pmd_none(*pmd)', forget, ret(), notes),
    pmd.free_own('free_pmd_page', 'free_pagetable(pud_page(*pud), 0)'),
    cleared('remove_pud_clear', 'pud_clear(pud)', pud.clear(entries)),
  ]);

  const remove_pte_table = fn(init_64('remove_pte_table'), [
    branch('remove_pte', 'pte_present(*pte)', [
      pte.through,
      { when: pte.is(0, false), note: 'false' },
      {
        note: 'true',
        then: [
          free_vmemmap_page('free_vmemmap_page', 'free_pagetable(pte_page(*pte), 0)'),
          cleared('remove_pte_clear', 'pte_clear(&init_mm, addr, pte)', pte.set(0, false)),
        ],
      },
    ]),
    inlined(init_64('remove_pagetable'), [flush_tlb_all('flush_ptes')]),
  ]);
  const remove_pmd_table = fn(init_64('remove_pmd_table'), [
    pmd.if_none('remove_pmd', 'pmd_present(*pmd)', entries, ret('0'), { notes }),
    pte.offset('remove_pte_offset', 'pte_base = pmd_page_vaddr(*pmd)', entries),
    call(remove_pte_table),
    ret(free_pte_table),
  ]);
  const remove_pud_table = fn(init_64('remove_pud_table'), [
    pud.if_none('remove_pud', 'pud_present(*pud)', entries, ret(), { notes }),
    pmd.offset('remove_pmd_offset', 'pmd_base = pmd_offset(pud, 0)', entries),
    call(remove_pmd_table, ret()),
    call(free_pmd_table),
  ]);
  const remove_pagetable = fn(init_64('remove_pagetable'), [
    call(remove_pud_table),
    flush_tlb_all('flush_tlb_all'),
  ]);
  return { remove_pagetable };
}
