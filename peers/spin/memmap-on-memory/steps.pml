/* SPDX-License-Identifier: MIT */
/* What the threads' steps are made of. */
#define step(effect) if :: d_step { effect } fi
#define go_wrong(why, kind) \
  :: d_step { why -> fault = kind }; goto faulted

#define lock(l)    if :: d_step { l == nobody -> l = SELF } fi
#define let_go(l) assert(l == SELF); l = nobody
#define unlock(l)  step(let_go(l))
/* percpu_down_write(): two steps. */
#define mem_hotplug_begin(begin, readers) \
begin: /* readers_block = 1 */ \
  lock(mem_hotplug_lock); \
readers: /* readers gone? */ \
  !reading
/* What has turns left goes on with the next; else it returns. */
#define unlock_device_hotplug(again) \
  if \
  :: d_step { my(left) == 0 -> let_go(device_hotplug_lock) } \
  :: d_step { my(left) > 0 -> let_go(device_hotplug_lock) }; goto again \
  fi

/* Each of a set of units. */
#define each_unit(set, effect) \
  i = 0; \
  do \
  :: i < UNITS && in_##set(i) -> effect; i++ \
  :: i < UNITS && !in_##set(i) -> i++ \
  :: i == UNITS -> break \
  od
#define set_pages(set, to) each_unit(set, pages[i] = to)
#define set_given(set, to) each_unit(set, given[i] = to)
#define my_section(s) (2 * my(b) + s)
/* A step for each section: those that meet a set, or have nothing else. */
#define mark_online(s, those, to) \
  step(online[my_section(s)] = (those -> to : online[my_section(s)]))
#define met(s)  meets_of(WHOLE, my_section(s))
#define full(s) within(head, my_section(s))
/* page_ext_callback(): it rounds what it is told of to sections. */
#define is_told(s) (2 * (s) < end_of(NOTIFIER_TOLD) && \
  2 * (s) + 2 > start_of(NOTIFIER_TOLD))
#define tell_page_ext(to) \
  page_ext[my_section(0)] = \
    (is_told(my_section(0)) -> to : page_ext[my_section(0)]); \
  page_ext[my_section(1)] = \
    (is_told(my_section(1)) -> to : page_ext[my_section(1)])

/* Struct pages of a section lie on memory that can't be read; those of a
 * set do. */
#define on_itself(s) (vmemmap[entry_of(s)] < NOWHERE)
#define lies_at(s)   (vmemmap[entry_of(s)] + behind(s))
#define unreadable(s) (on_itself(s) && !accessible[block_of(lies_at(s))])
#define one_unreadable(set) ( \
  meets(set, my_section(0)) && unreadable(my_section(0)) || \
  meets(set, my_section(1)) && unreadable(my_section(1)))

/* move_pfn_range_to_zone(): resize_zone_range(), memmap_init_range(). */
#define my_start zone_start[my(zone)]
#define my_end   zone_end[my(zone)]
#define move_pfn_range_to_zone(resize, initialise, set) \
resize: \
  if \
  :: d_step { true -> from = my_start; to = my_end; \
       my_start = (from == to || start_##set < from -> start_##set : from); \
       my_end = (end_##set > to -> end_##set : to); \
       from = 0; to = 0 } \
  fi; \
initialise: \
  if \
  go_wrong(one_unreadable(set), machine_check) \
  :: d_step { !one_unreadable(set) -> set_pages(set, initialised); \
       page_zone[my(b)] = my(zone) } \
  fi

/* remove_pfn_range_from_zone(): page_init_poison(), shrink_zone_span(),
 * which looks for the first or the last page that is online in the zone. */
#define stays(u) (online[section_of(u)] && page_zone[block_of(u)] == my(zone))
#define shrink_zone_span(set) \
  if \
  :: my_start == start_##set -> \
       i = end_##set; \
       do \
       :: i < my_end && !stays(i) -> i++ \
       :: i < my_end && stays(i) -> my_start = i; break \
       :: i >= my_end -> my_start = 0; my_end = 0; break \
       od \
  :: my_start != start_##set && my_end == end_##set -> \
       i = start_##set - 1; \
       do \
       :: i >= my_start && !stays(i) -> i-- \
       :: i >= my_start && stays(i) -> my_end = i + 1; break \
       :: i < my_start -> my_start = 0; my_end = 0; break \
       od \
  :: my_start != start_##set && my_end != end_##set \
  fi
#define remove_pfn_range_from_zone(poisons, shrinks, set, after) \
poisons: \
  if \
  go_wrong(one_unreadable(set), machine_check) \
  :: d_step { !one_unreadable(set) -> set_pages(set, poison) } \
  fi; \
shrinks: \
  step(shrink_zone_span(set); after)

/* What has been read of the block is of no use any more. */
#define forget_block my(nr) = 0; my(zone) = NORMAL; my(node) = false

/* Of who adds or removes. */
#define each_of_range(array, to) \
  array[0] = (has_block_0(my(range)) -> to : array[0]); \
  array[1] = (has_block_1(my(range)) -> to : array[1])
#define forget_altmap my(s) = 0; my(altmap) = false; my(alloc) = 0
#define remove_device(b) mem_state[b] = no_device; nr_vmemmap_pages[b] = 0
#define done_with_range step(my(range) = NO_RANGE; my(s) = 0)
/* Another section in use is mapped by the same entry. */
#define same_entry(s, other) \
  (s != other && entry_of(s) == entry_of(other) && mapped[other])
#define shared(s) (same_entry(s, 0) || same_entry(s, 1) || \
  same_entry(s, 2) || same_entry(s, 3))
