// SPDX-License-Identifier: MIT
/** Mutants of vmalloc-hot-remove that survive: the property that would be needed, and why there is none. */
const WASTE =
  'a cost: "no page is allocated for an entry that is there". The second look under the lock frees the page again';
const NO_SHARING =
  'lock discipline: "an entry is written with the lock held". The mutant is run where no two threads meet at the entry; where they do, the design itself is violated';

const LOST_ANYWAY =
  'none: "no table is lost" kills it in other designs. It survives where the design, whose ioremap takes no lock of hotplug, loses tables without it';

const PAGE_LOCK =
  'lock discipline: "a page is locked by one thread at a time". What the page lock protects is no part of the model, only who waits for it';

const NO_PAGES =
  '"what is mapped was allocated". Pages that vmalloc() hands out are not modelled, only the tables that lead to them';

const NOTHING_YET =
  '"an error path clears every leaf that it set". A call maps one page, so that there is no leaf of its own yet where it fails';

/** Others that walk as vmalloc does, and what a walk of theirs starts with. */
const WALKERS = [
  'vmalloc.',
  'kthreadd.',
  'kmem_cache_create.pcpu_',
  'z_erofs.',
  'hot_remove.kasan_',
  'hot_remove.page_ext_',
  'hot_remove.percpu_',
  'hot_remove.pcpu_chunk_',
];
const each = (walkers: readonly string[], mutants: readonly string[], note: string) =>
  Object.fromEntries(walkers.flatMap((walker) => mutants.map((mutant) => [`${walker}${mutant}`, note])));

export const survivors: Readonly<Record<string, string>> = {
  ...each(WALKERS, ['pud_none: always none', 'pmd_none: always none'], WASTE),
  ...each(
    ['vmalloc.', 'kthreadd.', 'kmem_cache_create.pcpu_', 'z_erofs.'],
    ['vfree_pud_none: always none', 'vfree_pmd_none: always none'],
    NOTHING_YET,
  ),
  ...each(
    ['vmalloc.', 'kthreadd.', 'kmem_cache_create.pcpu_', 'z_erofs.'],
    ['vfree_walk_lock: lock dropped'],
    NO_SHARING,
  ),
  ...each(
    ['vmalloc.'],
    [
      'vfree_level_lock: lock dropped',
      'vfree_walk_lock: swapped with vfree_pud_none',
      'vfree_level_lock: swapped with vfree_pmd_none',
    ],
    NO_SHARING,
  ),
  'vmalloc.get_online_mems: swapped with pud_none':
    'lock discipline: "a walk begins with the lock held". The entry is looked at again before anything is linked there',
  'vmalloc.alloc_pages: ENOMEM ignored': NO_PAGES,
  'kthreadd.alloc_pages: ENOMEM ignored': NO_PAGES,
  'hot_remove.vmemmap_pud_none: always none': WASTE,
  'z_erofs.lock_page: lock dropped': PAGE_LOCK,
  'hot_remove.lock_page: wait dropped': PAGE_LOCK,
  ...each(
    ['vmalloc.'],
    [
      'pud_present: always false',
      'pmd_none_again: always none',
      'pud_lock: swapped with pud_present',
      'pmd_lock: swapped with pmd_none_again',
      'pud_populate: swapped with pud_unlock',
    ],
    LOST_ANYWAY,
  ),
  'hot_remove.free_pmd_scan: always present: keep it':
    '"an empty PMD page is freed". vmalloc leaves one when its next allocation fails, and two proposals keep them on purpose, so only their number is bounded',
  'hot_remove.unmap_lock: lock dropped':
    'lock discipline: "a table is read with the lock held". Nobody else frees the tables that unmap walks, nor writes its leaf entry',
  'hot_remove.free_pmd_page: swapped with free_unlock':
    'none: the page is unlinked, and freeing it after the unlock is as good. States differ, what can go wrong does not',
  ...each(
    ['hot_remove.'],
    ['percpu_walk_unlock: always -> percpu_return', 'pcpu_chunk_walk_unlock: always -> pcpu_chunk_return'],
    '"a walk returns empty-handed". The spare page is kept for the walk of the hot-add that follows, which uses it or gives it back',
  ),
  'kthreadd.return_error: step dropped':
    '"an area is given back when vmalloc fails". kthreadd may be at its end with an area reserved, as it is before its first fork',
  'kthreadd.complete: swapped with schedule':
    '"kthreadd completes each request". It sleeps first and completes the request when it wakes for it, one fork late',
  ...each(
    ['vmalloc.pud_lock', 'vmalloc.pmd_lock', 'vmalloc.level_lock', 'z_erofs.walk_lock'],
    [': lock dropped'],
    NO_SHARING,
  ),
  ...each(
    ['free_pte_lock', 'free_pmd_lock', 'free_lock', 'vmemmap_level_lock', 'vmemmap_pmd_lock'].map(
      (name) => `hot_remove.${name}`,
    ),
    [': lock dropped'],
    NO_SHARING,
  ),
};
