/* SPDX-License-Identifier: MIT */
/*
 * A walk that maps one page: the root entry, the PMD page, the PTE page, the
 * leaf entry. It is text for the body of a process. Before it stand
 *   L(name)     the label, for a process may have two walks
 *   SELF        the thread
 *   ADDRESS     the PMD entry, counted from 0; LEAF: the entry below it
 *   WALK_LOCK   page_table_lock is held over all of it, or
 *   ENTRY_LOCK  it is taken to link a table, after a second look
 *   MAY_FAIL    a table may be refused: go to L(refused)
 *   MAPS_HOT    it is the block's vmemmap that is mapped
 * The functions are vmalloc()'s: mm/memory.c, mm/vmalloc.c. Hot-add's, in
 * mm/sparse-vmemmap.c, are other functions with the same statements.
 */
#define PUD    pud[root(ADDRESS)]
#define PMD    pmd_entry(pmd[SELF], index(ADDRESS))
#define PTE    pte_bit(pte[SELF], LEAF)
/* The lock is dropped to allocate, and the walk looks again. */
#define AGAIN  (WALK_LOCK && !ALLOC_UNDER_LOCK)
#define LEVELS (WALK_LOCK && DROP_BETWEEN_LEVELS)

#if WALK_LOCK
L(walk_lock): /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, SELF);
#endif
L(pud_none): /* pmd_alloc(): pud_none(*pud) */
  if
#if AGAIN
  :: PUD == NONE && new_pmd[SELF] != NONE -> goto L(pud_populate)
  :: PUD == NONE && new_pmd[SELF] == NONE -> goto L(unlock_to_alloc_pmd)
#else
  :: PUD == NONE -> goto L(pmd_alloc_one)
#endif
  :: PUD != NONE -> goto L(pmd_offset)
  fi;
#if AGAIN
L(unlock_to_alloc_pmd): /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, SELF));
#endif
L(pmd_alloc_one): /* __pmd_alloc(): new = pmd_alloc_one() */
  if
  SLEEP_FAULT(SELF)
#if MAY_FAIL
  SLEEP_FAULT(SELF) /* once more: whether it would be granted or not */
  :: !in_atomic(SELF) -> goto L(refused) /* ENOMEM */
#endif
  :: atomic { !in_atomic(SELF) -> alloc_pmd(SELF) };
#if AGAIN
     goto L(walk_lock)
#elif ENTRY_LOCK
     goto L(pud_lock)
#else
     goto L(pud_populate)
#endif
  fi;
#if ENTRY_LOCK
L(pud_lock): /* __pmd_alloc(): spin_lock() */
  lock(page_table_lock, SELF);
L(pud_present): /* __pmd_alloc(): pud_present(*pud) */
  if
  :: PUD == NONE -> goto L(pud_populate)
  :: PUD != NONE -> goto L(pmd_free)
  fi;
L(pmd_free): /* __pmd_alloc(): pmd_free(new) */
  step(free_new_pmd(SELF));
L(pud_unlock): /* __pmd_alloc(): spin_unlock() */
  step(unlock(page_table_lock, SELF));
  goto L(pmd_offset);
#endif
L(pud_populate): /* __pmd_alloc(): pud_populate(pud, new) */
  step(PUD = new_pmd[SELF]; new_pmd[SELF] = NONE);
#if ENTRY_LOCK
  goto L(pud_unlock);
#endif
L(pmd_offset): /* pmd_alloc(): pmd = pmd_offset(pud, addr) */
  step(point_pmd(SELF, PUD));
#if LEVELS
L(level_unlock): /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, SELF));
L(level_lock): /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, SELF);
#endif
L(pmd_none): /* pte_alloc_kernel(): pmd_none(*pmd) */
  if
  PMD_FAULTS(SELF)
#if AGAIN
  :: good_pmd(SELF) && PMD == NONE && new_pte[SELF] != NONE ->
     goto L(pmd_populate_kernel)
  :: good_pmd(SELF) && PMD == NONE && new_pte[SELF] == NONE ->
     goto L(unlock_to_alloc_pte)
#else
  :: good_pmd(SELF) && PMD == NONE -> goto L(pte_alloc_one_kernel)
#endif
  :: good_pmd(SELF) && PMD != NONE -> goto L(pte_offset_kernel)
  fi;
#if AGAIN
L(unlock_to_alloc_pte): /* spin_unlock(&init_mm.page_table_lock) */
#if LEVELS
  atomic { unlock(page_table_lock, SELF) };
#else
  atomic { unlock(page_table_lock, SELF); forget(SELF) };
#endif
#endif
L(pte_alloc_one_kernel): /* __pte_alloc_kernel(): pte_alloc_one_kernel() */
  if
  SLEEP_FAULT(SELF)
#if MAY_FAIL
  SLEEP_FAULT(SELF)
  :: atomic { !in_atomic(SELF) -> forget(SELF) }; goto L(refused)
#endif
  :: atomic { !in_atomic(SELF) -> alloc_pte(SELF) };
#if AGAIN && LEVELS
     goto L(level_lock)
#elif AGAIN
     goto L(walk_lock)
#elif ENTRY_LOCK
     goto L(pmd_lock)
#else
     goto L(pmd_populate_kernel)
#endif
  fi;
#if ENTRY_LOCK
L(pmd_lock): /* __pte_alloc_kernel(): spin_lock() */
  lock(page_table_lock, SELF);
L(pmd_none_again): /* __pte_alloc_kernel(): pmd_none(*pmd) */
  if
  PMD_FAULTS(SELF)
  :: good_pmd(SELF) && PMD == NONE -> goto L(pmd_populate_kernel)
  :: good_pmd(SELF) && PMD != NONE -> goto L(pmd_unlock)
  fi;
#endif
L(pmd_populate_kernel): /* __pte_alloc_kernel(): pmd_populate_kernel() */
  if
  PMD_FAULTS(SELF)
  :: atomic { good_pmd(SELF) ->
       PMD = new_pte[SELF]; new_pte[SELF] = NONE };
  fi;
#if ENTRY_LOCK
L(pmd_unlock): /* __pte_alloc_kernel(): spin_unlock() */
  if
  :: atomic { new_pte[SELF] != NONE -> unlock(page_table_lock, SELF) };
     goto L(pte_free_kernel)
  :: atomic { new_pte[SELF] == NONE -> unlock(page_table_lock, SELF) };
     goto L(pte_offset_kernel)
  fi;
L(pte_free_kernel): /* pte_free_kernel(new) */
  step(free_new_pte(SELF));
#endif
L(pte_offset_kernel): /* pte_alloc_kernel(): pte_offset_kernel() */
  if
  PMD_FAULTS(SELF)
  :: atomic { good_pmd(SELF) -> point_pte(SELF, PMD) }
  fi;
L(pte_none): /* vmap_pte_range(): pte_none(*pte) */
  if
  PTE_FAULTS(SELF)
#if !MAPS_HOT
  :: atomic { good_pte(SELF) && PTE -> fault = warning }; goto faulted
#elif WALK_LOCK
  :: good_pte(SELF) && PTE -> goto L(walk_unlock)
#else
  :: atomic { good_pte(SELF) && PTE -> forget(SELF) }; goto L(walked)
#endif
  :: good_pte(SELF) && !PTE -> goto L(set_pte_at)
  fi;
L(set_pte_at): /* vmap_pte_range(): set_pte_at(pte) */
  if
  PTE_FAULTS(SELF)
  :: atomic { good_pte(SELF) -> PTE = true;
#if MAPS_HOT
       vmemmap_freed = false;
#endif
#if !WALK_LOCK
       forget(SELF)
#endif
     }
  fi;
#if WALK_LOCK
L(walk_unlock): /* spin_unlock(&init_mm.page_table_lock) */
  if
#if AGAIN
  :: atomic { new_pmd[SELF] != NONE ->
       unlock(page_table_lock, SELF); forget(SELF) };
     goto L(pmd_free)
  :: atomic { new_pmd[SELF] == NONE && new_pte[SELF] != NONE ->
       unlock(page_table_lock, SELF); forget(SELF) };
     goto L(pte_free_kernel)
#endif
  :: atomic { new_pmd[SELF] == NONE && new_pte[SELF] == NONE ->
       unlock(page_table_lock, SELF); forget(SELF) };
     goto L(walked)
  fi;
#if AGAIN
L(pmd_free): /* __pmd_alloc(): pmd_free(new) */
  if
  :: atomic { new_pte[SELF] != NONE -> free_new_pmd(SELF) };
     goto L(pte_free_kernel)
  :: atomic { new_pte[SELF] == NONE -> free_new_pmd(SELF) };
     goto L(walked)
  fi;
L(pte_free_kernel): /* pte_free_kernel(new) */
  step(free_new_pte(SELF));
#endif
#if MAY_FAIL
  goto L(walked);
L(refused): /* free what is in hand */
  if
  :: atomic { new_pmd[SELF] != NONE -> free_new_pmd(SELF) };
     goto L(refused)
  :: atomic { new_pmd[SELF] == NONE && new_pte[SELF] != NONE ->
       free_new_pte(SELF) };
     goto L(refused)
  :: new_pmd[SELF] == NONE && new_pte[SELF] == NONE -> goto L(failed)
  fi;
#endif
#endif
L(walked):
#undef ADDRESS
#undef LEAF
#undef WALK_LOCK
#undef ENTRY_LOCK
#undef MAPS_HOT
