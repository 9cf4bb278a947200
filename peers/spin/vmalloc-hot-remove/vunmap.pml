/* SPDX-License-Identifier: MIT */
/*
 * vunmap_page_range(), v5.3 mm/vmalloc.c, as the error path of vmalloc()
 * comes to it: the leaf entry of the area is cleared. It is text for the
 * body of a process; before it stand L(name), SELF and AREA.
 */
#define U_PUD pud[root(0)]
#define U_PMD pmd_entry(pmd[SELF], index(0))
#if WALK_LOCK_VUNMAP
L(vfree_walk_lock): /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, SELF);
#endif
L(vfree_pud_none): /* vunmap_pud_range(): pud_none_or_clear_bad(pud) */
  if
  :: U_PUD == NONE -> goto L(vfree_walked)
  :: U_PUD != NONE
  fi;
L(vfree_pmd_offset): /* vunmap_pmd_range(): pmd = pmd_offset(pud, addr) */
  step(point_pmd(SELF, U_PUD));
#if WALK_LOCK_VUNMAP && DROP_BETWEEN_LEVELS
L(vfree_level_unlock): /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, SELF));
L(vfree_level_lock): /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, SELF);
#endif
L(vfree_pmd_none): /* vunmap_pmd_range(): pmd_none_or_clear_bad(pmd) */
  if
  PMD_FAULTS(SELF)
#if WALK_LOCK_VUNMAP
  :: good_pmd(SELF) && U_PMD == NONE -> goto L(vfree_walked)
#else
  :: atomic { good_pmd(SELF) && U_PMD == NONE -> forget(SELF) };
     goto L(vfree_walked)
#endif
  :: good_pmd(SELF) && U_PMD != NONE
  fi;
L(vfree_pte_offset): /* vunmap_pte_range(): pte_offset_kernel(pmd, addr) */
  if
  PMD_FAULTS(SELF)
  :: atomic { good_pmd(SELF) -> point_pte(SELF, U_PMD) }
  fi;
L(vfree_pte_clear): /* vunmap_pte_range(): ptep_get_and_clear(pte) */
  if
  PTE_FAULTS(SELF)
  :: atomic { good_pte(SELF) -> pte_bit(pte[SELF], AREA) = false;
#if !WALK_LOCK_VUNMAP
       forget(SELF)
#endif
     }
  fi;
L(vfree_walked):
#if WALK_LOCK_VUNMAP
  step(unlock(page_table_lock, SELF); forget(SELF));
#endif
#undef U_PUD
#undef U_PMD
