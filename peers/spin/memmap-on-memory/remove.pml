/* SPDX-License-Identifier: MIT */
/* acpi_memory_device_remove(); mm/memory_hotplug.c: try_remove_memory(). */
/* Block by block; from v6.8 on without altmaps all at once. */
#define each_on_its_own (REMOVES_EACH_BLOCK && (!REFUSES_MIXED || my(altmap)))
#define last_removed \
  (each_on_its_own -> my(s) / 2 * 2 + 1 : last_section(my(range)))

lock_remove: /* lock_device_hotplug() */
  lock(device_hotplug_lock);
#define is_absent(r) (r != NO_WHOLE_BLOCK && ( \
  has_block_0(r) && mem_state[0] == no_device || \
  has_block_1(r) && mem_state[1] == no_device))
#define take_away(r) \
  :: d_step { is_absent(r) -> my(left)-- }; goto unlock_remove \
  :: d_step { !is_absent(r) -> my(left)--; my(range) = r; \
       my(s) = first_section(r) }
remove: /* which memory? */
  if
  take_away(BLOCK_0)
  take_away(BLOCK_1)
  take_away(BOTH)
#if MISALIGNED
  take_away(NO_WHOLE_BLOCK)
#endif
  fi;

  /* try_remove_memory() */
bug_on: /* BUG_ON(check_hotplug_memory_range()) */
  if
  go_wrong(my(range) == NO_WHOLE_BLOCK, bug)
  :: my(range) != NO_WHOLE_BLOCK
  fi;
#define is_offline (mem_state[my(s) / 2] == MEM_OFFLINE)
check_offline: /* check_memblock_offlined_cb() */
  if
  :: d_step { !is_offline -> forget_altmap }; goto remove_refused
  :: d_step { is_offline && my(s) + 1 < last_section(my(range)) ->
       my(s) = my(s) + 2 };
     goto check_offline
  :: d_step { is_offline && my(s) + 1 == last_section(my(range)) ->
       my(s) = first_section(my(range)) }
  fi;
#define altmap_0    (has_block_0(my(range)) && nr_vmemmap_pages[0] > 0)
#define altmap_1    (has_block_1(my(range)) && nr_vmemmap_pages[1] > 0)
#define nr_altmaps  (altmap_0 + altmap_1)
#if !REFUSES_MIXED && !REMOVES_EACH_BLOCK
#define granularity \
  (!REMOVES_AT_ONCE && nr_altmaps > 0 && my(range) == BOTH)
walk_memory_blocks: /* nr_vmemmap_pages of the first that has one */
  if
  :: d_step { granularity -> forget_altmap }; goto remove_refused
  :: d_step { !granularity && altmap_0 -> my(altmap) = true;
       my(alloc) = chunks_for(nr_vmemmap_pages[0]) }
  :: d_step { !granularity && !altmap_0 && altmap_1 -> my(altmap) = true;
       my(alloc) = chunks_for(nr_vmemmap_pages[1]) }
  :: nr_altmaps == 0
  fi;
#endif
firmware_map_remove: /* firmware_map_remove(start, start + size) */
  step(each_of_range(firmware_map, false));
#define is_removed(b) (has_block_##b(my(range)) && \
  (!each_on_its_own || my(s) / 2 == b))
#define unregister_devices \
  mem_state[0] = (is_removed(0) -> no_device : mem_state[0]); \
  mem_state[1] = (is_removed(1) -> no_device : mem_state[1]); \
  nr_vmemmap_pages[0] = (is_removed(0) -> 0 : nr_vmemmap_pages[0]); \
  nr_vmemmap_pages[1] = (is_removed(1) -> 0 : nr_vmemmap_pages[1])
#if !DEVICES_UNDER_LOCK && !REMOVES_EACH_BLOCK
remove_devices: /* device_unregister(&mem->dev) */
  step(unregister_devices);
#endif
  mem_hotplug_begin(remove_begin, remove_readers);
#if REFUSES_MIXED
#define are_mixed (nr_altmaps > 0 && nr_altmaps < nr_blocks(my(range)))
have_altmaps: /* memory_blocks_have_altmaps() */
  if
  :: d_step { are_mixed -> forget_altmap }; goto refused_done
  :: d_step { !are_mixed && nr_altmaps > 0 -> my(altmap) = true }
  :: nr_altmaps == 0
  fi;
#endif
next_block:
#if REMOVES_EACH_BLOCK
#define its_memmap nr_vmemmap_pages[my(s) / 2]
take_altmap: /* altmap = mem->altmap */
  if
  :: d_step { each_on_its_own -> my(alloc) = chunks_for(its_memmap);
       my(altmap) = my(alloc) > 0 }
  :: !each_on_its_own
  fi;
#endif
#if DEVICES_UNDER_LOCK || REMOVES_EACH_BLOCK
remove_devices: /* device_unregister(&mem->dev) */
  step(unregister_devices);
#endif
#define L(name)   name
#define LAST      last_removed
#if REMOVES_EACH_BLOCK && REFUSES_MIXED
#define OVER      skip
#else
#define OVER      my(altmap) = false
#endif
#include "remove-sections.pml"
#undef L
#undef LAST
#undef OVER
#define another (each_on_its_own && my(s) < last_section(my(range)))
altmap_left: /* WARN(altmap->alloc) */
  if
  :: d_step { another -> my(s)++; my(alloc) = 0 }; goto next_block
  :: d_step { !another -> forget_altmap }
  fi;
release: /* release_mem_region_adjustable(start, size) */
  step(each_of_range(resource, false));
remove_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
eject: /* acpi_evaluate_ej0(handle) */
  step(each_of_range(accessible, false));
removed: /* return */
  done_with_range;
  goto unlock_remove;

#if REFUSES_MIXED
refused_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif
remove_refused: /* return rc */
  done_with_range;
unlock_remove: /* unlock_device_hotplug() */
  unlock_device_hotplug(lock_remove);
