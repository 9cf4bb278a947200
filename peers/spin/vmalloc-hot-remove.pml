/* SPDX-License-Identifier: MIT */
/*
 * vmalloc() against memory hot-remove: at the bound `tiny`, or beyond it
 * with MAPPERS and HOTPLUGS. What it is about and where each step stands in
 * the kernel: models/vmalloc-hot-remove. How it is run, and why the states
 * are the same ones: README.md beside this file. Its parts are in the folder
 * vmalloc-hot-remove: walk.pml and vmalloc.pml are text for the body of a
 * process, which more than one has.
 *
 * Each label is one place at which the other CPU may come between. Each
 * option below it is one step, atomic if it does more than look.
 *
 * Decisions of the design, each 0 or 1, given with -D:
 *   WALK_LOCK_VMALLOC, WALK_LOCK_HOT_REMOVE  page_table_lock held over
 *                        the whole walk of that thread
 *   WALK_LOCK_VUNMAP     ... over that of vmalloc()'s error path
 *   DROP_BETWEEN_LEVELS  ... but dropped between two levels
 *   ALLOC_UNDER_LOCK     ... and kept to allocate a table
 *   FREE_LOCK            taken to scan, unlink and free a table
 *   FREE_TABLES          hot-remove frees the tables it has emptied
 *   FLOOR_CEILING        ... if nothing else can be mapped through them
 *   SEPARATE_TABLES      vmalloc and vmemmap are laid out apart
 *   READS_CALL           vmalloc() holds mem_hotplug_lock for reading
 *   READS_MAPPING        ... over map_vm_area() alone; one of the two
 *   LOCKED_ADD           hot-add links a table under page_table_lock, after
 *                        a second look
 *   FREE_BEFORE_CLEAR    x86's order: a page is freed, its entry cleared,
 *                        TLBs are flushed
 * ... and, off unless it is given:
 *   CPUS_INSIDE          cpu_hotplug_lock is taken inside mem_hotplug_lock
 *   READS_MAP_KERNEL_RANGE  READS_MAPPING for a per-CPU chunk, too
 *   PTDUMP_LOCKS_SHOW    get_online_mems() is ptdump_show()'s
 *   PTDUMP_LOCKS_WALK    ... or ptdump_walk_pgd()'s
 * The configuration:
 *   SHARED_ROOT_ENTRY    vmalloc and vmemmap hang under one root entry
 *   PINNED               the fixmap, linked at boot, lies between them
 *   BOOT_MEMORY          boot memory's vmemmap is mapped beside it
 *   MEMORY_PRESENT       there is memory to remove; else it is added
 * ... and who takes the place of vmalloc(), nobody unless it is given:
 *   KTHREADD             kthreadd, which calls vmalloc() for stacks
 *   KMEM_CACHE_CREATE    kmem_cache_create(), which calls it with
 *                        mem_hotplug_lock held for reading
 *   Z_EROFS              a file system, which calls it with a page of the
 *                        block locked
 *   CPU_UP               a CPU comes up, and asks kthreadd for a thread
 *   PTDUMP               a reader of kernel_page_tables in debugfs
 *   MMU                  a CPU's table walker and its TLB
 * ... what hot-add calls vmalloc() for, nothing unless it is given:
 *   KASAN, PAGE_EXT      the shadow, page_ext: on onlining
 *   PERCPU               a per-CPU chunk, whose pages are mapped: on adding
 *   PCPU_CHUNK           ... whose arrays are vmalloc()'s: on adding
 * ... and, off unless it is given:
 *   CHECKS_WX            PTDUMP's walk is ptdump_check_wx()'s
 *   STARTS_KSWAPD        onlining asks kthreadd for a kswapd
 *   CPU_HOTPLUG          mem_hotplug_begin() takes cpu_hotplug_lock first
 * The bound, `tiny` unless it is given:
 *   MAPPERS              calls of vmalloc(), 2 at most
 *   HOTPLUGS             how often the memory is removed or added, in turn
 * ASK is 1 to ask what must be true of every state: see the monitor. With
 * 2 what is to be reached is not asked, so that a design that holds is
 * searched without a failure.
 */
#include "vmalloc-hot-remove/layout.pml"
#include "vmalloc-hot-remove/memory.pml"

#if MAPPERS
active [MAPPERS] proctype vmalloc() provided (fault == no_fault)
{
#define L(name)   name
#define SELF      _pid
#define AREA      _pid
#define MAY_FAIL  1
#define MAPS_ONLY 0
#include "vmalloc-hot-remove/vmalloc.pml"
end_returned:
  false;
faulted:
  false
}
#endif

#include "vmalloc-hot-remove/bystanders.pml"
#include "vmalloc-hot-remove/hot-remove.pml"
#if CPU_UP
#include "vmalloc-hot-remove/cpu-up.pml"
#endif
#if PTDUMP
#include "vmalloc-hot-remove/ptdump.pml"
#endif
#if MMU
#include "vmalloc-hot-remove/mmu.pml"
#endif
#include "vmalloc-hot-remove/monitor.pml"
