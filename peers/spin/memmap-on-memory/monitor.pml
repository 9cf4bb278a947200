/* SPDX-License-Identifier: MIT */
/*
 * What must be true, whatever the design. The names are the model's. The
 * variable of a name is always false: an assertion fails with the name as
 * its text, and the loop leads back to the state it started from.
 */
hidden byte removes_whole_blocks, no_vm_bug, no_poisoned_page;
hidden byte no_unmapped_memmap, no_memmap_out_of_reach;
hidden byte memmap_on_online_block, memmap_not_in_buddy, valid_has_memmap;
hidden byte offline_pages_isolated, isolated_not_online, hotplug_lock_held;
hidden byte buddy_of_added_memory, failed_add_leaves_nothing;
hidden byte failed_online_leaves_offline, failed_offline_leaves_online;
hidden byte refused_removal_changes_nothing, removal_leaves_nothing;
hidden byte altmap_used_up, span_stands_still, sections_stand_still;
/* Of what nobody adds, removes, brings online or offline. */
hidden byte present_exact, managed_exact, memtotal_exact, state_says_online;
hidden byte online_pages_initialised, offline_pages_poisoned;
hidden byte page_ext_of_online, node_follows_memory, memmap_given_back;
hidden byte unplugged_holds_no_memmap, span_is_hull, zones_apart;
hidden byte zone_of_online_block, prepare_has_its_finish;
/* These are to be reached: the assertion has to fail. */
hidden byte add_gets_through, online_gets_through, offline_gets_through;
hidden byte walk_reads_page, removal_gets_through, both_removed_at_once;
hidden byte memmap_on_itself, state_lags_behind, misaligned_add_fails;

#define any_block(q)   (q(0) || q(1))
#define any_section(q) (q(0) || q(1) || q(2) || q(3))
#define any_unit(q) \
  (q(0) || q(1) || q(2) || q(3) || q(4) || q(5) || q(6) || q(7))
#define any_unit_of(q, b) \
  (q(4 * b) || q(4 * b + 1) || q(4 * b + 2) || q(4 * b + 3))

#define online_block(b) (online[2 * (b)] || online[2 * (b) + 1])
#define has_own(s)      (mapped[s] && on_itself(s))
#define on_offline(s) \
  (has_own(s) && online[s] && !online_block(block_of(lies_at(s))))
#define is_given(s)    (has_own(s) && given[lies_at(s)])
#define has_none(s)    (valid[s] && !mapped[s])
#define is_loose(u) \
  (given[u] && !online[section_of(u)] && !isolated[block_of(u)])
#define is_both(b)     (isolated[b] && mem_state[b] == MEM_ONLINE)
#define is_ownerless(u) (given[u] && !valid[section_of(u)])
#define runs_without(thread, start, me) \
  (!thread@end_returned && !thread@start && device_hotplug_lock != me)

#define has_page(u)  (pages[u] != none || given[u])
#define not_poison(u) (pages[u] != poison)
#define not_initialised(u) (pages[u] != initialised)
#define is_bare(b) (!valid[2 * b] && !mapped[2 * b] && \
  !valid[2 * b + 1] && !mapped[2 * b + 1])
#define is_left(b) (resource[b] || mem_state[b] != no_device || \
  !is_bare(b) || any_unit_of(has_page, b))
#define leaves_added(b)   (is_left(b) || firmware_map[b])
#define leaves_removed(b) (is_left(b) || firmware_map[b] || accessible[b])
#define is_touched(b) (!resource[b] || !firmware_map[b] || \
  mem_state[b] == no_device || !valid[2 * b] || !valid[2 * b + 1])
#define any_of(r, q) (has_block_0(r) && q(0) || has_block_1(r) && q(1))

/* Brought online, at a block whose sections or pages are not as they were. */
#define half_online(b) (online_block(b) || any_unit_of(not_poison, b))
#define half_offline(b) (!online[2 * b] || !online[2 * b + 1] || \
  isolated[b] || any_unit_of(not_initialised, b))
#define at_block(thread_b, q) (thread_b == 0 && q(0) || thread_b == 1 && q(1))

#define inside  (walker@online_section || walker@read_page)
#define changes(s) \
  (walked_valid[s] != valid[s] || walked_online[s] != online[s])
#define span_changes (walked_start != zone_start[NORMAL] || \
  walked_end != zone_end[NORMAL])

#define at_rest (good && device_hotplug_lock == nobody)
#define nr_online (2 * (online[0] + online[1] + online[2] + online[3]))
#define nr_given (given[0] + given[1] + given[2] + given[3] + \
  given[4] + given[5] + given[6] + given[7])
#define memmap_of(b) (online_block(b) * nr_vmemmap_pages[b])
#define says_otherwise(b) (online_block(b) != (mem_state[b] == MEM_ONLINE) \
  || mem_state[b] == MEM_GOING_OFFLINE)
#define is_raw(u) (online[section_of(u)] && pages[u] != initialised)
#define is_stale(u) (!online[section_of(u)] && pages[u] == initialised)
#define other_ext(s) (page_ext[s] != online[s])
#define is_used(e) (vmemmap[e] == ELSEWHERE && \
  (entry_of(0) == e && mapped[0] || entry_of(1) == e && mapped[1] || \
   entry_of(2) == e && mapped[2] || entry_of(3) == e && mapped[3]))
#define is_lost(s) (has_own(s) && unreadable(s))
#define first_online (online[0] -> 0 : (online[1] -> 2 : \
  (online[2] -> 4 : (online[3] -> 6 : 0))))
#define last_online (online[3] -> 8 : (online[2] -> 6 : \
  (online[1] -> 4 : (online[0] -> 2 : 0))))
#define spans(z) (zone_start[z] != zone_end[z])
#define other_zone(b) ((mem_zone[b] == NO_ZONE) == online_block(b))
#define other_prepared(b) (prepared[b] != online_block(b))
#define is_ahead(u) (given[u] && !isolated[block_of(u)] && \
  mem_state[block_of(u)] == MEM_OFFLINE)
#define is_on_itself(s) (online[s] && has_own(s))

#define ask(wrong, name) :: atomic { wrong -> assert(name) }
#define good             (fault == no_fault)
active proctype monitor()
{
end_watch:
  do
  ask(fault == bug, removes_whole_blocks)
  ask(fault == vm_bug, no_vm_bug)
  ask(fault == poisoned, no_poisoned_page)
  ask(fault == paging_request, no_unmapped_memmap)
  ask(fault == machine_check, no_memmap_out_of_reach)
#if ASK
  ask(good && any_section(on_offline), memmap_on_online_block)
  ask(good && any_section(is_given), memmap_not_in_buddy)
  ask(good && any_section(has_none), valid_has_memmap)
  ask(good && any_unit(is_loose), offline_pages_isolated)
  ask(good && any_block(is_both), isolated_not_online)
  ask(good && (runs_without(adder, lock_add, by_adder) ||
      runs_without(onliner, lock_online, by_onliner) ||
      runs_without(offliner, lock_offline, by_offliner) ||
      runs_without(remover, lock_remove, by_remover)), hotplug_lock_held)
  ask(good && any_unit(is_ownerless), buddy_of_added_memory)
  ask(good && adder@add_failed && any_of(adder_range, leaves_added),
      failed_add_leaves_nothing)
  ask(good && onliner@online_refused && at_block(onliner_b, half_online),
      failed_online_leaves_offline)
  ask(good && offliner@offline_refused &&
      at_block(offliner_b, half_offline), failed_offline_leaves_online)
  ask(good && remover@remove_refused && any_of(remover_range, is_touched),
      refused_removal_changes_nothing)
  ask(good && remover@removed && any_of(remover_range, leaves_removed),
      removal_leaves_nothing)
  ask(good && remover@altmap_left && remover_alloc != 0, altmap_used_up)
#if WALKER_LOCKS
  ask(good && inside && span_changes, span_stands_still)
  ask(good && (inside || walker@put_online_mems) && any_section(changes),
      sections_stand_still)
#endif
  ask(at_rest && present_pages[0] + present_pages[1] != nr_online,
      present_exact)
  ask(at_rest && managed_pages[0] + managed_pages[1] != nr_given,
      managed_exact)
  ask(at_rest && totalram_pages != nr_online - memmap_of(0) - memmap_of(1),
      memtotal_exact)
  ask(at_rest && any_block(says_otherwise), state_says_online)
  ask(at_rest && any_unit(is_raw), online_pages_initialised)
  ask(at_rest && any_unit(is_stale), offline_pages_poisoned)
  ask(at_rest && any_section(other_ext), page_ext_of_online)
  ask(at_rest && node_memory !=
      (present_pages[0] + present_pages[1] + OTHER_PAGE > 0),
      node_follows_memory)
  ask(at_rest && borrowed !=
      is_used(0) + is_used(1) + is_used(2) + is_used(3), memmap_given_back)
  ask(at_rest && !STANDBY && any_section(is_lost),
      unplugged_holds_no_memmap)
#if DMA32
  ask(at_rest && spans(0) && spans(1) &&
      zone_end[0] > zone_start[1] && zone_end[1] > zone_start[0],
      zones_apart)
#else
  ask(at_rest && (zone_start[NORMAL] != first_online ||
      zone_end[NORMAL] != last_online), span_is_hull)
#endif
#if MEM_ZONE
  ask(at_rest && any_block(other_zone), zone_of_online_block)
#endif
#if PREPARES
  ask(at_rest && !PRESENT && any_block(other_prepared),
      prepare_has_its_finish)
#endif
  ask(good && adder@added, add_gets_through)
  ask(good && onliner@set_online, online_gets_through)
  ask(good && offliner@set_offline, offline_gets_through)
  ask(good && walker@read_page, walk_reads_page)
  ask(good && remover@removed, removal_gets_through)
  ask(good && ADDS > 1 && remover@removed && remover_range == BOTH,
      both_removed_at_once)
  ask(good && any_section(is_on_itself), memmap_on_itself)
  ask(good && any_unit(is_ahead), state_lags_behind)
  ask(good && MISALIGNED && adder@add_failed &&
      adder_range == NO_WHOLE_BLOCK, misaligned_add_fails)
#endif
  od
}
