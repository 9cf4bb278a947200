/* SPDX-License-Identifier: MIT */
/*
 * Where things lie. A unit is a quarter of a block: sections have two, so
 * the numbers are 0 to 7 for units, 0 to 3 for sections, 0 and 1 for blocks.
 */
#define UNITS         8
#define section_of(u) ((u) / 2)
#define block_of(u)   ((u) / 4)

/* Memmap, in halves of a unit: what a section needs, what one allocation
 * of vmemmap brings, a page block. */
#if WHOLE_SECTION
#define MEMMAP 2
#else
#define MEMMAP 1
#endif
#if HALF_PMD
#define PMD 4
#else
#define PMD 2
#endif
#if WIDE_PAGEBLOCK
#define PAGEBLOCK 4
#else
#define PAGEBLOCK 2
#endif
#if BASE_PAGES
#define CHUNK MEMMAP
#else
#define CHUNK PMD
#endif
/* A chunk, or several of them, in units; and back. */
#define UNITS_OF_CHUNK  ((CHUNK + 1) / 2)
#define units_for(n)    (((n) * CHUNK + 1) / 2)
#define chunks_for(n)   ((2 * (n) + CHUNK - 1) / CHUNK)

/* Which entry of vmemmap's page table maps a section's memmap, and how many
 * units behind that entry's beginning. */
#if BASE_PAGES
#define entry_of(s) (s)
#define behind(s)   0
#else
#define entry_of(s) ((s) * MEMMAP / PMD)
#define behind(s)   ((s) * MEMMAP % PMD / 2)
#endif
#define NOWHERE   8 /* else the unit that an entry maps first */
#define ELSEWHERE 9

/* Ranges. No block is known to be `misaligned`: it touches both. */
#define NO_RANGE       0
#define BLOCK_0        1
#define BLOCK_1        2
#define BOTH           3
#define NO_WHOLE_BLOCK 4
#define first_section(r) (r == BLOCK_1 -> 2 : 0)
#define last_section(r)  (r == BLOCK_0 -> 1 : 3)
#define nr_blocks(r)     (r == BLOCK_0 || r == BLOCK_1 -> 1 : 2)
#define has_block_0(r)   (r != BLOCK_1)
#define has_block_1(r)   (r != BLOCK_0)

/* mhp_supports_memmap_on_memory(): of a range of n blocks, in halves of a
 * unit, the memmap of what has one altmap, and the size of that. */
#if PER_SECTION
#define memmap_size(n) MEMMAP
#define altmap_size(n) 4
#elif ADDS_EACH_BLOCK
#define memmap_size(n) (2 * MEMMAP)
#define altmap_size(n) 8
#else
#define memmap_size(n) (2 * MEMMAP * n)
#define altmap_size(n) (8 * n)
#endif
#define supports(n) ( \
  (!ONE_BLOCK || ADDS_EACH_BLOCK || n == 1) && \
  (!WHOLE_PMDS || memmap_size(n) % PMD == 0) && \
  (!WHOLE_PAGEBLOCKS || \
    (altmap_size(n) - memmap_size(n)) % PAGEBLOCK == 0))

/* What is done to block my(b), of which my(nr) units hold memmap: those,
 * what is left, all of it. Each is a set of units, its hull and its size. */
#define in_block(u)    (block_of(u) == my(b))
#if PER_SECTION
#define in_head(u)     (in_block(u) && (u) % 2 * 2 < my(nr))
#define start_head     (my(b) * 4)
#define end_head       (my(b) * 4 + 3)
#define start_rest     (my(b) * 4 + (my(nr) > 0))
#else
#define in_head(u)     (in_block(u) && (u) % 4 < my(nr))
#define start_head     (my(b) * 4)
#define end_head       (my(b) * 4 + my(nr))
#define start_rest     (my(b) * 4 + my(nr))
#endif
#define size_head      my(nr)
#define in_rest(u)     (in_block(u) && !in_head(u))
#define end_rest       (my(b) * 4 + 4)
#define size_rest      (4 - my(nr))
#define start_block    (my(b) * 4)
#define end_block      (my(b) * 4 + 4)
#define size_block     4
/* A section that has pages of a set; that has no others. */
#define meets(set, s)  (in_##set(2 * (s)) || in_##set(2 * (s) + 1))
#define within(set, s) (in_##set(2 * (s)) && in_##set(2 * (s) + 1))

/* Who is told of which of them. */
#if CALLEE_KNOWS
#define WHOLE block
#else
#define WHOLE rest
#endif
#if ZONE_OF_REST
#define ZONE_TOLD rest
#else
#define ZONE_TOLD block
#endif
#if NODE_OF_REST
#define NODE_TOLD rest
#else
#define NODE_TOLD block
#endif
#if NOTIFIER_OF_REST
#define NOTIFIER_TOLD rest
#else
#define NOTIFIER_TOLD block
#endif
/* What a name stands for is looked up before it is put together. */
#define start_of(set)    start_of_(set)
#define start_of_(set)   start_##set
#define end_of(set)      end_of_(set)
#define end_of_(set)     end_##set
#define size_of(set)     size_of_(set)
#define size_of_(set)    size_##set
#define meets_of(set, s) meets(set, s)
