/* SPDX-License-Identifier: MIT */
/*
 * Ranges of hot-added memory whose memmap lies at their own start, added,
 * onlined, offlined and removed, and a user of the page allocator, at the
 * bound `tiny`. What it is about and where each step stands in the kernel:
 * models/altmap-teardown. How it is run, and why the states are the same
 * ones: README.md beside this file. Who walks pfns is not here.
 *
 * Each label is one place at which another thread may come between. Each
 * option below it is one step, atomic if it does more than look.
 *
 * Decisions of the design, each 0 or 1, given with -D:
 *   CHECK_INIT           PageVmemmap() in __init_single_page(),
 *   CHECK_UNMOVABLE      ... has_unmovable_pages(),
 *   CHECK_MIGRATE        ... do_migrate_range(),
 *   CHECK_TEST           ... test_pages_isolated(),
 *   CHECK_TEST_PAGE      ... __test_page_isolated_in_pageblock(),
 *   CHECK_OFFLINE        ... __offline_isolated_pages(),
 *   CHECK_FREE_TABLE     ... free_pagetable(), or vmemmap_free()
 *   OFFSETS              onlining and offlining begin behind the memmap
 *   COUNT_GLOBAL         one count in the first struct page, one global
 *   COUNT_RANGE          a count for each range; or no count
 *   BACKWARD             a range's vmemmap is freed last section first
 *   LAST_FIRST           sections are removed last section first
 *   ALTMAP               vmemmap_free() looks at no struct page
 *   UNMAPS_OWN           powerpc clears the mapping of the range's pages
 *   S390_VETO            s390 has the memmap elsewhere
 *   HOTPLUG_LOCK         device_hotplug_lock and mem_hotplug_lock
 *   ATOMIC_RESERVED      SetPageReserved(), not __SetPageReserved()
 * The configuration:
 *   POWERPC, S390        or x86
 *   TWO_RANGES           or one
 *   TWO_SECTIONS         in a range, or three
 *   ONLINES              the range is onlined and offlined
 *   BY_SECTION           each section has a remove_memory() of its own
 *   TABLE                a page table lies in front of the memmap
 *   POISONS              page_init_poison() fills a new memmap with ones
 *   CHECKS_FREE          free_pages_check() before a page is on a list
 *   USER                 somebody allocates a page
 * ASK is 1 to ask what must be true of every state: see the monitor.
 */
#if TWO_RANGES
#define RANGES 2
#else
#define RANGES 1
#endif
#if TWO_SECTIONS
#define S 2
#else
#define S 3
#endif
#define B        (2 * S) /* page blocks of a range */
#define SECTIONS (RANGES * S)
#define BLOCKS   (RANGES * B)
#define OWN      (!(S390 && S390_VETO))
#define VMEMMAP  (OWN * (TABLE + S))
#define SKIPPED  (OFFSETS * VMEMMAP)
#define MARKS    (!ALTMAP && !OFFSETS && OWN)
#define backing(section) ((section) / S * B + TABLE + (section) % S)

#define nobody 3 /* else the number of a range */
byte device_hotplug_lock = nobody;
byte mem_hotplug_lock = nobody;
byte zone_lock = nobody;

bool pmd[SECTIONS];
bool valid[SECTIONS];
bool online[SECTIONS];
/* What a page's struct page says. */
#define none       0
#define reserved   1
#define vmemmap    2
#define unreserved 3
#define buddy      4
#define lru        5
byte page[BLOCKS] = none;
short count[BLOCKS];
byte nr_sections[RANGES];
bool isolated[BLOCKS];
#define NIL BLOCKS
byte current_vmemmap_page = NIL;

/* For the properties, and for faults. */
bool mapped[SECTIONS];
#define there   0
#define standby 1
#define gone    2
byte memory[SECTIONS] = S390;
byte peak[RANGES];
byte zeros[RANGES];

/* After a fault nothing moves: see `provided`. */
mtype:fault = { no_fault, page_fault, wild_page, null_page, no_memory, bug,
  bad_page, overwritten };
mtype:fault fault = no_fault;

#define step(effect) if :: d_step { effect } fi
#define go_wrong(why, kind) \
  :: d_step { why -> fault = kind }; goto faulted
#define lock(l)   if :: d_step { l == nobody -> l = range } fi
#define unlock(l) if :: d_step { assert(l == range); l = nobody } fi

/* The struct page of block b can be touched, or what becomes of it. */
#define is_mapped(b) (mapped[(b) / 2])
#define lies(b)      (!OWN || memory[backing((b) / 2) / 2] == there)
#define ok(b)        (is_mapped(b) && lies(b))
#define touches(b) \
  go_wrong(!is_mapped(b), page_fault) \
  go_wrong(is_mapped(b) && !lies(b), no_memory)

/* The last step of a loop: on to the next, or out of it. */
#define next(i, n, again) \
  if \
  :: d_step { i + 1 < n -> i++ }; goto again \
  :: d_step { i + 1 == n -> i = 0 } \
  fi
/* The same as options, with what else is asked and done. */
#define on_next(why, i, n, effect, again, out) \
  :: d_step { (why) && i + 1 < n -> effect; i++ }; goto again \
  :: d_step { (why) && i + 1 == n -> effect; i = 0 }; goto out

#define FIRST    (range * B)
#define SECTION  (range * S)
#define at       (FIRST + p)
#define here     (FIRST + s * 2 + n)
#define left     (SKIPPED + FIRST + p) /* of those that are offlined */
#define OFFLINED (B - SKIPPED)
#define added    (SECTION + s)
#if LAST_FIRST
#define leaving  (SECTION + S - 1 - s)
#else
#define leaving  (SECTION + s)
#endif
#define pfn      (FIRST + TABLE + s)
#define head     ((pfn / 2 - nr_sects) * 2)
#define saw(c)   peak[range] = (peak[range] > c -> peak[range] : c)

/* free_reserved_page() of page block b. */
#define free_reserved_page(l1, l2, l3, b) \
l1: /* ClearPageReserved(page) */ \
  step(page[b] = (page[b] == vmemmap -> unreserved : none)); \
l2: /* free_pages_check(): page->mapping, page->flags */ \
  if \
  go_wrong(CHECKS_FREE && page[b] != none, bad_page) \
  :: !(CHECKS_FREE && page[b] != none) \
  fi; \
l3: /* __free_page(page) */ \
  step(page[b] = buddy; count[b] = 0)

/* vmemmap_free() of the memmap of section x, which goes on at `out`. */
#if POWERPC
#define vmemmap_free(l0, l1, l2, l3, l4, l5, l6, x, out) \
l0: /* vmemmap_populated(start, page_size) */ \
  if \
  :: valid[x] -> goto out \
  :: !valid[x] \
  fi; \
l1: /* vmemmap_list_free(start) */ \
  if \
  :: !pmd[x] -> goto out \
  :: pmd[x] \
  fi; \
l2: /* PageVmemmap(page), PageReserved(page) */ \
  if \
  touches(backing(x)) \
  :: ok(backing(x)) && CHECK_FREE_TABLE && page[backing(x)] == vmemmap && \
       UNMAPS_OWN -> goto l6 \
  :: ok(backing(x)) && CHECK_FREE_TABLE && page[backing(x)] == vmemmap && \
       !UNMAPS_OWN -> goto out \
  :: ok(backing(x)) && !(CHECK_FREE_TABLE && page[backing(x)] == vmemmap) \
  fi; \
  free_reserved_page(l3, l4, l5, backing(x)); \
l6: /* vmemmap_remove_mapping(start, page_size) */ \
  step(pmd[x] = false; mapped[x] = false); \
  goto out
#else
#define vmemmap_free(l0, l1, l2, l3, l4, l5, l6, x, out) \
l0: /* pmd_present(*pmd) */ \
  if \
  :: !pmd[x] -> goto out \
  :: pmd[x] && ALTMAP -> goto l1 \
  :: pmd[x] && !ALTMAP -> goto l2 \
  fi; \
l1: /* vmem_altmap_free(altmap, nr_pages) */ \
  true; \
  goto l6; \
l2: /* free_pagetable(): PageVmemmap(page), PageReserved(page) */ \
  if \
  touches(backing(x)) \
  :: ok(backing(x)) && CHECK_FREE_TABLE && page[backing(x)] == vmemmap -> \
       goto l6 \
  :: ok(backing(x)) && !(CHECK_FREE_TABLE && page[backing(x)] == vmemmap) \
  fi; \
  free_reserved_page(l3, l4, l5, backing(x)); \
l6: /* pmd_clear(pmd) */ \
  step(pmd[x] = false; mapped[x] = false); \
  free_pmd_table(out)
#endif
#if TABLE
/* The last entry: the table's own page is looked at, and it never gets
 * further than that. */
#define free_pmd_table(out) \
  if \
  :: pmd[0] || pmd[1] || pmd[2] -> goto out \
  :: !(pmd[0] || pmd[1] || pmd[2]) \
  fi; \
  if \
  touches(0) \
  fi
#else
#define free_pmd_table(out) goto out
#endif

active [RANGES] proctype hotplug() provided (fault == no_fault)
{
  byte range = _pid;
  byte p; byte s; byte j; byte to; byte n; byte nr_sects;

  /* add_memory(), __add_pages() */
#if HOTPLUG_LOCK
add_lock: /* lock_device_hotplug() */
  lock(device_hotplug_lock);
add_begin: /* mem_hotplug_begin() */
  lock(mem_hotplug_lock);
#endif
populate: /* vmemmap_populate(start, end, nid, altmap) */
  step(pmd[added] = true; mapped[added] = true);
#if POISONS
poison: /* page_init_poison(memmap) */
  if
  go_wrong(OWN && memory[backing(added) / 2] != there, no_memory)
  :: d_step { !OWN || memory[backing(added) / 2] == there ->
       page[2 * added] = none; page[2 * added + 1] = none;
       count[2 * added] = -1; count[2 * added + 1] = -1 }
  fi;
#endif
#if MARKS
#if COUNT_GLOBAL
inc: /* page_ref_inc(head) */
  if
  go_wrong(pfn / 2 < nr_sects, wild_page)
  go_wrong(pfn / 2 >= nr_sects && !is_mapped(head), page_fault)
  go_wrong(pfn / 2 >= nr_sects && is_mapped(head) && !lies(head), no_memory)
  :: d_step { pfn / 2 >= nr_sects && ok(head) -> count[head]++;
       saw(count[FIRST]) }
  fi;
filled: /* !((page_ref_count(head) * PAGES_PER_SECTION) % align) */
  if
  :: d_step { count[head] % 2 == 0 -> nr_sects++ }
  :: count[head] % 2 != 0
  fi;
#endif
#if ATOMIC_RESERVED
set_reserved: /* SetPageReserved(page) */
  page[pfn] = reserved;
#else
load_flags: /* __SetPageReserved(page) */
  true;
store_flags:
  page[pfn] = reserved;
#endif
set_mapping: /* page->mapping = VMEMMAP_PAGE */
  step(page[pfn] = (page[pfn] == reserved -> vmemmap : unreserved));
init_count: /* init_page_count(page) */
  count[pfn] = 1;
#if TABLE
mark_table: /* the page table's page */
  if
  :: s > 0
  :: d_step { s == 0 -> page[FIRST] = vmemmap; count[FIRST] = 1 }
  fi;
#endif
#if COUNT_RANGE
inc: /* altmap->nr_sections++ */
  step(nr_sections[range]++; peak[range] = nr_sections[range]);
#endif
#endif
mark_present: /* sparse_init_one_section() */
  valid[added] = true;
next_added:
  next(s, S, populate);
add_return:
  nr_sects = 0;
#if HOTPLUG_LOCK
add_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
add_unlock: /* unlock_device_hotplug() */
  unlock(device_hotplug_lock);
#endif

#if ONLINES
  /* online_pages() */
online_begin: /* mem_hotplug_begin() */
  lock(mem_hotplug_lock);
init_page: /* __init_single_page(page), __SetPageReserved(page) */
  if
  touches(at)
#define kept (CHECK_INIT && page[at] == vmemmap)
  on_next(ok(at) && kept, p, B, skip, init_page, assign)
  on_next(ok(at) && !kept, p, B, page[at] = reserved; count[at] = 1,
    init_page, assign)
  fi;
assign:
#if S390 /* sclp_mem_notifier(): MEM_GOING_ONLINE */
  step(memory[0] = there; memory[1] = there; memory[2] = there);
#endif
online_range:
#if OFFSETS
offset: /* start_pfn + nr_vmemmap_pages */
  if
  :: (s + 1) * 2 <= SKIPPED -> goto next_range
  :: d_step { (s + 1) * 2 > SKIPPED && s * 2 < SKIPPED ->
       n = SKIPPED - s * 2 }
  :: s * 2 >= SKIPPED
  fi;
#else
memmap_pages: /* PageVmemmap(p) */
  if
  touches(here)
  :: ok(here) && page[here] != vmemmap
  :: d_step { ok(here) && page[here] == vmemmap && n == 0 -> n++ };
     goto memmap_pages
  :: d_step { ok(here) && page[here] == vmemmap && n == 1 -> n = 0 };
     goto next_range
  fi;
#endif
page_reserved: /* PageReserved(pfn_to_page(start_pfn)) */
  if
  touches(here)
  :: d_step { ok(here) && page[here] != reserved -> n = 0 };
     goto next_range
  :: ok(here) && page[here] == reserved
  fi;
online_block:
  free_reserved_page(online_clear, online_check, online_free, here);
online_next: /* start += 1UL << order */
  next(n, 2, online_block);
next_range: /* sect_nr++ */
  next(s, S, online_range);
online_section: /* online_mem_sections() */
  if
  on_next(true, s, S, online[added] = true, online_section, online_done)
  fi;
online_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);

  /* offline_pages() */
offline_begin: /* mem_hotplug_begin() */
  lock(mem_hotplug_lock);
isolate_lock: /* spin_lock(&zone->lock) */
  lock(zone_lock);
is_isolated: /* is_migrate_isolate_page(page) */
  if
  :: isolated[left] -> goto isolate_failed
  :: !isolated[left]
  fi;
has_unmovable: /* PageVmemmap(page), PageReserved(page) */
#define passes (page[left] != reserved && \
  (CHECK_UNMOVABLE || page[left] != vmemmap))
  if
  touches(left)
  :: ok(left) && passes
  :: ok(left) && !passes -> goto isolate_failed
  fi;
isolate: /* set_pageblock_migratetype(page, MIGRATE_ISOLATE) */
  isolated[left] = true;
isolate_unlock:
  unlock(zone_lock);
isolate_next:
  next(p, OFFLINED, isolate_lock);
scan: /* scan_movable_pages(): PageLRU(page) */
  if
  touches(left)
  :: ok(left) && page[left] == lru -> goto migrate
  on_next(ok(left) && page[left] != lru, p, OFFLINED, skip, scan,
    test_block)
  fi;
migrate: /* do_migrate_range() */
  if
  touches(left)
#define skips (CHECK_MIGRATE && page[left] == vmemmap || \
  page[left] == buddy)
  on_next(ok(left) && skips, p, OFFLINED, skip, migrate, scan)
  on_next(ok(left) && page[left] == lru, p, OFFLINED,
    page[left] = buddy; count[left] = 0, migrate, scan)
  :: ok(left) && !skips && page[left] != lru
  fi;
dump_page: /* dump_page(page, "isolation failed") */
  true;
migrate_next: /* pfn++ */
  if
  on_next(true, p, OFFLINED, skip, migrate, scan)
  fi;
test_block: /* test_pages_isolated() */
  if
  touches(left)
#define passed (CHECK_TEST && page[left] == vmemmap || isolated[left])
  on_next(ok(left) && passed, p, OFFLINED, skip, test_block, test_lock)
  :: d_step { ok(left) && !passed -> p = 0 }; goto scan
  fi;
test_lock:
  lock(zone_lock);
test_page: /* __test_page_isolated_in_pageblock() */
  if
  touches(left)
#define is_free (CHECK_TEST_PAGE && page[left] == vmemmap || \
  page[left] == buddy)
  on_next(ok(left) && is_free, p, OFFLINED, skip, test_page, test_unlock)
  :: d_step { ok(left) && !is_free -> p = 0 }; goto busy_unlock
  fi;
busy_unlock:
  unlock(zone_lock);
  goto scan;
test_unlock:
  unlock(zone_lock);
offline_section: /* offline_mem_sections() */
  if
  on_next(true, s, S, online[added] = false, offline_section, offline_lock)
  fi;
offline_lock: /* __offline_isolated_pages() */
  lock(zone_lock);
offline_vmemmap: /* PageVmemmap(page) */
  if
  touches(left)
#define stays (CHECK_OFFLINE && page[left] == vmemmap)
  on_next(ok(left) && stays, p, OFFLINED, skip, offline_vmemmap,
    offline_unlock)
  :: ok(left) && !stays
  fi;
offline_count: /* BUG_ON(page_count(page)) */
  if
  go_wrong(count[left] != 0, bug)
  :: count[left] == 0
  fi;
offline_buddy: /* BUG_ON(!PageBuddy(page)) */
  if
  go_wrong(page[left] != buddy, bug)
  :: page[left] == buddy
  fi;
offline_page: /* list_del(&page->lru), SetPageReserved(page) */
  if
  on_next(true, p, OFFLINED, page[left] = reserved, offline_vmemmap,
    offline_unlock)
  fi;
offline_unlock:
  unlock(zone_lock);
unisolate: /* undo_isolate_page_range() */
  if
  on_next(true, p, OFFLINED, isolated[left] = false, unisolate,
    offline_done)
  fi;
isolate_failed: /* -EBUSY */
  unlock(zone_lock);
undo: /* pfn < undo_pfn */
  if
  :: p == 0 -> goto offline_failed
  :: d_step { p > 0 -> p--; isolated[left] = false }; goto undo
  fi;
offline_failed: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
  goto end_refused;
offline_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
#endif

#if S390
  goto end_offline;
#elif BY_SECTION && OFFSETS
granularity: /* size != memory_block_size_bytes(): -EINVAL */
  true;
  goto end_refused;
#else
  /* remove_memory(), __remove_pages() */
remove_memory:
#if HOTPLUG_LOCK
remove_lock: /* lock_device_hotplug() */
  lock(device_hotplug_lock);
remove_begin: /* mem_hotplug_begin() */
  lock(mem_hotplug_lock);
#endif
page_zone: /* zone = page_zone(page) */
  if
  touches(2 * added)
  :: ok(2 * added)
  fi;
invalidate: /* ms->section_mem_map = 0 */
  valid[leaving] = false;

#if COUNT_GLOBAL
page_vmemmap: /* PageVmemmap(memmap) */
  if
  touches(2 * leaving)
  :: ok(2 * leaving) && page[2 * leaving] != vmemmap -> goto current
  :: ok(2 * leaving) && page[2 * leaving] == vmemmap
  fi;
current_null: /* !current_vmemmap_page */
  if
  :: current_vmemmap_page != NIL -> goto current
  :: current_vmemmap_page == NIL
  fi;
set_current: /* current_vmemmap_page = memmap */
  current_vmemmap_page = 2 * leaving;
current: /* !current_vmemmap_page */
  if
  :: current_vmemmap_page == NIL -> goto free_this
  :: current_vmemmap_page != NIL
  fi;
#define cur current_vmemmap_page
dec_and_test: /* page_ref_dec_and_test(current_vmemmap_page) */
  if
  go_wrong(cur == NIL, null_page)
  go_wrong(cur != NIL && !is_mapped(cur), page_fault)
  go_wrong(cur != NIL && is_mapped(cur) && !lies(cur), no_memory)
  :: d_step { cur != NIL && ok(cur) && count[cur] == 1 -> count[cur] = 0;
       zeros[cur / B] = (zeros[cur / B] < 2 -> zeros[cur / B] + 1 : 2) }
  :: d_step { cur != NIL && ok(cur) && count[cur] != 1 ->
       count[cur] = (count[cur] > -1 -> count[cur] - 1 : -1) };
     goto next_removed
  fi;
limits: /* start_vmemmap = current_vmemmap_page */
  if
  go_wrong(cur == NIL, null_page)
#if BACKWARD
  :: d_step { cur != NIL -> j = leaving; to = cur / 2 }
#else
  :: d_step { cur != NIL -> j = cur / 2; to = leaving }
#endif
  fi;
#elif COUNT_RANGE
dec_and_test: /* --altmap->nr_sections == 0 */
  if
  :: d_step { nr_sections[range] == 1 -> nr_sections[range] = 0;
       zeros[range] = (zeros[range] < 2 -> zeros[range] + 1 : 2) }
  :: d_step { nr_sections[range] != 1 -> nr_sections[range]-- };
     goto next_removed
  fi;
limits: /* start_vmemmap = altmap->head */
#if BACKWARD
  step(j = leaving; to = SECTION);
#else
  step(j = SECTION; to = leaving);
#endif
#endif
#if COUNT_GLOBAL || COUNT_RANGE
#if BACKWARD
#define inside (j >= to)
#else
#define inside (j <= to)
#endif
free_range: /* free_vmemmap_range() */
  if
  :: inside
  :: d_step { !inside -> j = 0; to = 0 }; goto range_freed
  fi;
  vmemmap_free(r_present, r_altmap, r_page, r_clear, r_check, r_free,
    r_unmap, j, next_section);
next_section: /* range_start -= align */
  if
  :: d_step { j == to -> j = 0; to = 0 }; goto range_freed
#if BACKWARD
  :: d_step { j != to -> j-- }; goto free_range
#else
  :: d_step { j != to -> j++ }; goto free_range
#endif
  fi;
range_freed:
#endif
#if COUNT_GLOBAL
clear_current: /* current_vmemmap_page = NULL */
  current_vmemmap_page = NIL;
  goto next_removed;
#elif COUNT_RANGE
  goto next_removed;
#endif
#if !COUNT_RANGE
free_this: /* vmemmap_free(start, end, altmap) */
  vmemmap_free(t_present, t_altmap, t_page, t_clear, t_check, t_free,
    t_unmap, leaving, next_removed);
#endif
next_removed:
#if !BY_SECTION
  if
  on_next(true, s, S, skip, invalidate, remove_done)
  fi;
remove_done:
#endif
#if HOTPLUG_LOCK
mem_done: /* mem_hotplug_done() */
  unlock(mem_hotplug_lock);
remove_unlock: /* unlock_device_hotplug() */
  unlock(device_hotplug_lock);
#endif
eject: /* the memory leaves */
#if BY_SECTION
  if
  on_next(true, s, S, memory[added] = gone, remove_memory, end_removed)
  fi;
#elif TWO_SECTIONS
  step(memory[SECTION] = gone; memory[SECTION + 1] = gone);
#else
  step(memory[0] = gone; memory[1] = gone; memory[2] = gone);
#endif
#endif
end_removed:
  false;
end_offline:
  false;
end_refused:
  false;
faulted:
  false
}

#if USER
/* mm/page_alloc.c: alloc_pages(); whoever has the page writes to it. */
byte had = NIL;
#define can_have(b) \
  :: d_step { zone_lock == nobody && page[b] == buddy && !isolated[b] -> \
       page[b] = lru; count[b] = 1; had = b }
#define holds(g) (OWN && backing(g) == had && mapped[g])
active proctype user() provided (fault == no_fault)
{
end_alloc: /* list_del(&page->lru) */
  if
  can_have(0)
  can_have(1)
  can_have(2)
  can_have(3)
  can_have(4)
  can_have(5)
  fi;
clear: /* clear_highpage(page) */
#define holds_memmap (holds(0) || holds(1) || holds(2))
  if
  go_wrong(holds_memmap, overwritten)
  :: d_step { !holds_memmap -> had = NIL }
  fi;
end_returned:
  false;
faulted:
  false
}
#endif

/*
 * What must be true, whatever the design. The names are the model's. The
 * variable of a name is always false: an assertion fails with the name as
 * its text, and the loop leads back to the state it started from.
 */
hidden byte no_unmapped_struct_page, no_struct_page_in_no_memory;
hidden byte no_bug, no_bad_page, memmap_not_overwritten, memmap_not_free;
hidden byte valid_section_has_memmap, valid_section_keeps_memory;
hidden byte no_stale_mapping, count_is_sections, count_zero_once;
hidden byte counts_own_range, global_is_clear, no_isolation_left;
hidden byte no_isolation_warning, online_section_is_valid;
hidden byte sections_online_together, free_page_is_online;
/* These are to be reached: the assertion has to fail. */
hidden byte page_can_be_used, offline_gets_through, count_gets_to_sections;
hidden byte removal_gets_through, page_is_migrated;

#define at_end(i, l) (hotplug[i]@l)
#if TWO_RANGES
#define any_section(q) (q(0) || q(1) || q(2) || q(3))
#define each_range(q)  (q(0) && q(1))
#define any_range(q)   (q(0) || q(1))
#else
#define any_section(q) (q(0) || q(1) || q(2))
#define each_range(q)  q(0)
#define any_range(q)   q(0)
#endif
#define is_free_memmap(g) \
  (OWN && mapped[g] && page[backing(g)] == buddy)
#define has_none(g)   (valid[g] && !mapped[g])
#define is_gone(g)    (memory[backing(g) / 2] == gone)
#define loses(g)      (OWN && valid[g] && is_gone(g))
#define is_stale(g)   (OWN && !valid[g] && pmd[g] && is_gone(g))
#define removed(i)    at_end(i, end_removed)
#define too_many(i)   (peak[i] > S)
#define not_once(i)   (zeros[i] > 1 || removed(i) && zeros[i] != 1)
#define reached(i)    (peak[i] == S)
#if COUNT_GLOBAL && !S390 && !(BY_SECTION && OFFSETS)
#define foreign(i) \
  (at_end(i, dec_and_test) && current_vmemmap_page != i * B)
#else
#define foreign(i) false
#endif
#define any_block(q) (q(0) || q(1) || q(2) || q(3) || q(4) || q(5))
#define is_isolated(b) isolated[b]
#define is_buddy(b)    (page[b] == buddy)
#define is_elsewhere(b) \
  ((page[b] == buddy || page[b] == lru) && !online[(b) / 2])
#define is_online_only(g) (online[g] && !valid[g])
#define is_moving(b)   (page[b] == lru && isolated[b])
#define has_ended      (at_end(0, end_removed) || \
  at_end(0, end_offline) || at_end(0, end_refused))
#if USER
#define user_ended     (user@end_alloc || user@end_returned)
#else
#define user_ended     true
#endif

#define ask(wrong, name) :: atomic { wrong -> assert(name) }
#define good             (fault == no_fault)
active proctype monitor()
{
end_watch:
  do
  ask(fault == page_fault || fault == wild_page || fault == null_page,
      no_unmapped_struct_page)
  ask(fault == no_memory, no_struct_page_in_no_memory)
  ask(fault == bug, no_bug)
  ask(fault == bad_page, no_bad_page)
  ask(fault == overwritten, memmap_not_overwritten)
#if ASK
  ask(good && any_section(is_free_memmap), memmap_not_free)
  ask(good && any_section(has_none), valid_section_has_memmap)
  ask(good && any_section(loses), valid_section_keeps_memory)
  ask(good && any_section(is_stale), no_stale_mapping)
#if MARKS && (COUNT_GLOBAL || COUNT_RANGE)
  ask(good && any_range(too_many), count_is_sections)
  ask(good && any_range(not_once), count_zero_once)
  ask(good && any_range(foreign), counts_own_range)
  ask(good && each_range(reached), count_gets_to_sections)
#endif
  ask(good && each_range(removed) && current_vmemmap_page != NIL,
      global_is_clear)
  ask(good && each_range(removed), removal_gets_through)
#if ONLINES
  ask(good && any_section(is_online_only), online_section_is_valid)
  ask(good && mem_hotplug_lock == nobody &&
      (online[0] != online[1] || online[1] != online[2]),
      sections_online_together)
  ask(good && mem_hotplug_lock == nobody && any_block(is_elsewhere),
      free_page_is_online)
  ask(good && has_ended && user_ended && any_block(is_isolated),
      no_isolation_left)
  ask(good && at_end(0, dump_page), no_isolation_warning)
  ask(good && any_block(is_buddy), page_can_be_used)
#if S390
  ask(good && at_end(0, end_offline), offline_gets_through)
#else
  ask(good && at_end(0, remove_lock), offline_gets_through)
#endif
#endif
#if USER
  ask(good && any_block(is_moving), page_is_migrated)
#endif
#endif
  od
}
