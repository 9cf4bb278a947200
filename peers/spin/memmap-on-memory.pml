/* SPDX-License-Identifier: MIT */
/*
 * Two memory blocks whose memmap may lie on themselves: somebody adds
 * memory, brings a block online, takes one offline, removes memory; and a
 * pfn walker. One of each, the bound `tiny`, unless more is asked for. What
 * it is about and where each step stands in the kernel:
 * models/memmap-on-memory. How it is run, and why the states are the same
 * ones: README.md beside this file.
 *
 * Each label is one place at which another thread may come between. Each
 * option below it is one step, atomic if it does more than look.
 *
 * Decisions of the design, each 0 or 1, given with -D:
 *   ONE_BLOCK            mhp_supports_memmap_on_memory(): condition a,
 *   WHOLE_PMDS           ... b,
 *   WHOLE_PAGEBLOCKS     ... c
 *   BASE_PAGES           an altmap's vmemmap is mapped by base pages
 *   PER_SECTION          each section has its memmap at its own beginning
 *   ELSE_ELSEWHERE       a range without an altmap has its memmap in other
 *                        memory; or it is refused
 *   ADDS_EACH_BLOCK      a range is added block by block
 *   ALTMAP_ON_ERROR      what undoes an add knows the altmap
 *   REMOVES_EACH_BLOCK   a range is removed block by block
 *   REMOVES_AT_ONCE      ... with one altmap; or, with an altmap, refused
 *   REFUSES_MIXED        blocks with and without one are refused
 *   DEVICES_UNDER_LOCK   devices are removed under mem_hotplug_lock
 *   LOCK_OVER_BLOCK      memory_block_online() holds mem_hotplug_lock; or
 *                        online_pages() does
 *   PREPARES             MEM_PREPARE_ONLINE, MEM_FINISH_OFFLINE
 *   MEM_ZONE             mem->zone says which zone; or the first page
 *   CALLEE_KNOWS         online_pages() is told of the memmap, as posted
 *   ZONE_OF_REST         zone_for_pfn_range() is told of what is behind the
 *                        memmap; or of the block
 *   NODE_OF_REST         ... node_states_check_changes_*()
 *   NOTIFIER_OF_REST     ... memory_notify()
 *   HOLES_MIXED          holes are looked for in the block and compared
 *                        with the rest; or both are the same range
 *   UNACCOUNTS_FIRST     the head is taken off present_pages first
 * The configuration:
 *   WHOLE_SECTION        a block's memmap fills a section; or half of one
 *   HALF_PMD             a PMD of vmemmap maps two units; or one
 *   WIDE_PAGEBLOCK       a page block is two units; or one
 *   BOOT_MEMORY          block 0 is there, and was at boot
 *   HOT_ADDED            ... and was added without an altmap
 *   LACKS_DEVICES        a block device may lack memory
 *   LACKS_SECTIONS       a section may
 *   REFUSES              an online or an offline may be refused
 *   MISALIGNED           there is a range of no whole blocks as well
 *   WALKER_LOCKS         the walker takes get_online_mems()
 *   STANDBY              memory is accessible when a notifier makes it so
 *   OTHER_PAGE           the node has another page, which stays
 *   DMA32                that zone ends behind the first unit
 * The bound, `tiny` unless it is given:
 *   ADDS, ONLINES, OFFLINES, REMOVALS    how often
 *   PFNS                 pages that the walker chooses from, 4 at most
 * ASK is 1 to ask what must be true of every state: see the monitor.
 */
#include "memmap-on-memory/layout.pml"
#include "memmap-on-memory/memory.pml"
#include "memmap-on-memory/steps.pml"

active proctype adder() provided (fault == no_fault)
{
#define my(field) adder_##field
#define SELF      by_adder
#include "memmap-on-memory/add.pml"
#undef my
#undef SELF
end_returned:
  false;
faulted:
  false
}

active proctype onliner() provided (fault == no_fault)
{
#define my(field) onliner_##field
#define SELF      by_onliner
#include "memmap-on-memory/online.pml"
#undef my
#undef SELF
end_returned:
  false;
faulted:
  false
}

active proctype offliner() provided (fault == no_fault)
{
#define my(field) offliner_##field
#define SELF      by_offliner
#include "memmap-on-memory/offline.pml"
#undef my
#undef SELF
end_returned:
  false;
faulted:
  false
}

active proctype remover() provided (fault == no_fault)
{
#define my(field) remover_##field
#define SELF      by_remover
#include "memmap-on-memory/remove.pml"
#undef my
#undef SELF
end_returned:
  false;
faulted:
  false
}

#include "memmap-on-memory/walker.pml"
#include "memmap-on-memory/monitor.pml"
