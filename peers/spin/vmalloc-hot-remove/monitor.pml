/* SPDX-License-Identifier: MIT */
/*
 * What must be true, whatever the design. The names are the model's. The
 * variable of a name is always false: an assertion fails with the name as
 * its text, and the loop leads back to the state it started from, so that
 * no state is added, and a transition only for each failure. Faults are
 * always asked for: a state after a fault is no invalid end. The rest only
 * with ASK=1, for the monitor, able to move, hides an invalid end.
 */
hidden byte no_freed_table_accessed, no_wild_pointer, no_sleep_in_atomic;
hidden byte leaf_set_once;
hidden byte no_freed_table_reachable, live_mappings_reachable;
hidden byte no_table_lost, leftover_bounded, hotplug_exclusive;
hidden byte nothing_in_hand, removed_memory_unmapped;
hidden byte kthread_on_request, clear_flush_free, no_freed_page_walked;
/* These are to be reached: the assertion has to fail. */
hidden byte vmalloc_can_map, hotplug_can_finish;
hidden byte ptdump_can_walk, tlb_can_fill;
/* ... and these from every state. */
hidden byte vmalloc_gets_through, hot_remove_gets_through;
hidden byte others_get_through;

#if PMD_ENTRIES == 3
#define every_entry(p, page, x) \
  (p(page, 0, x) && p(page, 1, x) && p(page, 2, x))
#else
#define every_entry(p, page, x) (p(page, 0, x) && p(page, 1, x))
#endif
#if ROOTS == 2
#define every_root(p, x) (p(0, x) && p(1, x))
#else
#define every_root(p, x) (p(0, x))
#endif
#if PMD_PAGES == 1
#define every_pmd_page(p, x) \
  (p(0, x))
#define PMD_TABLES \
  (pmd_used[0])
#elif PMD_PAGES == 2
#define every_pmd_page(p, x) \
  (p(0, x) && p(1, x))
#define PMD_TABLES \
  (pmd_used[0] + pmd_used[1])
#elif PMD_PAGES == 3
#define every_pmd_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x))
#define PMD_TABLES \
  (pmd_used[0] + pmd_used[1] + pmd_used[2])
#elif PMD_PAGES == 4
#define every_pmd_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x) && p(3, x))
#define PMD_TABLES \
  (pmd_used[0] + pmd_used[1] + pmd_used[2] + pmd_used[3])
#else
#error "write out more PMD pages"
#endif
#if PTE_PAGES == 1
#define every_pte_page(p, x) \
  (p(0, x))
#define PTE_TABLES \
  (pte_used[0])
#elif PTE_PAGES == 2
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1])
#elif PTE_PAGES == 3
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1] + pte_used[2])
#elif PTE_PAGES == 4
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x) && p(3, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1] + pte_used[2] + pte_used[3])
#elif PTE_PAGES == 5
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x) && p(3, x) && p(4, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1] + pte_used[2] + pte_used[3] + pte_used[4])
#else
#error "write out more PTE pages"
#endif

#define entry_lives(page, at, x) \
  (pmd_entry(page, at) == NONE || pte_used[pmd_entry(page, at)])
#define root_lives(root, x) (pud[root] == NONE || \
  (pmd_used[pud[root]] && every_entry(entry_lives, pud[root], 0)))

/* Does the walk from the root to this leaf entry find it set? */
#define table_of(addr) pmd_entry(pud[root(addr)], index(addr))
#define reachable(addr, leaf) (pud[root(addr)] != NONE && \
  table_of(addr) != NONE && pte_bit(table_of(addr), leaf))
#define area_reachable(area) (vm_area[area] != mapped || reachable(0, area))

#define other_root(root, page)      (pud[root] != page)
#define other_entry(page, at, table) (pmd_entry(page, at) != table)
#define in_hand_of(t, new, pointer, page) \
  (new[t] == page || pointer(page, t))
#if AREAS == 0
#define areas_reachable true
#elif AREAS == 1
#define areas_reachable area_reachable(0)
#define can_map  (vm_area[0] == mapped)
#elif AREAS == 2
#define areas_reachable (area_reachable(0) && area_reachable(1))
#define can_map  (vm_area[0] == mapped || vm_area[1] == mapped)
#else
#error "a PTE page has two entries"
#endif
/* Hot-remove is the last of those that link tables and free them. */
#if HOT_REMOVE == 0
#define in_hand(new, pointer, page) in_hand_of(0, new, pointer, page)
#elif HOT_REMOVE == 1
#define in_hand(new, pointer, page) (in_hand_of(0, new, pointer, page) || \
  in_hand_of(1, new, pointer, page))
#else
#define in_hand(new, pointer, page) (in_hand_of(0, new, pointer, page) || \
  in_hand_of(1, new, pointer, page) || in_hand_of(2, new, pointer, page))
#endif
#if MAPPERS == 0
#define returned true
#elif MAPPERS == 1
#define returned vmalloc[0]@end_returned
#else
#define returned (vmalloc[0]@end_returned && vmalloc[1]@end_returned)
#endif
#if KTHREADD && CPU_UP
#define others_returned (kthreadd@end_schedule && cpu_up@end_returned)
#elif KTHREADD
#define others_returned kthreadd@end_schedule
#elif KMEM_CACHE_CREATE
#define others_returned kmem_cache_create@end_returned
#elif Z_EROFS
#define others_returned z_erofs@end_returned
#elif PTDUMP
#define others_returned ptdump@end_returned
#else
#define others_returned true
#endif
#define pmd_kept(page, x) (!pmd_used[page] || \
  !every_root(other_root, page) || in_hand(new_pmd, pmd_pointer, page))
#define not_in(pmd, table) \
  (!pmd_used[pmd] || every_entry(other_entry, pmd, table))
#define pte_kept(page, x) (!pte_used[page] || \
  !every_pmd_page(not_in, page) || in_hand(new_pte, pte_pointer, page))

#define TABLES (PMD_TABLES + PTE_TABLES)
#define quiet  (returned && others_returned && \
                hot_remove[HOT_REMOVE]@end_returned)

#if BOOT_MEMORY
#define boot_reachable reachable(VMEMMAP_START, 0)
#else
#define boot_reachable true
#endif
#if PINNED
#define fixmap_reachable reachable(1, 0)
#else
#define fixmap_reachable true
#endif

/* Outside mem_hotplug_begin() and mem_hotplug_done(), and at the door. */
#if CPU_HOTPLUG
#define at_cpus(section) (hot_remove@section##_cpus_read_lock || \
                          hot_remove@section##_cpus_read_unlock)
#define outside_of_cpus (at_cpus(add) || at_cpus(online) || \
                         at_cpus(offline) || at_cpus(remove))
#else
#define outside_of_cpus false
#endif
#define outside (hot_remove@next || hot_remove@end_returned || \
  hot_remove@add_begin || hot_remove@add_readers || \
  hot_remove@online_begin || hot_remove@online_readers || \
  hot_remove@offline_begin || hot_remove@offline_readers || \
  hot_remove@remove_begin || hot_remove@remove_readers || \
  outside_of_cpus)
#if CPU_UP
#define cpu_up_inside (cpu_up@wake_up_kthreadd || \
  cpu_up@wait_for_kthread || cpu_up@cpus_write_unlock)
#endif
/* Who waits for the thread it asked for. */
#if STARTS_KSWAPD && CPU_UP
#define waits_for_kthread \
  (hot_remove@wait_for_kswapd || cpu_up@wait_for_kthread)
#elif STARTS_KSWAPD
#define waits_for_kthread hot_remove@wait_for_kswapd
#elif CPU_UP
#define waits_for_kthread cpu_up@wait_for_kthread
#endif
/* Neither lock nor table. */
#if CPU_HOTPLUG || CPUS_INSIDE
#define no_cpus_lock(t) (cpu_hotplug_writer != t && no_cpu_reader(t))
#else
#define no_cpus_lock(t) true
#endif
#if Z_EROFS
#define no_page_lock(t) (page_lock != t)
#else
#define no_page_lock(t) true
#endif
#define pmd_let_go(page, t) !pmd_pointer(page, t)
#define pte_let_go(page, t) !pte_pointer(page, t)
#define empty_handed(t) (page_table_lock != t && \
  mem_hotplug_writer != t && no_mem_reader(t) && \
  no_cpus_lock(t) && no_page_lock(t) && \
  new_pmd[t] == NONE && new_pte[t] == NONE && \
  every_pmd_page(pmd_let_go, t) && every_pte_page(pte_let_go, t))
/* ... nor an area that is neither mapped nor free. */
#define let_go(area) (empty_handed(area) && vm_area[area] != reserved)
/* Not there, and hot-add has not begun. */
#define away (!memory_present && \
              (hot_remove@next || hot_remove@end_returned))
#define hot_mapped (pud[root(HOT)] != NONE && table_of(HOT) != NONE && \
                    (FREE_TABLES || pte_bit(table_of(HOT), 0)))

#define ask(wrong, name)  :: atomic { wrong -> assert(name) }
#define good              (fault == no_fault)
active proctype monitor()
{
end_watch:
  do
  ask(fault == use_after_free, no_freed_table_accessed)
  ask(fault == wild_pointer, no_wild_pointer)
  ask(fault == sleeping, no_sleep_in_atomic)
  ask(fault == warning, leaf_set_once)
#if MMU
  ask(fault == walk_of_freed_table || fault == access_to_freed_page,
      no_freed_page_walked)
#endif
#if ASK
  ask(good && !every_root(root_lives, 0), no_freed_table_reachable)
  ask(good && !(areas_reachable && boot_reachable && fixmap_reachable &&
                (!memory_present || reachable(HOT, 0))),
      live_mappings_reachable)
  ask(good && !(every_pmd_page(pmd_kept, 0) && every_pte_page(pte_kept, 0)),
      no_table_lost)
  ask(good && quiet && TABLES > ROOTS + 2 + PINNED + BOOT_MEMORY, leftover_bounded)
  ask(good && !outside && !(mem_hotplug_writer == HOT_REMOVE &&
                            readers_gone(no_mem_reader)),
      hotplug_exclusive)
#if CPU_UP
  ask(good && cpu_up_inside && !(cpu_hotplug_writer == OTHER &&
                                 readers_gone(no_cpu_reader)),
      hotplug_exclusive)
#endif
#if KTHREADD
  ask(good && kthread_create != idle && !waits_for_kthread,
      kthread_on_request)
  ask(good && kthreadd@end_schedule && !empty_handed(BYSTANDER),
      nothing_in_hand)
#elif BYSTANDERS
  ask(good && others_returned && !let_go(BYSTANDER), nothing_in_hand)
#endif
#if MAPPERS
  ask(good && vmalloc[0]@end_returned && !let_go(0), nothing_in_hand)
#endif
#if MAPPERS == 2
  ask(good && vmalloc[1]@end_returned && !let_go(1), nothing_in_hand)
#endif
  ask(good && hot_remove@end_returned && !empty_handed(HOT_REMOVE),
      nothing_in_hand)
  ask(good && away && hot_mapped, removed_memory_unmapped)
#if MMU
  ask(good && (cached_pmd_freed || cached_pte_freed || cached_tlb_freed),
      clear_flush_free)
#endif
#endif
#if ASK == 1
#if AREAS
  ask(good && can_map, vmalloc_can_map)
#endif
#if PTDUMP
  ask(good && ptdump@note_page, ptdump_can_walk)
#endif
#if BYSTANDERS || PTDUMP
  ask(good && others_returned, others_get_through)
#endif
#if MMU
  ask(good && cached_tlb, tlb_can_fill)
#endif
  ask(good && hot_remove@end_returned && hotplugs_left == 0,
      hotplug_can_finish)
#if MAPPERS
  ask(good && returned, vmalloc_gets_through)
#endif
  ask(good && hot_remove@end_returned, hot_remove_gets_through)
#endif
  od
}
