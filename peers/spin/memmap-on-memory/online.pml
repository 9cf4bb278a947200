/* SPDX-License-Identifier: MIT */
/* drivers/base/memory.c: state_store(), memory_block_online(). */
#define LOCK_OVER_PAGES (!LOCK_OVER_BLOCK && !CALLEE_KNOWS)

lock_online: /* lock_device_hotplug_sysfs() */
  lock(device_hotplug_lock);
#define if_offline(block) \
  :: d_step { mem_state[block] != MEM_OFFLINE -> my(left)-- }; \
     goto unlock_online \
  :: d_step { mem_state[block] == MEM_OFFLINE -> my(left)--; my(b) = block }
write_online: /* mem->state != MEM_OFFLINE: of which block? */
  if
  if_offline(0)
  if_offline(1)
  fi;

  /* memory_block_online() */
load_nr: /* nr_vmemmap_pages = mem->nr_vmemmap_pages */
  step(my(nr) = nr_vmemmap_pages[my(b)]);
zone: /* zone_for_pfn_range(): zone_intersects() */
#define in_dma32 (DMA32 && \
  start_of(ZONE_TOLD) < zone_end[IN_DMA32] && \
  end_of(ZONE_TOLD) > zone_start[IN_DMA32])
  step(my(zone) = (in_dma32 -> IN_DMA32 : NORMAL));
#if !LOCK_OVER_PAGES
  mem_hotplug_begin(block_begin, block_readers);
#endif
#if PREPARES
#if STANDBY
#define set_accessible(to) accessible[my(b)] = to
#else
#define set_accessible(to) skip
#endif
prepare: /* memory_notify(MEM_PREPARE_ONLINE) */
  if
#if REFUSES
  :: true -> goto out_notifier
#endif
  :: d_step { true -> set_accessible(true); prepared[my(b)] = true }
  fi;
#endif
has_head: /* nr_vmemmap_pages */
  if
  :: my(nr) == 0 -> goto online_pages
  :: my(nr) != 0
  fi;
  /* mhp_init_memmap_on_memory() */
  move_pfn_range_to_zone(head_resize, head_init, head);
head_section_0: /* online_mem_sections() */
  mark_online(0, full(0), true);
head_section_1:
  mark_online(1, full(1), true);

online_pages:
#define pfn_aligned (2 * start_rest % PAGEBLOCK == 0)
#if !CALLEE_KNOWS
aligned: /* WARN_ON_ONCE(!pageblock_aligned(pfn)): -EINVAL */
  if
  :: !pfn_aligned -> goto had_head
  :: pfn_aligned
  fi;
#endif
#if LOCK_OVER_PAGES
  mem_hotplug_begin(pages_begin, pages_readers);
#endif
  move_pfn_range_to_zone(rest_resize, rest_init, rest);
check_node_online: /* node_states_check_changes_online() */
  step(my(node) = !node_memory);
going_online: /* memory_notify(MEM_GOING_ONLINE) */
  if
#if REFUSES
  :: d_step { true -> my(node) = false }; goto cancel_online
#endif
  :: d_step { true -> tell_page_ext(true) }
  fi;
#if CALLEE_KNOWS
vm_bug_on: /* VM_BUG_ON(!IS_ALIGNED(pfn, pageblock_nr_pages)) */
  if
  go_wrong(!pfn_aligned, vm_bug)
  :: pfn_aligned
  fi;
#endif
free_pages: /* __free_pages_core(page, order) */
  step(set_given(rest, true); isolated[my(b)] = true);
managed_online: /* page_zone(page)->managed_pages += nr_pages */
  step(managed_pages[my(zone)] = managed_pages[my(zone)] + size_rest);
totalram_online: /* totalram_pages_add(1UL << order) */
  step(totalram_pages = totalram_pages + size_rest;
    my(nr) = (CALLEE_KNOWS -> 0 : my(nr)));
online_section_0: /* online_mem_sections() */
  mark_online(0, met(0), true);
online_section_1:
  mark_online(1, met(1), true);
present: /* zone->present_pages += nr_pages */
  step(present_pages[my(zone)] =
    present_pages[my(zone)] + size_of(WHOLE));
set_node: /* node_states_set_node(nid, &arg) */
  if
  :: d_step { my(node) -> node_memory = true; my(node) = false }
  :: !my(node)
  fi;
undo_isolate: /* undo_isolate_page_range() */
  step(isolated[my(b)] = false);
#if LOCK_OVER_PAGES
online_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif

#if !CALLEE_KNOWS
head_present: /* zone->present_pages += nr_vmemmap_pages */
  step(present_pages[my(zone)] = present_pages[my(zone)] + size_head;
    my(nr) = 0);
#endif
#if MEM_ZONE
set_zone: /* mem->zone = zone */
  step(mem_zone[my(b)] = my(zone); forget_block);
#else
online_returns: /* return ret */
  step(forget_block);
#endif
#if !LOCK_OVER_PAGES
block_online_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif
set_online: /* mem->state = MEM_ONLINE */
  step(mem_state[my(b)] = MEM_ONLINE; my(b) = 0);
  goto unlock_online;

#if REFUSES
cancel_online: /* memory_notify(MEM_CANCEL_ONLINE) */
  step(tell_page_ext(false));
  remove_pfn_range_from_zone(undo_rest_poison, undo_rest_shrink, rest, skip);
#if LOCK_OVER_PAGES
online_failed: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif
#endif
had_head: /* nr_vmemmap_pages */
  if
  :: my(nr) == 0 -> goto out
  :: my(nr) != 0
  fi;
  /* mhp_deinit_memmap_on_memory() */
undo_head_section_0: /* offline_mem_sections() */
  mark_online(0, full(0), false);
undo_head_section_1:
  mark_online(1, full(1), false);
  remove_pfn_range_from_zone(undo_head_poison, undo_head_shrink, head, skip);
out:
#if PREPARES
finish_failed: /* memory_notify(MEM_FINISH_OFFLINE) */
  step(set_accessible(false); prepared[my(b)] = false);
out_notifier:
#endif
#if !LOCK_OVER_PAGES
block_online_failed: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif
online_refused: /* return ret */
  step(forget_block; my(b) = 0);
unlock_online: /* unlock_device_hotplug() */
  unlock_device_hotplug(lock_online);
