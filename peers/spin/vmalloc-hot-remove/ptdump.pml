/* SPDX-License-Identifier: MIT */
/*
 * Reading kernel_page_tables in debugfs visits every table from the root:
 * v5.3 arch/arm64/mm/dump.c, v5.7 arch/arm64/mm/ptdump_debugfs.c.
 */
inline next_root() {
  forget(OTHER);
  dump_pmd = 0;
  dump_root++
}
inline next_pmd() {
  forget_pte(OTHER);
  dump_pte = 0;
  dump_pmd++
}
#define D_PMD pmd_entry(pmd[OTHER], dump_pmd)
active proctype ptdump() provided (fault == no_fault)
{
#if PTDUMP_LOCKS_WALK || (PTDUMP_LOCKS_SHOW && !CHECKS_WX)
#define DUMP_LOCKS 1
#endif
#if DUMP_LOCKS
get_online_mems: /* get_online_mems() */
  down_read(mem_hotplug, OTHER);
#endif
pud_none: /* walk_pud(): pud_none(READ_ONCE(*pudp)) */
  if
  :: atomic { dump_root == ROOTS -> dump_root = 0 }; goto dumped
  :: atomic { dump_root < ROOTS && pud[dump_root] == NONE -> dump_root++ };
     goto pud_none
  :: dump_root < ROOTS && pud[dump_root] != NONE -> goto pmd_offset
  fi;
pmd_offset: /* walk_pmd(): pmdp = pmd_offset(pudp, start) */
  step(point_pmd(OTHER, pud[dump_root]));
pmd_none: /* walk_pmd(): pmd_none(READ_ONCE(*pmdp)) */
  if
  :: atomic { dump_pmd == PMD_ENTRIES -> next_root() }; goto pud_none
  :: atomic { dump_pmd < PMD_ENTRIES && pmd[OTHER] == NONE ->
       fault = wild_pointer };
     goto faulted
  :: atomic { dump_pmd < PMD_ENTRIES && stale_pmd(OTHER) ->
       fault = use_after_free };
     goto faulted
  :: atomic { dump_pmd < PMD_ENTRIES && good_pmd(OTHER) && D_PMD == NONE ->
       next_pmd() };
     goto pmd_none
  :: dump_pmd < PMD_ENTRIES && good_pmd(OTHER) && D_PMD != NONE ->
     goto pte_offset
  fi;
pte_offset: /* walk_pte(): ptep = pte_offset_kernel(pmdp, start) */
  if
  PMD_FAULTS(OTHER)
  :: atomic { good_pmd(OTHER) -> point_pte(OTHER, D_PMD) }
  fi;
note_page: /* walk_pte(): note_page(st, addr, 4, READ_ONCE_pte(*ptep)) */
  if
  PTE_FAULTS(OTHER)
  :: atomic { good_pte(OTHER) && dump_pte < PTE_ENTRIES - 1 -> dump_pte++ };
     goto note_page
  :: atomic { good_pte(OTHER) && dump_pte == PTE_ENTRIES - 1 -> next_pmd() };
     goto pmd_none
  fi;
dumped:
#if DUMP_LOCKS
put_online_mems: /* put_online_mems() */
  up_read(mem_hotplug, OTHER);
#endif
end_returned:
  false;
faulted:
  false
}
