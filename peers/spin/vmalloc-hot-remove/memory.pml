/* SPDX-License-Identifier: MIT */
/* What the threads share, what they keep, and the steps they are made of. */
byte page_table_lock = NOBODY;
/* mem_hotplug_lock: who holds rw_sem with readers_block set, and how many
 * read sections each thread is in. */
byte mem_hotplug_writer = NOBODY;
byte mem_hotplug_readers[THREADS] = 0;
#if CPU_HOTPLUG || CPUS_INSIDE
byte cpu_hotplug_writer = NOBODY;
byte cpu_hotplug_readers[THREADS] = 0;
#endif
#if Z_EROFS
/* PG_locked of a page in the block. */
byte page_lock = NOBODY;
#endif
#if KTHREADD
/* kthread_create_list and the completion of the request in it. */
mtype:kthread = { idle, requested, created };
mtype:kthread kthread_create = idle;
#endif
byte pud[ROOTS] = START_PUD;
#if ROOTS_AT_START == 2
bool pmd_used[PMD_PAGES] = { true, true, false };
#elif ROOTS_AT_START == 1
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
#if AREAS
mtype:area vm_area[AREAS] = reserved;
#endif
bool memory_present = MEMORY_PRESENT;
/* The page that backs the block's vmemmap was given back. */
bool vmemmap_freed = !MEMORY_PRESENT;
#if MMU
/* What the table walker of a CPU has cached for the block's vmemmap, and
 * whether it was freed since. */
byte cached_pmd = NONE;
byte cached_pte = NONE;
bool cached_tlb, cached_pmd_freed, cached_pte_freed, cached_tlb_freed;
#endif

/* The threads' own variables: global, for the formulas read them. */
byte pmd[THREADS] = NONE;
byte pte[THREADS] = NONE;
byte new_pmd[THREADS] = NONE;
byte new_pte[THREADS] = NONE;
byte hotplugs_left = HOTPLUGS;
byte i = 0;
#if PTDUMP
byte dump_root, dump_pmd, dump_pte;
#endif

/* After a fault nothing moves: see `provided`. */
mtype:fault = { no_fault, use_after_free, wild_pointer, sleeping, warning,
  walk_of_freed_table, access_to_freed_page };
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
#if MMU
  if
  :: cached_pmd == page -> cached_pmd_freed = true
  :: else
  fi;
#endif
  for (n : 0 .. THREADS - 1) {
    pmd_pointer(page, n) = false
  }
  for (n : 0 .. PMD_ENTRIES - 1) {
    pmd_entry(page, n) = NONE
  }
}
inline release_pte(page) {
  pte_used[page] = false;
#if MMU
  if
  :: cached_pte == page -> cached_pte_freed = true
  :: else
  fi;
#endif
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
/* free_hotplug_page_range() */
inline free_vmemmap() {
#if MMU
  cached_tlb_freed = cached_tlb;
#endif
  vmemmap_freed = true
}
/* flush_tlb_kernel_range(): translations of last level alone. */
inline flush_tlb() {
#if MMU
  cached_tlb = false;
  cached_tlb_freed = false;
#endif
  true
}
/* __flush_tlb_kernel_pgtable() on arm64, any flush on x86: walk caches too. */
inline flush_walk_cache() {
#if MMU
  cached_pmd = NONE;
  cached_pmd_freed = false;
  cached_pte = NONE;
  cached_pte_freed = false;
#endif
  flush_tlb()
}
/* One step that does more than look: the other thread sees all or nothing. */
#define step(effect) if :: atomic { effect } fi
#define lock(l, self) step(l == NOBODY -> l = self)
/* percpu_down_write(), in two steps: readers_block = 1, then wait for the
 * readers inside. A reader that comes between waits for the writer. */
#define readers_block(sem, self) lock(sem##_writer, self)
#define no_mem_reader(t) (mem_hotplug_readers[t] == 0)
#define no_cpu_reader(t) (cpu_hotplug_readers[t] == 0)
#if THREADS == 1
#define readers_gone(no) no(0)
#elif THREADS == 2
#define readers_gone(no) (no(0) && no(1))
#elif THREADS == 3
#define readers_gone(no) (no(0) && no(1) && no(2))
#elif THREADS == 4
#define readers_gone(no) (no(0) && no(1) && no(2) && no(3))
#else
#error "write out more threads"
#endif
#define up_write(sem, self) unlock(sem##_writer, self)
/* percpu_down_read(), percpu_up_read() */
#define down_read(sem, self) \
  step(sem##_writer == NOBODY -> sem##_readers[self]++)
#define up_read(sem, self) \
  step(assert(sem##_readers[self] > 0); sem##_readers[self]--)
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
