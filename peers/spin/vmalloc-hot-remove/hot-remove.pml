/* SPDX-License-Identifier: MIT */
/* One block comes and goes: v5.3 mm/memory_hotplug.c, mm/sparse-vmemmap.c. */
active proctype hot_remove() provided (fault == no_fault)
{
next: /* add or remove? */
  if
  :: hotplugs_left == 0 -> goto end_returned
  :: hotplugs_left > 0 && memory_present -> goto offline_begin
  :: hotplugs_left > 0 && !memory_present -> goto add_begin
  fi;

  /* add_memory_resource(): map the vmemmap. */
add_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
add_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
#define L(name)    vmemmap_##name
#define SELF       HOT_REMOVE
#define ADDRESS    HOT
#define LEAF       0
#define WALK_LOCK  WALK_LOCK_HOT_REMOVE
#define ENTRY_LOCK (LOCKED_ADD && !WALK_LOCK_HOT_REMOVE)
#define MAY_FAIL   0
#define MAPS_HOT   1
#include "walk.pml"
#undef L
#undef SELF
add_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE));

  /* online_pages(): from here on the vmemmap is used. */
online_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
online_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
online: /* online_pages_range(pfn, nr_pages) */
  memory_present = true;
online_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE); hotplugs_left--);
  goto next;

  /* offline_pages() */
offline_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
offline_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
offline: /* node_states_clear_node(node, &arg) */
  memory_present = false;
offline_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE));

  /* try_remove_memory() */
remove_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
remove_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
#if FREE_BEFORE_CLEAR
#include "x86.pml"
#else
#include "free-tables.pml"
#endif
remove_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE); hotplugs_left--);
  goto next;
end_returned:
  false;
faulted:
  false
}
