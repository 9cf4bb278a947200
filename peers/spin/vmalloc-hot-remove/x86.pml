/* SPDX-License-Identifier: MIT */
/* x86: remove_pagetable() and below, v5.3 arch/x86/mm/init_64.c. */
remove_pud: /* remove_pud_table(): pud_present(*pud) */
  if
  :: H_PUD == NONE -> goto flush_tlb_all
  :: H_PUD != NONE -> goto remove_pmd_offset
  fi;
remove_pmd_offset: /* ... pmd_base = pmd_offset(pud, 0) */
  step(point_pmd(HOT_REMOVE, H_PUD));
remove_pmd: /* remove_pmd_table(): pmd_present(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE -> goto free_pmd_table
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto remove_pte_offset
  fi;
remove_pte_offset: /* ... pte_base = pmd_page_vaddr(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
remove_pte: /* remove_pte_table(): pte_present(*pte) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: good_pte(HOT_REMOVE) && !H_PTE(0) -> goto flush_ptes
  :: good_pte(HOT_REMOVE) && H_PTE(0) -> goto free_vmemmap_page
  fi;
free_vmemmap_page: /* ... free_pagetable(pte_page(*pte), 0) */
  step(free_vmemmap());
remove_pte_clear_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
remove_pte_clear: /* ... pte_clear(&init_mm, addr, pte) */
  H_PTE(0) = false;
remove_pte_clear_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
flush_ptes: /* flush_tlb_all() */
  step(flush_walk_cache());
free_pte_table: /* free_pte_table(): pte_none(*pte) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) && H_PTE(i) -> i = 0; forget(HOT_REMOVE) };
     goto flush_tlb_all
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i < PTE_ENTRIES - 1 ->
       i++ };
     goto free_pte_table
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i == PTE_ENTRIES - 1 ->
       i = 0 }
  fi;
free_pte_page: /* free_hotplug_pgtable_page(ptep) */
  step(release_pte(pte[HOT_REMOVE]); pte[HOT_REMOVE] = NONE);
remove_pmd_clear_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
remove_pmd_clear: /* free_pte_table(): pmd_clear(pmd) */
  H_PMD = NONE;
remove_pmd_clear_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
free_pmd_table: /* free_pmd_table(): pmd_none(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) != NONE ->
       i = 0; forget(HOT_REMOVE) };
     goto flush_tlb_all
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i < PMD_ENTRIES - 1 -> i++ };
     goto free_pmd_table
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i == PMD_ENTRIES - 1 -> i = 0 }
  fi;
free_pmd_page: /* free_hotplug_pgtable_page(pmdp) */
  step(m = pmd[HOT_REMOVE]; forget(HOT_REMOVE); release_pmd(m));
remove_pud_clear_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
remove_pud_clear: /* free_pmd_table(): pud_clear(pud) */
  H_PUD = NONE;
remove_pud_clear_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
flush_tlb_all: /* flush_tlb_all() */
  step(flush_walk_cache());
