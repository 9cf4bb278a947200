/* SPDX-License-Identifier: MIT */
/* drivers/base/memory.c: state_store(), memory_block_offline(). */
#define HEAD_FIRST (!CALLEE_KNOWS && UNACCOUNTS_FIRST)
#define HEAD_LAST  (!CALLEE_KNOWS && !UNACCOUNTS_FIRST)

lock_offline: /* lock_device_hotplug_sysfs() */
  lock(device_hotplug_lock);
#define if_online(block) \
  :: d_step { mem_state[block] != MEM_ONLINE -> my(left)-- }; \
     goto unlock_offline \
  :: d_step { mem_state[block] == MEM_ONLINE -> my(left)--; my(b) = block }
write_offline: /* mem->state != MEM_ONLINE: of which block? */
  if
  if_online(0)
  if_online(1)
  fi;
going_offline: /* mem->state = MEM_GOING_OFFLINE */
  step(mem_state[my(b)] = MEM_GOING_OFFLINE);

  /* memory_block_offline() */
load_nr: /* nr_vmemmap_pages = mem->nr_vmemmap_pages */
  step(my(nr) = nr_vmemmap_pages[my(b)]);
#if MEM_ZONE
#define its_zone mem_zone[my(b)]
#else
#define its_zone page_zone[my(b)]
#endif
zone: /* zone = mem->zone, or page_zone(pfn_to_page(start_pfn)) */
  step(my(zone) = (its_zone == IN_DMA32 -> IN_DMA32 : NORMAL));
#if !LOCK_OVER_PAGES
  mem_hotplug_begin(block_begin, block_readers);
#endif
#if HEAD_FIRST
head_unaccount: /* zone->present_pages -= nr_vmemmap_pages */
  step(present_pages[my(zone)] = present_pages[my(zone)] - size_head);
#endif

  /* offline_pages() */
#if LOCK_OVER_PAGES
  mem_hotplug_begin(pages_begin, pages_readers);
#endif
#define has_holes (HOLES_MIXED && size_block != size_rest)
holes: /* walk_system_ram_range(): memory holes */
  if
  :: has_holes -> goto offline_failed
  :: !has_holes
  fi;
isolate: /* start_isolate_page_range(start_pfn, end_pfn) */
  if
#if REFUSES
  :: true -> goto offline_failed
#endif
  :: d_step { true -> isolated[my(b)] = true }
  fi;
check_node_offline: /* nr_pages >= present_pages */
  step(my(node) = (size_of(NODE_TOLD) >=
    present_pages[0] + present_pages[1] + OTHER_PAGE));
migrate: /* MEM_GOING_OFFLINE; scan_movable_pages(), do_migrate_range() */
  if
#if REFUSES
  :: d_step { true -> my(node) = false }; goto unisolate
#endif
  :: true
  fi;
offline_section_0: /* offline_mem_sections() */
  mark_online(0, met(0), false);
offline_section_1:
  mark_online(1, met(1), false);
del_pages: /* del_page_from_free_list() */
  step(set_given(rest, false); isolated[my(b)] = false);
managed_offline: /* page_zone(page)->managed_pages -= nr_pages */
  step(managed_pages[my(zone)] = managed_pages[my(zone)] - size_rest);
totalram_offline: /* totalram_pages_add(-nr_pages) */
  step(totalram_pages = totalram_pages - size_rest);
present_offline: /* zone->present_pages -= nr_pages */
  step(present_pages[my(zone)] =
    present_pages[my(zone)] - size_of(WHOLE));
clear_node: /* node_states_clear_node(node, &arg) */
  if
  :: d_step { my(node) -> node_memory = false; my(node) = false }
  :: !my(node)
  fi;
notify_offline: /* memory_notify(MEM_OFFLINE) */
  step(tell_page_ext(false));
  remove_pfn_range_from_zone(drop_rest_poison, drop_rest_shrink, rest, skip);
#if LOCK_OVER_PAGES
offline_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif

#if HEAD_LAST
head_unaccount: /* zone->present_pages -= nr_vmemmap_pages */
  step(present_pages[my(zone)] = present_pages[my(zone)] - size_head);
#endif
has_head: /* nr_vmemmap_pages */
  if
  :: my(nr) == 0 -> goto no_head
  :: my(nr) != 0
  fi;
  /* mhp_deinit_memmap_on_memory() */
head_section_0: /* offline_mem_sections() */
  mark_online(0, full(0), false);
head_section_1:
  mark_online(1, full(1), false);
  remove_pfn_range_from_zone(drop_head_poison, drop_head_shrink, head,
    my(nr) = 0; my(zone) = NORMAL);
no_head:
#if MEM_ZONE
unset_zone: /* mem->zone = NULL */
  step(mem_zone[my(b)] = NO_ZONE; forget_block);
#else
offline_returns: /* return ret */
  step(forget_block);
#endif
#if PREPARES
finish: /* memory_notify(MEM_FINISH_OFFLINE) */
  step(set_accessible(false); prepared[my(b)] = false);
#endif
#if !LOCK_OVER_PAGES
block_offline_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif
set_offline: /* mem->state = MEM_OFFLINE */
  step(mem_state[my(b)] = MEM_OFFLINE; my(b) = 0);
  goto unlock_offline;

#if REFUSES
unisolate: /* undo_isolate_page_range() */
  step(isolated[my(b)] = false);
#endif
offline_failed: /* mem_hotplug_done(), or return ret */
#if LOCK_OVER_PAGES
  unlock(mem_hotplug_lock);
#else
  true;
#endif
#if HEAD_FIRST
head_account_back: /* zone->present_pages += nr_vmemmap_pages */
  step(present_pages[my(zone)] = present_pages[my(zone)] + size_head);
#endif
#if !LOCK_OVER_PAGES
block_offline_failed: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif
back_online: /* mem->state = MEM_ONLINE */
  step(mem_state[my(b)] = MEM_ONLINE);
offline_refused: /* return ret */
  step(forget_block; my(b) = 0);
unlock_offline: /* unlock_device_hotplug() */
  unlock_device_hotplug(lock_offline);
