// SPDX-License-Identifier: MIT
/** mm/sparse-vmemmap.c (v5.3): the vmemmap of a block is mapped. Tables are linked without a lock or a second look. */
import { code, source } from '../../src/vocabulary/index.ts';
import { entriesOf } from './memory.ts';
import type { Build, Kernel, WalkStack } from './memory.ts';
import { pmd, pte } from './pages.ts';
import { again_or, link_pmd, link_pte, set_pte, walked } from './pgalloc.ts';
import type { Walk } from './pgalloc.ts';

const { fn, call, ret } = code<Kernel, WalkStack>();
const sparse_vmemmap = source('mm/sparse-vmemmap.c', 'v5.3');

export function mm_sparse_vmemmap({ layout, decisions: d }: Build) {
  const w: Walk = {
    ...d,
    ...entriesOf(layout, layout.hotVmemmap),
    leaf: 0,
    locking: d.walkLock.includes('hot_remove') ? 'walk' : d.lockedAdd ? 'entry' : 'none',
    mayFail: false,
    range: sparse_vmemmap('vmemmap_populate_basepages'),
    pmd: { at: sparse_vmemmap('vmemmap_pud_populate'), alloc: 'vmemmap_alloc_block_zero', free: 'free_page' },
    pte: { at: sparse_vmemmap('vmemmap_pmd_populate'), alloc: 'vmemmap_alloc_block_zero', free: 'free_page' },
    new_page: 'p',
  };

  const vmemmap_pte_populate = fn(sparse_vmemmap('vmemmap_pte_populate'), [
    pte.offset('pte_offset_kernel', 'pte = pte_offset_kernel(pmd, addr)', w),
    set_pte(w, { note: 'present', then: ret('0') }, (k) => (k.vmemmap_freed = false)),
  ]);
  const vmemmap_pmd_populate = fn(w.pte.at, [
    pmd.offset('pmd_offset', 'pmd = pmd_offset(pud, addr)', w),
    link_pte(w),
    ret('0'),
  ]);
  const vmemmap_pud_populate = fn(w.pmd.at, [link_pmd(w), ret('0')]);
  const again = again_or(w, ret('-ENOMEM'));
  const vmemmap_populate_basepages = fn(w.range, [
    walked(w, [
      call(vmemmap_pud_populate, again),
      call(vmemmap_pmd_populate, again),
      call(vmemmap_pte_populate),
    ]),
  ]);
  return { vmemmap_populate_basepages };
}
