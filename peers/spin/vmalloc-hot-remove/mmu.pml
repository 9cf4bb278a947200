/* SPDX-License-Identifier: MIT */
/*
 * The table walker of a CPU (Arm DDI 0487). At any moment it may walk to the
 * block's vmemmap, from the root or from what it has cached, keep what it
 * finds until somebody flushes it, and use what the TLB holds.
 */
#define CACHED_PMD pmd_entry(cached_pmd, index(HOT))
active proctype mmu() provided (fault == no_fault)
{
end_walk:
  do
  :: atomic { cached_pmd == NONE && H_PUD != NONE ->
       cached_pmd = H_PUD; cached_pmd_freed = !pmd_used[cached_pmd] }
  :: atomic { cached_pmd != NONE && cached_pmd_freed ->
       fault = walk_of_freed_table };
     goto faulted
  :: atomic { cached_pmd != NONE && !cached_pmd_freed &&
       cached_pte == NONE && CACHED_PMD != NONE ->
       cached_pte = CACHED_PMD; cached_pte_freed = !pte_used[cached_pte] }
  :: atomic { cached_pte != NONE && cached_pte_freed ->
       fault = walk_of_freed_table };
     goto faulted
  :: atomic { cached_pte != NONE && !cached_pte_freed &&
       !cached_tlb && pte_bit(cached_pte, 0) ->
       cached_tlb = true; cached_tlb_freed = vmemmap_freed }
  :: atomic { cached_tlb && cached_tlb_freed -> fault = access_to_freed_page };
     goto faulted
  od;
faulted:
  false
}
