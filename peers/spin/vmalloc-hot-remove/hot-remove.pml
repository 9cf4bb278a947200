/* SPDX-License-Identifier: MIT */
/* One block comes and goes: v5.3 mm/memory_hotplug.c, mm/sparse-vmemmap.c. */
#if CPU_HOTPLUG
#define CPUS_READ_LOCK(section) \
section##_cpus_read_lock: /* cpus_read_lock() */ \
  down_read(cpu_hotplug, HOT_REMOVE);
#define CPUS_READ_UNLOCK(section) \
section##_cpus_read_unlock: /* cpus_read_unlock() */ \
  up_read(cpu_hotplug, HOT_REMOVE);
#else
#define CPUS_READ_LOCK(section)
#define CPUS_READ_UNLOCK(section)
#endif
active proctype hot_remove() provided (fault == no_fault)
{
next: /* add or remove? */
  if
  :: hotplugs_left == 0 -> goto end_returned
  :: hotplugs_left > 0 && memory_present -> goto offline_enter
  :: hotplugs_left > 0 && !memory_present -> goto add_enter
  fi;

  /* add_memory_resource(): map the vmemmap. */
add_enter:
  CPUS_READ_LOCK(add)
add_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(mem_hotplug, HOT_REMOVE);
add_readers: /* percpu_down_write(): readers gone? */
  readers_gone(no_mem_reader);
#if PERCPU || PCPU_CHUNK
#include "allocate.pml"
#endif
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
#undef MAY_FAIL
add_done: /* percpu_up_write() */
  step(up_write(mem_hotplug, HOT_REMOVE));
  CPUS_READ_UNLOCK(add)

  /* online_pages(): from here on the vmemmap is used. */
online_enter:
  CPUS_READ_LOCK(online)
online_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(mem_hotplug, HOT_REMOVE);
online_readers: /* percpu_down_write(): readers gone? */
  readers_gone(no_mem_reader);
#if KASAN || PAGE_EXT
#include "allocate.pml"
#endif
online: /* online_pages_range(pfn, nr_pages) */
  memory_present = true;
#if STARTS_KSWAPD
kswapd_run: /* wake_up_process(kthreadd_task) */
  kthread_create = requested;
wait_for_kswapd: /* wait_for_completion_killable(&done) */
  step(kthread_create == created -> kthread_create = idle);
#endif
online_done: /* percpu_up_write() */
  step(up_write(mem_hotplug, HOT_REMOVE); hotplugs_left--);
  CPUS_READ_UNLOCK(online)
  goto next;

  /* offline_pages() */
offline_enter:
  CPUS_READ_LOCK(offline)
offline_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(mem_hotplug, HOT_REMOVE);
offline_readers: /* percpu_down_write(): readers gone? */
  readers_gone(no_mem_reader);
#if Z_EROFS
lock_page: /* migrate_pages(): lock_page(page) */
  page_lock == NOBODY;
#endif
offline: /* node_states_clear_node(node, &arg) */
  memory_present = false;
offline_done: /* percpu_up_write() */
  step(up_write(mem_hotplug, HOT_REMOVE));
  CPUS_READ_UNLOCK(offline)

  /* try_remove_memory() */
remove_enter:
  CPUS_READ_LOCK(remove)
remove_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(mem_hotplug, HOT_REMOVE);
remove_readers: /* percpu_down_write(): readers gone? */
  readers_gone(no_mem_reader);
#if FREE_BEFORE_CLEAR
#include "x86.pml"
#else
#include "free-tables.pml"
#endif
remove_done: /* percpu_up_write() */
  step(up_write(mem_hotplug, HOT_REMOVE); hotplugs_left--);
  CPUS_READ_UNLOCK(remove)
  goto next;
end_returned:
  false;
faulted:
  false
}
