/* SPDX-License-Identifier: MIT */
/*
 * v5.7 arch/arm64/mm/mmu.c: unmap_hotplug_range() clears the leaf entries,
 * free_empty_tables() gives back the tables found empty.
 */
#if WALK_LOCK_HOT_REMOVE
unmap_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
unmap_pud: /* pud_none(READ_ONCE(*pudp)) */
  if
  :: H_PUD == NONE -> goto unmap_end
  :: H_PUD != NONE -> goto unmap_pmd_offset
  fi;
unmap_pmd_offset: /* pmdp = pmd_offset(pudp, addr) */
  step(point_pmd(HOT_REMOVE, H_PUD));
unmap_pmd: /* pmd_none(READ_ONCE(*pmdp)) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) && H_PMD == NONE -> forget(HOT_REMOVE) };
     goto unmap_end
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto unmap_pte_offset
  fi;
unmap_pte_offset: /* ptep = pte_offset_kernel(pmdp, addr) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
unmap_pte: /* pte_none(READ_ONCE(*ptep)) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(0) -> forget(HOT_REMOVE) };
     goto unmap_end
  :: good_pte(HOT_REMOVE) && H_PTE(0) -> goto unmap_pte_clear
  fi;
unmap_pte_clear: /* pte_clear(ptep) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) -> H_PTE(0) = false; forget(HOT_REMOVE) }
  fi;
unmap_flush: /* flush_tlb_kernel_range() */
  step(flush_tlb());
unmap_free_page: /* free_hotplug_page_range() */
  step(free_vmemmap());
unmap_end:
#if WALK_LOCK_HOT_REMOVE
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#endif
#if !FREE_TABLES
  goto remove_done;
#else

#if WALK_LOCK_HOT_REMOVE
free_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
free_pud: /* pud_none(READ_ONCE(*pudp)) */
  if
  :: H_PUD == NONE -> goto free_end
  :: H_PUD != NONE -> goto free_pmd_offset
  fi;
free_pmd_offset: /* pmdp = pmd_offset(pudp, addr) */
  step(point_pmd(HOT_REMOVE, H_PUD));
free_pmd: /* pmd_none(READ_ONCE(*pmdp)) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE -> goto free_pmd_enter
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto free_pte_offset
  fi;
free_pte_offset: /* ptep = pte_offset_kernel(pmdp, 0) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
#if FLOOR_CEILING
free_pte_aligned: /* pgtable_range_aligned() */
#if range_aligned(1)
  true;
#else
  atomic { i = 0; forget_pte(HOT_REMOVE) };
  goto free_pmd_enter;
#endif
#endif
#if FREE_LOCK
free_pte_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
free_pte_scan: /* pte_none(READ_ONCE(ptep[i])) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) && H_PTE(i) ->
       i = 0; forget_pte(HOT_REMOVE) };
     goto free_pte_leave
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i < PTE_ENTRIES - 1 ->
       i++ };
     goto free_pte_scan
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i == PTE_ENTRIES - 1 ->
       i = 0 };
     goto free_pmd_clear
  fi;
free_pmd_clear: /* pmd_clear(pmdp) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> H_PMD = NONE }
  fi;
free_pte_flush: /* __flush_tlb_kernel_pgtable(start) */
  step(flush_walk_cache());
free_pte_page: /* free_hotplug_pgtable_page(ptep) */
  step(release_pte(pte[HOT_REMOVE]); pte[HOT_REMOVE] = NONE);
free_pte_leave:
#if FREE_LOCK
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  goto free_pmd_enter;
#endif
free_pmd_enter:
#if FLOOR_CEILING
#if range_aligned(PMD_ENTRIES)
  true;
#else
  atomic { i = 0; forget(HOT_REMOVE) };
  goto free_end;
#endif
#endif
#if FREE_LOCK
free_pmd_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
free_pmd_scan: /* pmd_none(READ_ONCE(pmdp[i])) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) != NONE ->
       i = 0; forget(HOT_REMOVE) };
     goto free_pmd_leave
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i < PMD_ENTRIES - 1 -> i++ };
     goto free_pmd_scan
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i == PMD_ENTRIES - 1 -> i = 0 };
     goto free_pud_clear
  fi;
free_pud_clear: /* pud_clear(pudp) */
  H_PUD = NONE;
free_pmd_flush: /* __flush_tlb_kernel_pgtable(start) */
  step(flush_walk_cache());
free_pmd_page: /* free_hotplug_pgtable_page(pmdp) */
  step(m = pmd[HOT_REMOVE]; forget(HOT_REMOVE); release_pmd(m));
free_pmd_leave:
#if FREE_LOCK
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  goto free_end;
#endif
free_end:
#if WALK_LOCK_HOT_REMOVE
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  goto remove_done;
#endif
#endif
