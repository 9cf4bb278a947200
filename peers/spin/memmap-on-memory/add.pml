/* SPDX-License-Identifier: MIT */
/* drivers/acpi/acpi_memhotplug.c; mm/memory_hotplug.c: __add_memory(). */
#define supported supports(nr_blocks(my(range)))
#define by_block  (ADDS_EACH_BLOCK && supported)
/* Of what is added at once: its first section and its last. */
#define first_now (by_block -> my(s) / 2 * 2 : first_section(my(range)))
#define last_now  (by_block -> my(s) / 2 * 2 + 1 : last_section(my(range)))
/* Where it fails: which block it was is still to be known. */
#if ADDS_EACH_BLOCK
#define add_fails my(altmap) = false; my(alloc) = 0
#else
#define add_fails forget_altmap
#endif

lock_add: /* lock_device_hotplug() */
  lock(device_hotplug_lock);
#define is_taken(r) \
  (has_block_0(r) && resource[0] || has_block_1(r) && resource[1])
#if STANDBY
#define can_be_read skip
#else
#define can_be_read each_of_range(accessible, true)
#endif
#define plug_in(r) \
  :: d_step { is_taken(r) -> my(left)-- }; goto unlock_add \
  :: d_step { !is_taken(r) -> my(left)--; my(range) = r; \
       each_of_range(resource, true); can_be_read }
add: /* request_mem_region(): which range? */
  if
  plug_in(BLOCK_0)
  plug_in(BLOCK_1)
  plug_in(BOTH)
#if MISALIGNED
  plug_in(NO_WHOLE_BLOCK)
#endif
  fi;
check_range: /* check_hotplug_memory_range() */
  if
  :: my(range) == NO_WHOLE_BLOCK -> goto release
  :: my(range) != NO_WHOLE_BLOCK
  fi;
  mem_hotplug_begin(add_begin, add_readers);
supports_memmap: /* mhp_supports_memmap_on_memory(size) */
  if
  :: d_step { supported -> my(altmap) = true;
       my(s) = first_section(my(range)) }
#if ELSE_ELSEWHERE
  :: d_step { !supported -> my(s) = first_section(my(range)) }
#else
  :: !supported -> goto error
#endif
  fi;

  /* __add_pages(): sparse_add_section() of each section */
activate: /* section_activate(): fill_subsection_map() */
  if
  :: d_step { valid[my(s)] -> add_fails }; goto sections_failed
  :: !valid[my(s)]
#if LACKS_SECTIONS
  /* -ENOMEM. A section that is there is -EEXIST, whether it lacks or not. */
  :: d_step { true -> add_fails }; goto sections_failed
#endif
  fi;
#if PER_SECTION
#define altmap_base (my(s) * 2)
#elif ADDS_EACH_BLOCK
#define altmap_base (my(s) / 2 * 4 + my(alloc) * CHUNK / 2)
#else
#define altmap_base (first_section(my(range)) * 2 + my(alloc) * CHUNK / 2)
#endif
#define my_entry vmemmap[entry_of(my(s))]
populate: /* vmemmap_populate(): part of a PMD that is there, or a new one */
  if
  :: d_step { shared(my(s)) -> mapped[my(s)] = true }
  :: d_step { !shared(my(s)) && my(altmap) -> mapped[my(s)] = true;
       my_entry = altmap_base; my(alloc)++ }
  :: d_step { !shared(my(s)) && !my(altmap) -> mapped[my(s)] = true;
       my_entry = ELSEWHERE; borrowed++ }
  fi;
#define init_section valid[my(s)] = true; \
  pages[2 * my(s)] = poison; pages[2 * my(s) + 1] = poison
#define out_of_reach (!PREPARES && unreadable(my(s)))
add_section: /* page_init_poison(), sparse_init_one_section() */
  if
  go_wrong(out_of_reach, machine_check)
  :: d_step { !out_of_reach && my(s) < last_now -> init_section; my(s)++ };
     goto activate
  :: d_step { !out_of_reach && my(s) == last_now -> init_section;
       my(s) = first_now }
  fi;

#define add_device mem_state[my(s) / 2] = MEM_OFFLINE; \
  nr_vmemmap_pages[my(s) / 2] = units_for(my(alloc))
add_block: /* create_memory_block_devices(): kzalloc(), device_register() */
  if
#if LACKS_DEVICES
  :: true -> goto undo_devices
#endif
  :: d_step { my(s) + 1 < last_now -> add_device; my(s) = my(s) + 2 };
     goto add_block
#if ADDS_EACH_BLOCK
  :: d_step { my(s) + 1 == last_now -> add_device }
#else
  :: d_step { my(s) + 1 == last_now -> add_device; forget_altmap }
#endif
  fi;
#if ADDS_EACH_BLOCK
another_block: /* cur_start < start + size */
  if
  :: d_step { by_block && my(s) + 1 < last_section(my(range)) ->
       my(s) = my(s) + 2; my(alloc) = 0 };
     goto activate
  :: d_step { !(by_block && my(s) + 1 < last_section(my(range))) ->
       forget_altmap }
  fi;
#endif
firmware_map_add: /* firmware_map_add_hotplug(start, end) */
  step(each_of_range(firmware_map, true));
add_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
added: /* return 0 */
  done_with_range;
  goto unlock_add;

#if LACKS_DEVICES
undo_devices: /* remove_memory_block() of those that were made before */
  if
  :: d_step { by_block -> my(s) = first_now }
  :: d_step { !by_block && my(s) == 2 && my(range) == BOTH ->
       remove_device(0); my(s) = 0 }
  :: d_step { !by_block && !(my(s) == 2 && my(range) == BOTH) ->
       my(s) = first_section(my(range)) }
  fi;
undo_sections: /* arch_remove_memory(start, size, altmap or NULL) */
  step(my(altmap) = (ALTMAP_ON_ERROR -> my(altmap) : false));
#define L(name)   undo_##name
#define LAST      last_now
#define OVER      add_fails
#include "remove-sections.pml"
#undef L
#undef LAST
#undef OVER
#endif

sections_failed:
#if ADDS_EACH_BLOCK
earlier_blocks: /* cur_start != start */
#define had_earlier (by_block && my(s) > first_section(my(range)) + 1)
  if
  :: d_step { had_earlier -> my(s) = first_section(my(range)) }
  :: d_step { !had_earlier -> forget_altmap }; goto error
  fi;
earlier_altmap: /* altmap = mem->altmap */
  step(my(alloc) = chunks_for(nr_vmemmap_pages[my(s) / 2]);
    my(altmap) = true);
earlier_device: /* device_unregister(&mem->dev) */
  step(remove_device(my(s) / 2));
#define L(name)   earlier_##name
#define LAST      (my(s) / 2 * 2 + 1)
#define OVER      forget_altmap
#include "remove-sections.pml"
#undef L
#undef LAST
#undef OVER
#endif
error: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
release: /* release_resource(res) */
  step(each_of_range(resource, false));
add_failed: /* return ret */
  done_with_range;
unlock_add: /* unlock_device_hotplug() */
  unlock_device_hotplug(lock_add);
