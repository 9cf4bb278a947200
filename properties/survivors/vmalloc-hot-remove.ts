// SPDX-License-Identifier: MIT
/** Mutants of vmalloc-hot-remove that survive: the property that would be needed, and why there is none. */
const RETRIES =
  'progress: "vmalloc returns, even if every allocation fails". The walk starts again and allocates again, so that any one run can still end';
const WASTE =
  'a cost: "no page is allocated for an entry that is there". The second look under the lock frees the page again';
const NO_SHARING =
  'lock discipline: "an entry is written with the lock held". The mutant is run where no two threads meet at the entry; where they do, the design itself is violated';
const NEVER_MAPS =
  '"ioremap can succeed" (`sometimes`), as there is one for vmalloc. It walks again until another thread has linked a table, or fails';

export const survivors: Readonly<Record<string, string>> = {
  'vmalloc.pud_none: always none': WASTE,
  'vmalloc.pmd_none: always none': WASTE,
  'ioremap.pud_none: always none': WASTE,
  'ioremap.pmd_none: always none': WASTE,
  'hot_remove.free_pmd_scan: always present: keep it':
    '"an empty PMD page is freed". vmalloc leaves one when its next allocation fails, and two proposals keep them on purpose, so only their number is bounded',
  'vmalloc.pmd_alloc_one: ENOMEM ignored': RETRIES,
  'vmalloc.pte_alloc_one_kernel: ENOMEM ignored': RETRIES,
  'ioremap.pmd_alloc_one: ENOMEM ignored': RETRIES,
  'ioremap.pte_alloc_one_kernel: ENOMEM ignored': RETRIES,
  'ioremap.pmd_alloc_one: step dropped': NEVER_MAPS,
  'ioremap.pte_alloc_one_kernel: step dropped': NEVER_MAPS,
  'hot_remove.unmap_lock: lock dropped':
    'lock discipline: "a table is read with the lock held". Nobody else frees the tables that unmap walks, nor writes its leaf entry',
  'hot_remove.free_pmd_page: swapped with free_unlock':
    'none: the page is unlinked, and freeing it after the unlock is as good. States differ, what can go wrong does not',
  'vmalloc.pud_lock: lock dropped': NO_SHARING,
  'vmalloc.pmd_lock: lock dropped': NO_SHARING,
  'vmalloc.level_lock: lock dropped': NO_SHARING,
  'hot_remove.free_pte_lock: lock dropped': NO_SHARING,
  'hot_remove.free_pmd_lock: lock dropped': NO_SHARING,
  'hot_remove.free_lock: lock dropped': NO_SHARING,
  'hot_remove.vmemmap_level_lock: lock dropped': NO_SHARING,
};
