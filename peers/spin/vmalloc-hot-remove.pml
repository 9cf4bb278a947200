/* SPDX-License-Identifier: MIT */
/*
 * vmalloc() against memory hot-remove: at the bound `tiny`, or beyond it
 * with MAPPERS and HOTPLUGS. What it is about and where each step stands in
 * the kernel: models/vmalloc-hot-remove. How it is run, and why the states
 * are the same ones: README.md beside this file.
 *
 * Each label is one place at which the other CPU may come between. Each
 * option below it is one step, atomic if it does more than look.
 *
 * Decisions of the design, each 0 or 1, given with -D:
 *   WALK_LOCK_VMALLOC, WALK_LOCK_HOT_REMOVE  page_table_lock held over
 *                        the whole walk of that thread
 *   DROP_BETWEEN_LEVELS  ... but dropped between two levels
 *   ALLOC_UNDER_LOCK     ... and kept to allocate a table
 *   FREE_LOCK            taken to scan, unlink and free a table
 *   FREE_TABLES          hot-remove frees the tables it has emptied
 *   FLOOR_CEILING        ... if nothing else can be mapped through them
 *   SEPARATE_TABLES      vmalloc and vmemmap are laid out apart
 *   READS_CALL           vmalloc() holds mem_hotplug_lock for reading
 *   READS_MAPPING        ... over map_vm_area() alone; one of the two
 *   FREE_BEFORE_CLEAR    x86's order: a page is freed, its entry cleared,
 *                        TLBs are flushed
 * The configuration:
 *   SHARED_ROOT_ENTRY    vmalloc and vmemmap hang under one root entry
 *   BOOT_MEMORY          boot memory's vmemmap is mapped beside it
 *   MEMORY_PRESENT       there is memory to remove; else it is added
 * The bound, `tiny` unless it is given:
 *   MAPPERS              calls of vmalloc(): 1 or 2
 *   HOTPLUGS             how often the memory is removed or added, in turn
 * ASK is 1 to ask what must be true of every state: see the monitor. With
 * 2 what is to be reached is not asked, so that a design that holds is
 * searched without a failure.
 */
#ifndef MAPPERS
#define MAPPERS 1
#endif
#ifndef HOTPLUGS
#define HOTPLUGS 1
#endif
#define SHARED   (SHARED_ROOT_ENTRY && !SEPARATE_TABLES)
/* A walk under the lock that drops it to allocate, and looks again. */
#define V_AGAIN  (WALK_LOCK_VMALLOC && !ALLOC_UNDER_LOCK)
#define H_AGAIN  (WALK_LOCK_HOT_REMOVE && !ALLOC_UNDER_LOCK)
#define V_LEVELS (WALK_LOCK_VMALLOC && DROP_BETWEEN_LEVELS)
#define H_LEVELS (WALK_LOCK_HOT_REMOVE && DROP_BETWEEN_LEVELS)

/* Addresses, in PMD entries: vmalloc's is 0, vmemmap follows. */
#if SHARED
#define ROOTS         1
#define PMD_ENTRIES   (2 + BOOT_MEMORY)
#define VMEMMAP_START 1
#else
#define ROOTS         2
#define PMD_ENTRIES   2
#define VMEMMAP_START PMD_ENTRIES
#endif
#define VMEMMAP_END   (ROOTS * PMD_ENTRIES)
#define HOT           (VMEMMAP_START + BOOT_MEMORY)
#define root(addr)    ((addr) / PMD_ENTRIES)
#define index(addr)   ((addr) % PMD_ENTRIES)
#define V_PUD         pud[0]
#define V_PMD         pmd_entry(pmd[VMALLOC], 0)
#define V_PTE         pte_bit(pte[VMALLOC], VMALLOC)
#define H_PUD         pud[root(HOT)]
#define H_PMD         pmd_entry(pmd[HOT_REMOVE], index(HOT))
#define H_PTE(at)     pte_bit(pte[HOT_REMOVE], at)

/* pgtable_range_aligned(start, start + 1, floor, ceiling), for the table
 * that maps `span` entries. */
#define down(at, span)      ((at) - (at) % (span))
#define range_aligned(span) (down(HOT, span) >= VMEMMAP_START && \
                             down(VMEMMAP_END, span) != 0 && \
                             HOT <= down(VMEMMAP_END, span) - 1)

/* Tables there at the start, and one for each walk that may allocate: each
 * vmalloc()'s and each hot-add's. */
#define AT_START (MEMORY_PRESENT + BOOT_MEMORY)
#if MEMORY_PRESENT
#define SPARE    (MAPPERS + HOTPLUGS / 2)
#else
#define SPARE    (MAPPERS + (HOTPLUGS + 1) / 2)
#endif
#if AT_START
#define PMD_PAGES (1 + SPARE)
#else
#define PMD_PAGES SPARE
#endif
#define PTE_PAGES (AT_START + SPARE)
#define PTE_ENTRIES 2

/* Threads, by the number of their process: vmalloc()s first. A vmalloc() is
 * also the number of its area, which is the entry it maps in a PTE page. */
#define VMALLOC    _pid
#define HOT_REMOVE MAPPERS
#define THREADS    (MAPPERS + 1)
#define NOBODY     THREADS
#define NONE       255

/* The tables at the start: PTE page 0 is boot memory's if there is some.
 * In a list of initial values the last one goes for the rest. */
#if !MEMORY_PRESENT
#define HOT_TABLE NONE
#else
#define HOT_TABLE BOOT_MEMORY
#endif
#if AT_START == 0
#define START_PUD  { NONE }
#define START_PMD  { NONE }
#define START_USED { false }
#define START_PTE  { false }
#else
#if SHARED
#define START_PUD  { 0 }
#if BOOT_MEMORY
#define START_PMD  { NONE, 0, HOT_TABLE, NONE }
#else
#define START_PMD  { NONE, HOT_TABLE, NONE }
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
#else
#define START_USED { true, true, false }
#define START_PTE  { true, false, true, false }
#endif
#endif

byte page_table_lock = NOBODY;
/* mem_hotplug_lock: who holds rw_sem with readers_block set, and how many
 * readers are inside. */
byte mem_hotplug_writer = NOBODY;
byte mem_hotplug_readers = 0;
byte pud[ROOTS] = START_PUD;
#if AT_START
bool pmd_used[PMD_PAGES] = { true, false };
#else
bool pmd_used[PMD_PAGES] = false;
#endif
bool pte_used[PTE_PAGES] = START_USED;
/* Table pages, entry after entry. */
#define pmd_entry(page, at) pmd_page[(page) * PMD_ENTRIES + (at)]
#define pte_bit(page, at)   pte_page[(page) * PTE_ENTRIES + (at)]
byte pmd_page[PMD_PAGES * PMD_ENTRIES] = START_PMD;
bool pte_page[PTE_PAGES * PTE_ENTRIES] = START_PTE;
/* Does thread t hold a pointer taken in the page's present life? */
#define pmd_pointer(page, t) pmd_held[(page) * THREADS + (t)]
#define pte_pointer(page, t) pte_held[(page) * THREADS + (t)]
bool pmd_held[PMD_PAGES * THREADS] = false;
bool pte_held[PTE_PAGES * THREADS] = false;
mtype:area = { reserved, mapped, freed };
mtype:area vm_area[MAPPERS] = reserved;
bool memory_present = MEMORY_PRESENT;
/* The page that backs the block's vmemmap was given back. */
bool vmemmap_freed = !MEMORY_PRESENT;

/* The threads' own variables: global, for the formulas read them. */
byte pmd[THREADS] = NONE;
byte pte[THREADS] = NONE;
byte new_pmd[THREADS] = NONE;
byte new_pte[THREADS] = NONE;
byte hotplugs_left = HOTPLUGS;
byte i = 0;

/* After a fault nothing moves: see `provided`. */
mtype:fault = { no_fault, use_after_free, wild_pointer, sleeping };
mtype:fault fault = no_fault;

hidden byte n, m; /* a step's own: no part of the state */

inline forget_pte(self) {
  if
  :: pte[self] != NONE -> pte_pointer(pte[self], self) = false
  :: else
  fi;
  pte[self] = NONE
}
inline forget(self) {
  if
  :: pmd[self] != NONE -> pmd_pointer(pmd[self], self) = false
  :: else
  fi;
  pmd[self] = NONE;
  forget_pte(self)
}
inline point_pmd(self, page) {
  pmd[self] = page;
  if
  :: pmd[self] != NONE -> pmd_pointer(pmd[self], self) = true
  :: else
  fi
}
inline point_pte(self, page) {
  pte[self] = page;
  if
  :: pte[self] != NONE -> pte_pointer(pte[self], self) = true
  :: else
  fi
}
inline alloc_pmd(self) {
  n = 0;
  do
  :: pmd_used[n] -> n++
  :: else -> break
  od;
  pmd_used[n] = true;
  new_pmd[self] = n
}
inline alloc_pte(self) {
  n = 0;
  do
  :: pte_used[n] -> n++
  :: else -> break
  od;
  pte_used[n] = true;
  new_pte[self] = n
}
inline release_pmd(page) {
  pmd_used[page] = false;
  for (n : 0 .. THREADS - 1) {
    pmd_pointer(page, n) = false
  }
  for (n : 0 .. PMD_ENTRIES - 1) {
    pmd_entry(page, n) = NONE
  }
}
inline release_pte(page) {
  pte_used[page] = false;
  for (n : 0 .. THREADS - 1) {
    pte_pointer(page, n) = false
  }
  for (n : 0 .. PTE_ENTRIES - 1) {
    pte_bit(page, n) = false
  }
}
inline free_new_pmd(self) {
  release_pmd(new_pmd[self]);
  new_pmd[self] = NONE
}
inline free_new_pte(self) {
  release_pte(new_pte[self]);
  new_pte[self] = NONE
}
/* One step that does more than look: the other thread sees all or nothing. */
#define step(effect) if :: atomic { effect } fi
#define lock(l, self) step(l == NOBODY -> l = self)
/* percpu_down_write(), in two steps: readers_block = 1, then wait for the
 * readers inside. A reader that comes between waits for the writer. */
#define readers_block(self) lock(mem_hotplug_writer, self)
#define readers_gone        (mem_hotplug_readers == 0)
#define V_READS        (READS_CALL || READS_MAPPING)
inline unlock(l, self) {
  assert(l == self);
  l = NOBODY
}

/* A step through a pointer: NULL plus an offset, a freed page, or good. */
#define good_pmd(t)  (pmd[t] != NONE && pmd_pointer(pmd[t], t))
#define good_pte(t)  (pte[t] != NONE && pte_pointer(pte[t], t))
#define stale_pmd(t) (pmd[t] != NONE && !pmd_pointer(pmd[t], t))
#define stale_pte(t) (pte[t] != NONE && !pte_pointer(pte[t], t))
#define PMD_FAULTS(t) \
  :: atomic { pmd[t] == NONE -> fault = wild_pointer }; goto faulted \
  :: atomic { stale_pmd(t) -> fault = use_after_free }; goto faulted
#define PTE_FAULTS(t) \
  :: atomic { pte[t] == NONE -> fault = wild_pointer }; goto faulted \
  :: atomic { stale_pte(t) -> fault = use_after_free }; goto faulted
/* might_sleep() */
#define in_atomic(t) (page_table_lock == t)
#define SLEEP_FAULT(t) \
  :: atomic { in_atomic(t) -> fault = sleeping }; goto faulted

/* v5.3 mm/vmalloc.c __vmalloc_node_range(); mm/memory.c */
active [MAPPERS] proctype vmalloc() provided (fault == no_fault)
{
#if V_READS
get_online_mems: /* get_online_mems() */
  step(mem_hotplug_writer == NOBODY -> mem_hotplug_readers++);
#endif
#if READS_CALL
alloc_pages: /* __vmalloc_area_node(): alloc_page(gfp_mask) */
  if
  SLEEP_FAULT(VMALLOC)
  SLEEP_FAULT(VMALLOC)
  :: !in_atomic(VMALLOC) -> goto failed /* ENOMEM */
  :: !in_atomic(VMALLOC) -> goto map_vm_area
  fi;
#endif
map_vm_area:
#if WALK_LOCK_VMALLOC
walk_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, VMALLOC);
#endif
pud_none: /* pmd_alloc(): pud_none(*pud) */
  if
#if V_AGAIN
  :: V_PUD == NONE && new_pmd[VMALLOC] != NONE -> goto pud_populate
  :: V_PUD == NONE && new_pmd[VMALLOC] == NONE -> goto unlock_to_alloc_pmd
#else
  :: V_PUD == NONE -> goto pmd_alloc_one
#endif
  :: V_PUD != NONE -> goto pmd_offset
  fi;
#if V_AGAIN
unlock_to_alloc_pmd: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, VMALLOC));
#endif
pmd_alloc_one: /* __pmd_alloc(): new = pmd_alloc_one() */
  if
  SLEEP_FAULT(VMALLOC) /* whether it would be granted */
  SLEEP_FAULT(VMALLOC) /* or not */
  :: !in_atomic(VMALLOC) -> goto pmd_refused /* ENOMEM */
  :: atomic { !in_atomic(VMALLOC) -> alloc_pmd(VMALLOC) };
#if V_AGAIN
     goto walk_lock
#elif WALK_LOCK_VMALLOC
     goto pud_populate
#else
     goto pud_lock
#endif
  fi;
#if !WALK_LOCK_VMALLOC
pud_lock: /* __pmd_alloc(): spin_lock() */
  lock(page_table_lock, VMALLOC);
pud_present: /* __pmd_alloc(): pud_present(*pud) */
  if
  :: V_PUD == NONE -> goto pud_populate
  :: V_PUD != NONE -> goto pmd_free
  fi;
pmd_free: /* __pmd_alloc(): pmd_free(new) */
  step(free_new_pmd(VMALLOC));
pud_unlock: /* __pmd_alloc(): spin_unlock() */
  step(unlock(page_table_lock, VMALLOC));
  goto pmd_offset;
#endif
pud_populate: /* __pmd_alloc(): pud_populate(pud, new) */
  step(V_PUD = new_pmd[VMALLOC]; new_pmd[VMALLOC] = NONE);
#if !WALK_LOCK_VMALLOC
  goto pud_unlock;
#endif
pmd_offset: /* pmd_alloc(): pmd = pmd_offset(pud, addr) */
  step(point_pmd(VMALLOC, V_PUD));
#if V_LEVELS
level_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, VMALLOC));
level_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, VMALLOC);
#endif
pmd_none: /* pte_alloc_kernel(): pmd_none(*pmd) */
  if
  PMD_FAULTS(VMALLOC)
#if V_AGAIN
  :: good_pmd(VMALLOC) && V_PMD == NONE && new_pte[VMALLOC] != NONE ->
     goto pmd_populate_kernel
  :: good_pmd(VMALLOC) && V_PMD == NONE && new_pte[VMALLOC] == NONE ->
     goto unlock_to_alloc_pte
#else
  :: good_pmd(VMALLOC) && V_PMD == NONE -> goto pte_alloc_one_kernel
#endif
  :: good_pmd(VMALLOC) && V_PMD != NONE -> goto pte_offset_kernel
  fi;
#if V_AGAIN
unlock_to_alloc_pte: /* spin_unlock(&init_mm.page_table_lock) */
#if V_LEVELS
  atomic { unlock(page_table_lock, VMALLOC) };
#else
  atomic { unlock(page_table_lock, VMALLOC); forget(VMALLOC) };
#endif
#endif
pte_alloc_one_kernel: /* __pte_alloc_kernel(): new = pte_alloc_one_kernel() */
  if
  SLEEP_FAULT(VMALLOC) /* whether it would be granted */
  SLEEP_FAULT(VMALLOC) /* or not */
  :: atomic { !in_atomic(VMALLOC) -> forget(VMALLOC) }; goto pte_refused
  :: atomic { !in_atomic(VMALLOC) -> alloc_pte(VMALLOC) };
#if V_AGAIN && V_LEVELS
     goto level_lock
#elif V_AGAIN
     goto walk_lock
#elif WALK_LOCK_VMALLOC
     goto pmd_populate_kernel
#else
     goto pmd_lock
#endif
  fi;
#if !WALK_LOCK_VMALLOC
pmd_lock: /* __pte_alloc_kernel(): spin_lock() */
  lock(page_table_lock, VMALLOC);
pmd_none_again: /* __pte_alloc_kernel(): pmd_none(*pmd) */
  if
  PMD_FAULTS(VMALLOC)
  :: good_pmd(VMALLOC) && V_PMD == NONE -> goto pmd_populate_kernel
  :: good_pmd(VMALLOC) && V_PMD != NONE -> goto pmd_unlock
  fi;
#endif
pmd_populate_kernel: /* __pte_alloc_kernel(): pmd_populate_kernel(pmd, new) */
  if
  PMD_FAULTS(VMALLOC)
  :: atomic { good_pmd(VMALLOC) ->
       V_PMD = new_pte[VMALLOC]; new_pte[VMALLOC] = NONE };
  fi;
#if !WALK_LOCK_VMALLOC
pmd_unlock: /* __pte_alloc_kernel(): spin_unlock() */
  if
  :: atomic { new_pte[VMALLOC] != NONE -> unlock(page_table_lock, VMALLOC) };
     goto pte_free_kernel
  :: atomic { new_pte[VMALLOC] == NONE -> unlock(page_table_lock, VMALLOC) };
     goto pte_offset_kernel
  fi;
pte_free_kernel: /* pte_free_kernel(new) */
  step(free_new_pte(VMALLOC));
#endif
pte_offset_kernel: /* pte_alloc_kernel(): pte_offset_kernel() */
  if
  PMD_FAULTS(VMALLOC)
  :: atomic { good_pmd(VMALLOC) -> point_pte(VMALLOC, V_PMD) }
  fi;
pte_none: /* vmap_pte_range(): pte_none(*pte) */
  if
  PTE_FAULTS(VMALLOC)
#if WALK_LOCK_VMALLOC
  :: good_pte(VMALLOC) && V_PTE -> goto walk_unlock
#else
  :: atomic { good_pte(VMALLOC) && V_PTE -> forget(VMALLOC) }; goto done
#endif
  :: good_pte(VMALLOC) && !V_PTE -> goto set_pte_at
  fi;
set_pte_at: /* vmap_pte_range(): set_pte_at(pte) */
  if
  PTE_FAULTS(VMALLOC)
#if WALK_LOCK_VMALLOC
  :: atomic { good_pte(VMALLOC) -> V_PTE = true }
#else
  :: atomic { good_pte(VMALLOC) -> V_PTE = true; forget(VMALLOC) }
#endif
  fi;
#if WALK_LOCK_VMALLOC
walk_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  if
#if V_AGAIN
  :: atomic { new_pmd[VMALLOC] != NONE ->
       unlock(page_table_lock, VMALLOC); forget(VMALLOC) };
     goto pmd_free
  :: atomic { new_pmd[VMALLOC] == NONE && new_pte[VMALLOC] != NONE ->
       unlock(page_table_lock, VMALLOC); forget(VMALLOC) };
     goto pte_free_kernel
#endif
  :: atomic { new_pmd[VMALLOC] == NONE && new_pte[VMALLOC] == NONE ->
       unlock(page_table_lock, VMALLOC); forget(VMALLOC) };
     goto done
  fi;
#if V_AGAIN
pmd_free: /* __pmd_alloc(): pmd_free(new) */
  if
  :: atomic { new_pte[VMALLOC] != NONE -> free_new_pmd(VMALLOC) };
     goto pte_free_kernel
  :: atomic { new_pte[VMALLOC] == NONE -> free_new_pmd(VMALLOC) };
     goto done
  fi;
pte_free_kernel: /* pte_free_kernel(new) */
  step(free_new_pte(VMALLOC));
#endif
#endif
done:
#if V_READS
put_online_mems: /* put_online_mems() */
  mem_hotplug_readers--;
#endif
return_addr: /* return addr */
  vm_area[VMALLOC] = mapped;
  goto end_returned;

pmd_refused:
pte_refused:
#if WALK_LOCK_VMALLOC
error: /* free what is in hand */
  if
  :: atomic { new_pmd[VMALLOC] != NONE -> free_new_pmd(VMALLOC) };
     goto error
  :: atomic { new_pmd[VMALLOC] == NONE && new_pte[VMALLOC] != NONE ->
       free_new_pte(VMALLOC) };
     goto error
  :: new_pmd[VMALLOC] == NONE && new_pte[VMALLOC] == NONE -> goto failed
  fi;
#endif
failed:
#if V_READS
put_online_mems_error: /* put_online_mems() */
  mem_hotplug_readers--;
#endif
return_error: /* free_vm_area(area) */
  vm_area[VMALLOC] = freed;
end_returned:
  false;
faulted:
  false
}

/* v5.3 mm/memory_hotplug.c, mm/sparse-vmemmap.c; v5.7 arch/arm64/mm/mmu.c;
 * v5.3 arch/x86/mm/init_64.c */
active proctype hot_remove() provided (fault == no_fault)
{
next: /* add or remove? */
  if
  :: hotplugs_left == 0 -> goto end_returned
  :: hotplugs_left > 0 && memory_present -> goto offline_begin
  :: hotplugs_left > 0 && !memory_present -> goto add_begin
  fi;

  /* add_memory_resource(): map the vmemmap. */
add_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
add_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
#if WALK_LOCK_HOT_REMOVE
walk_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
pud_none: /* vmemmap_pud_populate(): pud_none(*pud) */
  if
#if H_AGAIN
  :: H_PUD == NONE && new_pmd[HOT_REMOVE] != NONE -> goto pud_populate
  :: H_PUD == NONE && new_pmd[HOT_REMOVE] == NONE -> goto unlock_to_alloc_pmd
#else
  :: H_PUD == NONE -> goto pmd_alloc_one
#endif
  :: H_PUD != NONE -> goto pmd_offset
  fi;
#if H_AGAIN
unlock_to_alloc_pmd: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
#endif
pmd_alloc_one: /* ... p = vmemmap_alloc_block_zero() */
  if
  SLEEP_FAULT(HOT_REMOVE)
  :: atomic { !in_atomic(HOT_REMOVE) -> alloc_pmd(HOT_REMOVE) }
  fi;
#if H_AGAIN
  goto walk_lock;
#endif
pud_populate: /* ... pud_populate(pud, p) */
  step(H_PUD = new_pmd[HOT_REMOVE]; new_pmd[HOT_REMOVE] = NONE);
pmd_offset: /* vmemmap_pmd_populate(): pmd_offset() */
  step(point_pmd(HOT_REMOVE, H_PUD));
#if H_LEVELS
level_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
level_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
pmd_none: /* ... pmd_none(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
#if H_AGAIN
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE && new_pte[HOT_REMOVE] != NONE ->
     goto pmd_populate_kernel
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE && new_pte[HOT_REMOVE] == NONE ->
     goto unlock_to_alloc_pte
#else
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE -> goto pte_alloc_one_kernel
#endif
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto pte_offset_kernel
  fi;
#if H_AGAIN
unlock_to_alloc_pte: /* spin_unlock(&init_mm.page_table_lock) */
#if H_LEVELS
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  atomic { unlock(page_table_lock, HOT_REMOVE); forget(HOT_REMOVE) };
#endif
#endif
pte_alloc_one_kernel: /* ... p = vmemmap_alloc_block_zero() */
  if
  SLEEP_FAULT(HOT_REMOVE)
  :: atomic { !in_atomic(HOT_REMOVE) -> alloc_pte(HOT_REMOVE) }
  fi;
#if H_AGAIN && H_LEVELS
  goto level_lock;
#elif H_AGAIN
  goto walk_lock;
#endif
pmd_populate_kernel: /* ... pmd_populate_kernel(pmd, p) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) ->
       H_PMD = new_pte[HOT_REMOVE]; new_pte[HOT_REMOVE] = NONE }
  fi;
pte_offset_kernel: /* vmemmap_pte_populate(): pte_offset_kernel() */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
pte_none: /* ... pte_none(*pte) */
  if
  PTE_FAULTS(HOT_REMOVE)
#if WALK_LOCK_HOT_REMOVE
  :: good_pte(HOT_REMOVE) && H_PTE(0) -> goto walk_unlock
#else
  :: atomic { good_pte(HOT_REMOVE) && H_PTE(0) -> forget(HOT_REMOVE) };
     goto add_done
#endif
  :: good_pte(HOT_REMOVE) && !H_PTE(0) -> goto set_pte_at
  fi;
set_pte_at: /* ... set_pte_at(pte) */
  if
  PTE_FAULTS(HOT_REMOVE)
#if WALK_LOCK_HOT_REMOVE
  :: atomic { good_pte(HOT_REMOVE) -> H_PTE(0) = true; vmemmap_freed = false }
#else
  :: atomic { good_pte(HOT_REMOVE) ->
       H_PTE(0) = true; vmemmap_freed = false; forget(HOT_REMOVE) }
#endif
  fi;
#if WALK_LOCK_HOT_REMOVE
walk_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  if
#if H_AGAIN
  :: atomic { new_pmd[HOT_REMOVE] != NONE ->
       unlock(page_table_lock, HOT_REMOVE); forget(HOT_REMOVE) };
     goto pmd_free
  :: atomic { new_pmd[HOT_REMOVE] == NONE && new_pte[HOT_REMOVE] != NONE ->
       unlock(page_table_lock, HOT_REMOVE); forget(HOT_REMOVE) };
     goto pte_free_kernel
#endif
  :: atomic { new_pmd[HOT_REMOVE] == NONE && new_pte[HOT_REMOVE] == NONE ->
       unlock(page_table_lock, HOT_REMOVE); forget(HOT_REMOVE) };
     goto add_done
  fi;
#if H_AGAIN
pmd_free: /* free_page(p) */
  if
  :: atomic { new_pte[HOT_REMOVE] != NONE -> free_new_pmd(HOT_REMOVE) };
     goto pte_free_kernel
  :: atomic { new_pte[HOT_REMOVE] == NONE -> free_new_pmd(HOT_REMOVE) };
     goto add_done
  fi;
pte_free_kernel: /* free_page(p) */
  step(free_new_pte(HOT_REMOVE));
#endif
#endif
add_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE));

  /* online_pages(): from here on the vmemmap is used. */
online_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
online_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
online: /* online_pages_range(pfn, nr_pages) */
  memory_present = true;
online_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE); hotplugs_left--);
  goto next;

  /* offline_pages() */
offline_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
offline_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
offline: /* node_states_clear_node(node, &arg) */
  memory_present = false;
offline_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE));

  /* try_remove_memory() */
remove_begin: /* percpu_down_write(): readers_block = 1 */
  readers_block(HOT_REMOVE);
remove_readers: /* percpu_down_write(): readers gone? */
  readers_gone;
#if FREE_BEFORE_CLEAR
  /* x86: remove_pagetable() and below, arch/x86/mm/init_64.c. */
remove_pud: /* remove_pud_table(): pud_present(*pud) */
  if
  :: H_PUD == NONE -> goto flush_tlb_all
  :: H_PUD != NONE -> goto remove_pmd_offset
  fi;
remove_pmd_offset: /* ... pmd_base = pmd_offset(pud, 0) */
  step(point_pmd(HOT_REMOVE, H_PUD));
remove_pmd: /* remove_pmd_table(): pmd_present(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE -> goto free_pmd_table
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto remove_pte_offset
  fi;
remove_pte_offset: /* ... pte_base = pmd_page_vaddr(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
remove_pte: /* remove_pte_table(): pte_present(*pte) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: good_pte(HOT_REMOVE) && !H_PTE(0) -> goto flush_ptes
  :: good_pte(HOT_REMOVE) && H_PTE(0) -> goto free_vmemmap_page
  fi;
free_vmemmap_page: /* ... free_pagetable(pte_page(*pte), 0) */
  vmemmap_freed = true;
remove_pte_clear_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
remove_pte_clear: /* ... pte_clear(&init_mm, addr, pte) */
  H_PTE(0) = false;
remove_pte_clear_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
flush_ptes: /* flush_tlb_all() */
  true;
free_pte_table: /* free_pte_table(): pte_none(*pte) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) && H_PTE(i) -> i = 0; forget(HOT_REMOVE) };
     goto flush_tlb_all
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i < PTE_ENTRIES - 1 ->
       i++ };
     goto free_pte_table
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i == PTE_ENTRIES - 1 ->
       i = 0 }
  fi;
free_pte_page: /* free_hotplug_pgtable_page(ptep) */
  step(release_pte(pte[HOT_REMOVE]); pte[HOT_REMOVE] = NONE);
remove_pmd_clear_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
remove_pmd_clear: /* free_pte_table(): pmd_clear(pmd) */
  H_PMD = NONE;
remove_pmd_clear_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
free_pmd_table: /* free_pmd_table(): pmd_none(*pmd) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) != NONE ->
       i = 0; forget(HOT_REMOVE) };
     goto flush_tlb_all
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i < PMD_ENTRIES - 1 -> i++ };
     goto free_pmd_table
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i == PMD_ENTRIES - 1 -> i = 0 }
  fi;
free_pmd_page: /* free_hotplug_pgtable_page(pmdp) */
  step(m = pmd[HOT_REMOVE]; forget(HOT_REMOVE); release_pmd(m));
remove_pud_clear_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
remove_pud_clear: /* free_pmd_table(): pud_clear(pud) */
  H_PUD = NONE;
remove_pud_clear_unlock: /* spin_unlock(&init_mm.page_table_lock) */
  step(unlock(page_table_lock, HOT_REMOVE));
flush_tlb_all: /* flush_tlb_all() */
  true;
#else

  /* unmap_hotplug_range(): clear the leaf entries. */
#if WALK_LOCK_HOT_REMOVE
unmap_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
unmap_pud: /* pud_none(READ_ONCE(*pudp)) */
  if
  :: H_PUD == NONE -> goto unmap_end
  :: H_PUD != NONE -> goto unmap_pmd_offset
  fi;
unmap_pmd_offset: /* pmdp = pmd_offset(pudp, addr) */
  step(point_pmd(HOT_REMOVE, H_PUD));
unmap_pmd: /* pmd_none(READ_ONCE(*pmdp)) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) && H_PMD == NONE -> forget(HOT_REMOVE) };
     goto unmap_end
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto unmap_pte_offset
  fi;
unmap_pte_offset: /* ptep = pte_offset_kernel(pmdp, addr) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
unmap_pte: /* pte_none(READ_ONCE(*ptep)) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(0) -> forget(HOT_REMOVE) };
     goto unmap_end
  :: good_pte(HOT_REMOVE) && H_PTE(0) -> goto unmap_pte_clear
  fi;
unmap_pte_clear: /* pte_clear(ptep) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) -> H_PTE(0) = false; forget(HOT_REMOVE) }
  fi;
unmap_flush: /* flush_tlb_kernel_range() */
  true;
unmap_free_page: /* free_hotplug_page_range() */
  vmemmap_freed = true;
unmap_end:
#if WALK_LOCK_HOT_REMOVE
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#endif
#if !FREE_TABLES
  goto remove_done;
#else

  /* free_empty_tables(): give back the tables found empty. */
#if WALK_LOCK_HOT_REMOVE
free_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
free_pud: /* pud_none(READ_ONCE(*pudp)) */
  if
  :: H_PUD == NONE -> goto free_end
  :: H_PUD != NONE -> goto free_pmd_offset
  fi;
free_pmd_offset: /* pmdp = pmd_offset(pudp, addr) */
  step(point_pmd(HOT_REMOVE, H_PUD));
free_pmd: /* pmd_none(READ_ONCE(*pmdp)) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: good_pmd(HOT_REMOVE) && H_PMD == NONE -> goto free_pmd_enter
  :: good_pmd(HOT_REMOVE) && H_PMD != NONE -> goto free_pte_offset
  fi;
free_pte_offset: /* ptep = pte_offset_kernel(pmdp, 0) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> point_pte(HOT_REMOVE, H_PMD) }
  fi;
#if FLOOR_CEILING
free_pte_aligned: /* pgtable_range_aligned() */
#if range_aligned(1)
  true;
#else
  atomic { i = 0; forget_pte(HOT_REMOVE) };
  goto free_pmd_enter;
#endif
#endif
#if FREE_LOCK
free_pte_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
free_pte_scan: /* pte_none(READ_ONCE(ptep[i])) */
  if
  PTE_FAULTS(HOT_REMOVE)
  :: atomic { good_pte(HOT_REMOVE) && H_PTE(i) ->
       i = 0; forget_pte(HOT_REMOVE) };
     goto free_pte_leave
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i < PTE_ENTRIES - 1 ->
       i++ };
     goto free_pte_scan
  :: atomic { good_pte(HOT_REMOVE) && !H_PTE(i) && i == PTE_ENTRIES - 1 ->
       i = 0 };
     goto free_pmd_clear
  fi;
free_pmd_clear: /* pmd_clear(pmdp) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) -> H_PMD = NONE }
  fi;
free_pte_flush: /* __flush_tlb_kernel_pgtable(start) */
  true;
free_pte_page: /* free_hotplug_pgtable_page(ptep) */
  step(release_pte(pte[HOT_REMOVE]); pte[HOT_REMOVE] = NONE);
free_pte_leave:
#if FREE_LOCK
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  goto free_pmd_enter;
#endif
free_pmd_enter:
#if FLOOR_CEILING
#if range_aligned(PMD_ENTRIES)
  true;
#else
  atomic { i = 0; forget(HOT_REMOVE) };
  goto free_end;
#endif
#endif
#if FREE_LOCK
free_pmd_lock: /* spin_lock(&init_mm.page_table_lock) */
  lock(page_table_lock, HOT_REMOVE);
#endif
free_pmd_scan: /* pmd_none(READ_ONCE(pmdp[i])) */
  if
  PMD_FAULTS(HOT_REMOVE)
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) != NONE ->
       i = 0; forget(HOT_REMOVE) };
     goto free_pmd_leave
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i < PMD_ENTRIES - 1 -> i++ };
     goto free_pmd_scan
  :: atomic { good_pmd(HOT_REMOVE) && pmd_entry(pmd[HOT_REMOVE], i) == NONE &&
       i == PMD_ENTRIES - 1 -> i = 0 };
     goto free_pud_clear
  fi;
free_pud_clear: /* pud_clear(pudp) */
  H_PUD = NONE;
free_pmd_flush: /* __flush_tlb_kernel_pgtable(start) */
  true;
free_pmd_page: /* free_hotplug_pgtable_page(pmdp) */
  step(m = pmd[HOT_REMOVE]; forget(HOT_REMOVE); release_pmd(m));
free_pmd_leave:
#if FREE_LOCK
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  goto free_end;
#endif
free_end:
#if WALK_LOCK_HOT_REMOVE
  atomic { unlock(page_table_lock, HOT_REMOVE) };
#else
  goto remove_done;
#endif
#endif
#endif
remove_done: /* percpu_up_write() */
  step(unlock(mem_hotplug_writer, HOT_REMOVE); hotplugs_left--);
  goto next;
end_returned:
  false;
faulted:
  false
}

/*
 * What must be true, whatever the design. The names are the model's. The
 * variable of a name is always false: an assertion fails with the name as
 * its text, and the loop leads back to the state it started from, so that
 * no state is added, and a transition only for each failure. Faults are
 * always asked for: a state after a fault is no invalid end. The rest only
 * with ASK=1, for the monitor, able to move, hides an invalid end.
 */
hidden byte no_freed_table_accessed, no_wild_pointer, no_sleep_in_atomic;
hidden byte no_freed_table_reachable, live_mappings_reachable;
hidden byte no_table_lost, leftover_bounded, hotplug_exclusive;
hidden byte nothing_in_hand, removed_memory_unmapped;
/* These are to be reached: the assertion has to fail. */
hidden byte vmalloc_can_map, hotplug_can_finish;
/* ... and these from every state. */
hidden byte vmalloc_gets_through, hot_remove_gets_through;

#if PMD_ENTRIES == 3
#define every_entry(p, page, x) \
  (p(page, 0, x) && p(page, 1, x) && p(page, 2, x))
#else
#define every_entry(p, page, x) (p(page, 0, x) && p(page, 1, x))
#endif
#if ROOTS == 2
#define every_root(p, x) (p(0, x) && p(1, x))
#else
#define every_root(p, x) (p(0, x))
#endif
#if PMD_PAGES == 2
#define every_pmd_page(p, x) \
  (p(0, x) && p(1, x))
#define PMD_TABLES \
  (pmd_used[0] + pmd_used[1])
#elif PMD_PAGES == 3
#define every_pmd_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x))
#define PMD_TABLES \
  (pmd_used[0] + pmd_used[1] + pmd_used[2])
#elif PMD_PAGES == 4
#define every_pmd_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x) && p(3, x))
#define PMD_TABLES \
  (pmd_used[0] + pmd_used[1] + pmd_used[2] + pmd_used[3])
#else
#error "write out more PMD pages"
#endif
#if PTE_PAGES == 2
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1])
#elif PTE_PAGES == 3
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1] + pte_used[2])
#elif PTE_PAGES == 4
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x) && p(3, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1] + pte_used[2] + pte_used[3])
#elif PTE_PAGES == 5
#define every_pte_page(p, x) \
  (p(0, x) && p(1, x) && p(2, x) && p(3, x) && p(4, x))
#define PTE_TABLES \
  (pte_used[0] + pte_used[1] + pte_used[2] + pte_used[3] + pte_used[4])
#else
#error "write out more PTE pages"
#endif

#define entry_lives(page, at, x) \
  (pmd_entry(page, at) == NONE || pte_used[pmd_entry(page, at)])
#define root_lives(root, x) (pud[root] == NONE || \
  (pmd_used[pud[root]] && every_entry(entry_lives, pud[root], 0)))

/* Does the walk from the root to this leaf entry find it set? */
#define table_of(addr) pmd_entry(pud[root(addr)], index(addr))
#define reachable(addr, leaf) (pud[root(addr)] != NONE && \
  table_of(addr) != NONE && pte_bit(table_of(addr), leaf))
#define area_reachable(area) (vm_area[area] != mapped || reachable(0, area))

#define other_root(root, page)      (pud[root] != page)
#define other_entry(page, at, table) (pmd_entry(page, at) != table)
#define in_hand_of(t, new, pointer, page) \
  (new[t] == page || pointer(page, t))
#if MAPPERS == 1
#define areas_reachable area_reachable(0)
#define in_hand(new, pointer, page) (in_hand_of(0, new, pointer, page) || \
  in_hand_of(1, new, pointer, page))
#define returned vmalloc[0]@end_returned
#define can_map  (vm_area[0] == mapped)
#elif MAPPERS == 2
#define areas_reachable (area_reachable(0) && area_reachable(1))
#define in_hand(new, pointer, page) (in_hand_of(0, new, pointer, page) || \
  in_hand_of(1, new, pointer, page) || in_hand_of(2, new, pointer, page))
#define returned (vmalloc[0]@end_returned && vmalloc[1]@end_returned)
#define can_map  (vm_area[0] == mapped || vm_area[1] == mapped)
#else
#error "a PTE page has two entries"
#endif
#define pmd_kept(page, x) (!pmd_used[page] || \
  !every_root(other_root, page) || in_hand(new_pmd, pmd_pointer, page))
#define not_in(pmd, table) \
  (!pmd_used[pmd] || every_entry(other_entry, pmd, table))
#define pte_kept(page, x) (!pte_used[page] || \
  !every_pmd_page(not_in, page) || in_hand(new_pte, pte_pointer, page))

#define TABLES (PMD_TABLES + PTE_TABLES)
#define quiet  (returned && hot_remove[HOT_REMOVE]@end_returned)

#if BOOT_MEMORY
#define boot_reachable reachable(VMEMMAP_START, 0)
#else
#define boot_reachable true
#endif

/* Outside mem_hotplug_begin() and mem_hotplug_done(), and at the door. */
#define outside (hot_remove@next || hot_remove@end_returned || \
  hot_remove@add_begin || hot_remove@add_readers || \
  hot_remove@online_begin || hot_remove@online_readers || \
  hot_remove@offline_begin || hot_remove@offline_readers || \
  hot_remove@remove_begin || hot_remove@remove_readers)
/* Neither lock nor table. */
#define pmd_let_go(page, t) !pmd_pointer(page, t)
#define pte_let_go(page, t) !pte_pointer(page, t)
#define empty_handed(t) (page_table_lock != t && mem_hotplug_writer != t && \
  new_pmd[t] == NONE && new_pte[t] == NONE && \
  every_pmd_page(pmd_let_go, t) && every_pte_page(pte_let_go, t))
/* ... nor an area that is neither mapped nor free. */
#define let_go(area) (empty_handed(area) && vm_area[area] != reserved)
/* Not there, and hot-add has not begun. */
#define away (!memory_present && \
              (hot_remove@next || hot_remove@end_returned))
#define hot_mapped (pud[root(HOT)] != NONE && table_of(HOT) != NONE && \
                    (FREE_TABLES || pte_bit(table_of(HOT), 0)))

#define ask(wrong, name)  :: atomic { wrong -> assert(name) }
#define good              (fault == no_fault)
active proctype monitor()
{
end_watch:
  do
  ask(fault == use_after_free, no_freed_table_accessed)
  ask(fault == wild_pointer, no_wild_pointer)
  ask(fault == sleeping, no_sleep_in_atomic)
#if ASK
  ask(good && !every_root(root_lives, 0), no_freed_table_reachable)
  ask(good && !(areas_reachable && boot_reachable &&
                (!memory_present || reachable(HOT, 0))),
      live_mappings_reachable)
  ask(good && !(every_pmd_page(pmd_kept, 0) && every_pte_page(pte_kept, 0)),
      no_table_lost)
  ask(good && quiet && TABLES > ROOTS + 2 + BOOT_MEMORY, leftover_bounded)
  ask(good && !outside && !(mem_hotplug_writer == HOT_REMOVE &&
                            mem_hotplug_readers == 0),
      hotplug_exclusive)
  ask(good && vmalloc[0]@end_returned && !let_go(0), nothing_in_hand)
#if MAPPERS == 2
  ask(good && vmalloc[1]@end_returned && !let_go(1), nothing_in_hand)
#endif
  ask(good && returned && mem_hotplug_readers != 0, nothing_in_hand)
  ask(good && hot_remove@end_returned && !empty_handed(HOT_REMOVE),
      nothing_in_hand)
  ask(good && away && hot_mapped, removed_memory_unmapped)
#endif
#if ASK == 1
  ask(good && can_map, vmalloc_can_map)
  ask(good && hot_remove@end_returned && hotplugs_left == 0,
      hotplug_can_finish)
  ask(good && returned, vmalloc_gets_through)
  ask(good && hot_remove@end_returned, hot_remove_gets_through)
#endif
  od
}
