/* SPDX-License-Identifier: MIT */
/* Where things lie, which threads there are, and the tables at the start. */
#define SHARED   (SHARED_ROOT_ENTRY && !SEPARATE_TABLES)
/* Addresses, in PMD entries: vmalloc's is 0, the fixmap's 1 if it is there,
 * vmemmap follows. */
#if SHARED
#define ROOTS         1
#define PMD_ENTRIES   (2 + PINNED + BOOT_MEMORY)
#define VMEMMAP_START (1 + PINNED)
#else
#define ROOTS         2
#define PMD_ENTRIES   2
#define VMEMMAP_START PMD_ENTRIES
#endif
#define VMEMMAP_END   (ROOTS * PMD_ENTRIES)
#define HOT           (VMEMMAP_START + BOOT_MEMORY)
#define root(addr)    ((addr) / PMD_ENTRIES)
#define index(addr)   ((addr) % PMD_ENTRIES)
#define H_PUD         pud[root(HOT)]
#define H_PMD         pmd_entry(pmd[HOT_REMOVE], index(HOT))
#define H_PTE(at)     pte_bit(pte[HOT_REMOVE], at)

/* pgtable_range_aligned(start, start + 1, floor, ceiling), for the table
 * that maps `span` entries. */
#define down(at, span)      ((at) - (at) % (span))
#define range_aligned(span) (down(HOT, span) >= VMEMMAP_START && \
                             down(VMEMMAP_END, span) != 0 && \
                             HOT <= down(VMEMMAP_END, span) - 1)

/* Who else calls vmalloc(), at most one of them. */
#if KTHREADD || KMEM_CACHE_CREATE || Z_EROFS
#define BYSTANDERS 1
#else
#define BYSTANDERS 0
#endif
#if KASAN || PAGE_EXT || PERCPU || PCPU_CHUNK
#define ALLOCATES 1
#else
#define ALLOCATES 0
#endif
/* The bound. */
#ifndef MAPPERS
#if BYSTANDERS || ALLOCATES || PTDUMP || MMU
#define MAPPERS 0
#else
#define MAPPERS 1
#endif
#endif
#ifndef HOTPLUGS
#define HOTPLUGS 1
#endif
/* Areas of the vmalloc range: who maps one has one. */
#define AREAS (MAPPERS + BYSTANDERS + ALLOCATES)

/* Tables there at the start, and one for each walk that may allocate: each
 * area's and each hot-add's. */
#define AT_START (PINNED + MEMORY_PRESENT + BOOT_MEMORY)
#if MEMORY_PRESENT
#define SPARE    (AREAS + HOTPLUGS / 2)
#else
#define SPARE    (AREAS + (HOTPLUGS + 1) / 2)
#endif
/* Roots that have a PMD page at the start: vmemmap's, the fixmap's. */
#if MEMORY_PRESENT || BOOT_MEMORY || (SHARED && PINNED)
#define VMEMMAP_AT_START 1
#else
#define VMEMMAP_AT_START 0
#endif
#if SHARED
#define ROOTS_AT_START VMEMMAP_AT_START
#else
#define ROOTS_AT_START (PINNED + VMEMMAP_AT_START)
#endif
#define PMD_PAGES (ROOTS_AT_START + SPARE)
#define PTE_PAGES (AT_START + SPARE)
#define PTE_ENTRIES 2

/* Threads, by the number of their process: vmalloc()s first, and who else
 * calls it. Each is also the number of its area, which is the entry it maps
 * in a PTE page. */
#define BYSTANDER  MAPPERS
#define HOT_REMOVE (MAPPERS + BYSTANDERS)
#if PTDUMP || CPU_UP
#define OTHER      (HOT_REMOVE + 1)
#define THREADS    (HOT_REMOVE + 2)
#else
#define THREADS    (HOT_REMOVE + 1)
#endif
#define NOBODY     THREADS
#define NONE       255

/* The tables at the start: PTE pages in the order of what they map, the
 * fixmap, boot memory, the block. In a list of initial values the last one
 * goes for the rest. */
#if !MEMORY_PRESENT
#define HOT_TABLE NONE
#elif PINNED && BOOT_MEMORY
#define HOT_TABLE 2
#elif PINNED || BOOT_MEMORY
#define HOT_TABLE 1
#else
#define HOT_TABLE 0
#endif
#if AT_START == 0
#define START_PUD  { NONE }
#define START_PMD  { NONE }
#define START_USED { false }
#define START_PTE  { false }
#else
#if SHARED
#define START_PUD  { 0 }
#if PINNED && BOOT_MEMORY
#define START_PMD  { NONE, 0, 1, HOT_TABLE, NONE }
#elif PINNED || BOOT_MEMORY
#define START_PMD  { NONE, 0, HOT_TABLE, NONE }
#else
#define START_PMD  { NONE, HOT_TABLE, NONE }
#endif
#elif PINNED
#if BOOT_MEMORY || MEMORY_PRESENT
#define START_PUD  { 0, 1 }
#else
#define START_PUD  { 0, NONE }
#endif
#if BOOT_MEMORY
#define START_PMD  { NONE, 0, 1, HOT_TABLE, NONE }
#else
#define START_PMD  { NONE, 0, HOT_TABLE, NONE }
#endif
#else
#define START_PUD  { NONE, 0 }
#if BOOT_MEMORY
#define START_PMD  { 0, HOT_TABLE, NONE }
#else
#define START_PMD  { HOT_TABLE, NONE }
#endif
#endif
#if AT_START == 1
#define START_USED { true, false }
#define START_PTE  { true, false }
#elif AT_START == 2
#define START_USED { true, true, false }
#define START_PTE  { true, false, true, false }
#else
#define START_USED { true, true, true, false }
#define START_PTE  { true, false, true, false, true, false }
#endif
#endif
