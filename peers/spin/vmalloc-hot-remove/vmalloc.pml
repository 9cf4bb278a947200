/* SPDX-License-Identifier: MIT */
/*
 * A call of vmalloc(), by whichever thread: v5.3 mm/vmalloc.c
 * __vmalloc_node_range(). It is text for the body of a process; before it
 * stand L(name), SELF and MAY_FAIL, as in walk.pml, and
 *   AREA       the area, which is the entry it maps in a PTE page
 *   MAPS_ONLY  the pages are there: it is map_kernel_range_noflush()
 */
#define READS ((READS_CALL && !MAPS_ONLY) || \
               (READS_MAPPING && (!MAPS_ONLY || READS_MAP_KERNEL_RANGE)))
#if READS
L(get_online_mems): /* get_online_mems() */
  down_read(mem_hotplug, SELF);
#if CPUS_INSIDE
L(cpus_read_lock): /* cpus_read_lock() */
  down_read(cpu_hotplug, SELF);
#endif
#endif
#if READS && READS_CALL
L(alloc_pages): /* __vmalloc_area_node(): alloc_page(gfp_mask) */
  if
  SLEEP_FAULT(SELF)
#if MAY_FAIL
  SLEEP_FAULT(SELF)
  :: !in_atomic(SELF) -> goto L(failed) /* ENOMEM */
#endif
  :: !in_atomic(SELF) -> goto L(map_vm_area)
  fi;
#endif
L(map_vm_area):
#define ADDRESS    0
#define LEAF       AREA
#define WALK_LOCK  WALK_LOCK_VMALLOC
#define ENTRY_LOCK (!WALK_LOCK_VMALLOC)
#define MAPS_HOT   0
#include "walk.pml"
#if READS && CPUS_INSIDE
L(cpus_read_unlock): /* cpus_read_unlock() */
  up_read(cpu_hotplug, SELF);
#endif
#if READS
L(put_online_mems): /* put_online_mems() */
  up_read(mem_hotplug, SELF);
#endif
L(return_addr): /* return addr */
  vm_area[AREA] = mapped;
#if MAY_FAIL
  goto L(returned);
#if !WALK_LOCK_VMALLOC
L(refused):
#endif
L(failed):
#if !(READS && READS_MAPPING)
#include "vunmap.pml"
#endif
#if READS && CPUS_INSIDE
L(cpus_read_unlock_error): /* cpus_read_unlock() */
  up_read(cpu_hotplug, SELF);
#endif
#if READS
L(put_online_mems_error): /* put_online_mems() */
  up_read(mem_hotplug, SELF);
#endif
#if READS && READS_MAPPING
#include "vunmap.pml"
#endif
L(return_error): /* return NULL */
  vm_area[AREA] = freed;
#endif
L(returned):
#undef L
#undef SELF
#undef MAY_FAIL
#undef AREA
#undef MAPS_ONLY
