/* SPDX-License-Identifier: MIT */
/* What the threads share, and the stacks of those that come and go. */
/* Block 0 is there, online; a list takes nothing but numbers. */
#if BOOT_MEMORY || HOT_ADDED
#define PRESENT       1
#define FIRST_VMEMMAP ELSEWHERE
#define FIRST_PAGES   initialised
#define FIRST_ZONE    NORMAL
#define FIRST_STATE   MEM_ONLINE
#define FIRST_UNITS   4
#else
#define PRESENT       0
#define FIRST_VMEMMAP NOWHERE
#define FIRST_PAGES   none
#define FIRST_ZONE    NO_ZONE
#define FIRST_STATE   no_device
#define FIRST_UNITS   0
#endif

mtype:who = { nobody, by_adder, by_onliner, by_offliner, by_remover };
mtype:who device_hotplug_lock = nobody;
mtype:who mem_hotplug_lock = nobody; /* its writer */
bool reading;                        /* ... and its reader, the walker */

/* struct mem_section; page_ext, and whether its part of vmemmap is used. */
bool valid[4] = { PRESENT, PRESENT, 0, 0 };
bool online[4] = { PRESENT, PRESENT, 0, 0 };
bool early[4] = { BOOT_MEMORY, BOOT_MEMORY, 0, 0 };
bool page_ext[4] = { PRESENT, PRESENT, 0, 0 };
bool mapped[4] = { PRESENT, PRESENT, 0, 0 };
byte vmemmap[4] = { FIRST_VMEMMAP, NOWHERE, NOWHERE, NOWHERE };
/* struct pages; the page allocator has them. */
#define none        0
#define poison      1
#define initialised 2
byte pages[UNITS] = { FIRST_PAGES, FIRST_PAGES, FIRST_PAGES, FIRST_PAGES,
  none, none, none, none };
bool given[UNITS] = { PRESENT, PRESENT, PRESENT, PRESENT, 0, 0, 0, 0 };
bool isolated[2];
/* Zones: what a block's struct pages say, and mem->zone. */
#define NORMAL      0
#define IN_DMA32    1
#define NO_ZONE     2
byte page_zone[2] = NORMAL;
byte mem_zone[2] = { FIRST_ZONE, NO_ZONE };
/* struct memory_block. */
mtype:state = { no_device, MEM_OFFLINE, MEM_GOING_OFFLINE, MEM_ONLINE };
mtype:state mem_state[2] = { FIRST_STATE, no_device };
byte nr_vmemmap_pages[2];
byte zone_start[2];
byte zone_end[2] = { FIRST_UNITS, DMA32 };
byte present_pages[2] = { FIRST_UNITS, 0 };
byte managed_pages[2] = { FIRST_UNITS, 0 };
byte totalram_pages = FIRST_UNITS;
bool node_memory = PRESENT || OTHER_PAGE;
/* /proc/iomem; /sys/firmware/memmap; what is plugged in and can be read. */
bool resource[2] = { PRESENT, 0 };
bool firmware_map[2] = { PRESENT, 0 };
bool accessible[2] = { PRESENT, 0 };
byte borrowed = PRESENT; /* pieces of other memory that hold memmap */

/* For the properties: what the walker saw when it came in; blocks that
 * heard MEM_PREPARE_ONLINE and no MEM_FINISH_OFFLINE since. */
byte walked_start;
byte walked_end;
bool walked_valid[4];
bool walked_online[4];
bool prepared[2];

#ifndef ADDS
#define ADDS 1
#endif
#ifndef ONLINES
#define ONLINES 1
#endif
#ifndef OFFLINES
#define OFFLINES 1
#endif
#ifndef REMOVALS
#define REMOVALS 1
#endif
#ifndef PFNS
#define PFNS 1
#endif
/* Who adds, who removes: the range, the section it is at, whether there is
 * an altmap, and what that has handed out. */
byte adder_left = ADDS;
byte adder_range;
byte adder_s;
bool adder_altmap;
short adder_alloc;
byte remover_left = REMOVALS;
byte remover_range;
byte remover_s;
bool remover_altmap;
short remover_alloc;
/* Who brings a block online or offline: which, its memmap, its zone, and
 * whether the node's first memory comes or its last goes. */
byte onliner_left = ONLINES;
byte onliner_b;
byte onliner_nr;
byte onliner_zone;
bool onliner_node;
byte offliner_left = OFFLINES;
byte offliner_b;
byte offliner_nr;
byte offliner_zone;
bool offliner_node;
byte walker_pfn;

/* After a fault nothing moves: see `provided`. */
mtype:fault = { no_fault, bug, vm_bug, poisoned, paging_request,
  machine_check };
mtype:fault fault = no_fault;

/* Within a step. */
hidden short i;
hidden byte from, to;
