/* SPDX-License-Identifier: MIT */
/* Who else calls vmalloc(), with something held or for somebody who waits. */
#if KTHREADD
/* v5.3 kernel/kthread.c, kernel/fork.c: CONFIG_VMAP_STACK. */
active proctype kthreadd() provided (fault == no_fault)
{
end_schedule: /* schedule() */
  kthread_create == requested;
alloc_thread_stack_node: /* this_cpu_read(cached_stacks[i]) */
  if
  :: true -> goto complete /* it has one */
  :: vm_area[BYSTANDER] != mapped
  fi;
#define L(name)   name
#define SELF      BYSTANDER
#define AREA      BYSTANDER
#define MAY_FAIL  1
#define MAPS_ONLY 0
#include "vmalloc.pml"
complete: /* create_kthread(): complete(done) */
  kthread_create = created;
  goto end_schedule;
faulted:
  false
}
#endif

#if KMEM_CACHE_CREATE
/* v5.3 mm/slab_common.c; mm/percpu-vm.c pcpu_get_pages() */
active proctype kmem_cache_create() provided (fault == no_fault)
{
cache_get_online_mems: /* get_online_mems() */
  down_read(mem_hotplug, BYSTANDER);
#define L(name)   pcpu_##name
#define SELF      BYSTANDER
#define AREA      BYSTANDER
#define MAY_FAIL  1
#define MAPS_ONLY 0
#include "vmalloc.pml"
cache_put_online_mems: /* put_online_mems() */
  up_read(mem_hotplug, BYSTANDER);
end_returned:
  false;
faulted:
  false
}
#endif

#if Z_EROFS
/* v5.3 drivers/staging/erofs/unzip_vle.c z_erofs_vle_unzip() */
active proctype z_erofs() provided (fault == no_fault)
{
lock_page: /* add_to_page_cache_lru(): __SetPageLocked(page) */
  lock(page_lock, BYSTANDER);
#define L(name)   name
#define SELF      BYSTANDER
#define AREA      BYSTANDER
#define MAY_FAIL  1
#define MAPS_ONLY 0
#include "vmalloc.pml"
unlock_page: /* unlock_page(page) */
  step(unlock(page_lock, BYSTANDER));
end_returned:
  false;
faulted:
  false
}
#endif
