/* SPDX-License-Identifier: MIT */
/*
 * A call of vmalloc(), by whichever thread: v5.3 mm/vmalloc.c
 * __vmalloc_node_range(). It is text for the body of a process; before it
 * stand L(name) and SELF, as in walk.pml, and
 *   AREA       the area, which is the entry it maps in a PTE page
 */
#define V_READS (READS_CALL || READS_MAPPING)
#if V_READS
L(get_online_mems): /* get_online_mems() */
  step(mem_hotplug_writer == NOBODY -> mem_hotplug_readers[SELF]++);
#endif
#if READS_CALL
L(alloc_pages): /* __vmalloc_area_node(): alloc_page(gfp_mask) */
  if
  SLEEP_FAULT(SELF)
  SLEEP_FAULT(SELF)
  :: !in_atomic(SELF) -> goto L(failed) /* ENOMEM */
  :: !in_atomic(SELF) -> goto L(map_vm_area)
  fi;
#endif
L(map_vm_area):
#define ADDRESS    0
#define LEAF       AREA
#define WALK_LOCK  WALK_LOCK_VMALLOC
#define ENTRY_LOCK (!WALK_LOCK_VMALLOC)
#define MAY_FAIL   1
#define MAPS_HOT   0
#include "walk.pml"
#if V_READS
L(put_online_mems): /* put_online_mems() */
  mem_hotplug_readers[SELF]--;
#endif
L(return_addr): /* return addr */
  vm_area[AREA] = mapped;
  goto L(returned);
#if !WALK_LOCK_VMALLOC
L(refused):
#endif
L(failed):
#if V_READS
L(put_online_mems_error): /* put_online_mems() */
  mem_hotplug_readers[SELF]--;
#endif
L(return_error): /* free_vm_area(area) */
  vm_area[AREA] = freed;
L(returned):
#undef L
#undef SELF
#undef AREA
