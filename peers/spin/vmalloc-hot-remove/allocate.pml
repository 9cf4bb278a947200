/* SPDX-License-Identifier: MIT */
/*
 * What hot-add needs that lies in the vmalloc range: v5.3 mm/kasan/common.c
 * kasan_mem_notifier(), mm/page_ext.c alloc_page_ext(), or a per-CPU chunk
 * for mm/memory_hotplug.c hotadd_new_pgdat(). It is text for the body of
 * hot_remove().
 */
#define OWN_AREA (AREAS - 1)
allocate:
  if
#if KASAN
  :: vm_area[OWN_AREA] == mapped -> goto call_returned
#else
  :: true -> goto call_returned /* other pages do, or there is a chunk */
#endif
  :: vm_area[OWN_AREA] != mapped
  fi;
#define L(name)   call_##name
#define SELF      HOT_REMOVE
#define AREA      OWN_AREA
#define MAY_FAIL  0
#define MAPS_ONLY PERCPU
#include "vmalloc.pml"
