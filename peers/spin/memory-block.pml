/* SPDX-License-Identifier: MIT */
/*
 * One memory block between writes to its file `state`, a read of its file
 * `valid_zones` and its DIMM's ejects and insertions: one of each, as at
 * the bound `tiny`, or as many as WRITERS and HOTPLUGS say. What it is
 * about and where each step stands in the kernel: models/memory-block. How
 * it is run, and why the states are the same ones: README.md beside this
 * file.
 *
 * Each label is one place at which another thread may come between. Each
 * option below it is one step, atomic if it does more than look.
 *
 * Decisions of the design, each 0 or 1, given with -D:
 *   STORE_TRIES          state_store() tries device_hotplug_lock, and
 *                        restarts the system call if it is held
 *   STORE_WAITS          ... waits for it; or neither
 *   HOTPLUG_LOCK         insertion and eject hold device_hotplug_lock
 *   ZONE_FOLLOWS_ONLINE  an offline takes the range out of its zone, and so
 *                        does an online that fails; online isolates it
 *   REMOVE_DEVICES_FIRST the block device goes before mem_hotplug_begin()
 *   REMOVE_UNDER_LOCK    ... or right after it; or with the section
 *   MEMBLOCK_FIRST       memblock forgets it before arch_remove_memory()
 *   CANCEL_TOLD          MEM_CANCEL_* goes to links that were told alone
 *   NID_FIRST            mem->nid is set before device_add()
 *   NID_ZERO             until then it is 0; else NUMA_NO_NODE
 *   READS_NID_FIRST      valid_zones reads mem->nid before mem->state
 *   NID_OF_PFN           the links are found by the node of a valid pfn
 *   CHECK_UNDER_LOCK     removal looks at the state under mem_hotplug_lock
 *   WRITES_STATE         eject offlines by mem->state, without the device
 * The configuration:
 *   BOOT_MEMORY          the first notifier refuses every offline
 *   PRESENT              the block is there, online; else it is inserted
 *   VETO                 any notifier may refuse
 *   MEMBLOCK_PFN_VALID   pfn_valid() asks memblock
 * The bound, `tiny` unless it is given:
 *   WRITERS              writes to the file `state`, 3 at most
 *   HOTPLUGS             ejects and insertions, in turn
 * ASK is 1 to ask what must be true of every state: see the monitor. With
 * 2 what is to be reached is not asked, so that a design that holds is
 * searched without a failure.
 */
#ifndef WRITERS
#define WRITERS 1
#endif
#ifndef HOTPLUGS
#define HOTPLUGS 1
#endif
/* Processes by number: the writers come first. A macro is not expanded
 * within itself, hence one more for who is waited for in turn. */
#define SHOW WRITERS
#define ACPI (WRITERS + 1)
#if WRITERS == 1
#define some_writer(p)  p(0)
#define a_second(p, i)  p(i, 0)
#define a_third(p, i)   p(i, 0)
#elif WRITERS == 2
#define some_writer(p)  (p(0) || p(1))
#define a_second(p, i)  (p(i, 0) || p(i, 1))
#define a_third(p, i)   (p(i, 0) || p(i, 1))
#else
#define some_writer(p)  (p(0) || p(1) || p(2))
#define a_second(p, i)  (p(i, 0) || p(i, 1) || p(i, 2))
#define a_third(p, i)   (p(i, 0) || p(i, 1) || p(i, 2))
#endif

/* Who holds it. */
#define nobody 255
byte device_hotplug_lock = nobody;
byte device_lock = nobody;
byte mem_hotplug_lock = nobody; /* percpu_down_write() alone */

/* fs/kernfs: the directory is there; who is inside a show or a store. */
bool kn_present = PRESENT;
bool kn_active[WRITERS + 1];
#define is_active(i)   kn_active[i]
#define nobody_active  (!some_writer(is_active) && !kn_active[SHOW])

/* mem->state, mem->dev.offline; is mem->nid set? */
mtype:mem = { MEM_OFFLINE, MEM_GOING_OFFLINE, MEM_ONLINE, state_unread };
#if PRESENT
mtype:mem state = MEM_ONLINE;
#else
mtype:mem state = MEM_OFFLINE;
#endif
bool dev_offline = !PRESENT;
bool nid = PRESENT;
bool links = PRESENT; /* in sysfs, between the block and its node */

/* The pages: the zone they are in, MIGRATE_ISOLATE, with the allocator,
 * counted as present; the node's N_MEMORY; memblock; sections, memmap. */
mtype:zone = { no_zone, normal, movable, zone_unread };
#if PRESENT
mtype:zone zone = normal;
#else
mtype:zone zone = no_zone;
#endif
bool isolated;
mtype:zone online_type = no_zone; /* the zone that a write asks for */
bool pages_online = PRESENT;
bool present_pages = PRESENT;
bool node_memory = PRESENT;
bool memblock = PRESENT;
bool sections = PRESENT;

/* The notifier chain: what each link knows. Pending: it has seen GOING_x
 * and not the end. These are for the properties alone. */
#define LINKS 2
mtype:link = { nothing, pending, vetoed, ended };
mtype:link told[LINKS] = nothing;
bool told_out_of_turn; /* of an end whose beginning it never saw */
bool told_twice; /* of the end */

/* What an offline found, each as it first looks at it. */
#define UNREAD 2
mtype:mem before_state = state_unread;
mtype:zone before_zone = zone_unread;
byte before_isolated = UNREAD;
byte before_present = UNREAD;

/* The threads' own. Was the node set that the reader has read? What is
 * left for the DIMM to do. */
bool show_nid;
byte left = HOTPLUGS;

/* After a fault nothing moves: see `provided`. */
mtype:fault = { no_fault, out_of_bounds, link_exists, in_use, bug_on };
mtype:fault fault = no_fault;

/* One step that does more than look. */
#define step(effect) if :: d_step { effect } fi
/* A step that only goes on. */
#define go_to(label) if :: true -> goto label fi
#define go_wrong(why, kind) \
  :: d_step { why -> fault = kind }; goto faulted
#define lock(l, self) step(l == nobody -> l = self)
inline unlock(l, self) {
  assert(l == self);
  l = nobody
}

/* blocking_notifier_call_chain(): link i agrees to GOING_x, or does not. */
#define agrees(i)  d_step { told[i] = pending }
#define refuses(i) d_step { told[i] = vetoed }
/* ... or link i is told of the end. */
inline told_end(i) {
  told_out_of_turn = told_out_of_turn || told[i] == nothing;
  told_twice = told_twice || told[i] == ended;
  told[i] = ended
}
/* The end of an online or offline: a link that is pending stays so. */
inline chain_over() {
  told_out_of_turn = false;
  told_twice = false;
  told[0] = (told[0] == pending -> pending : nothing);
  told[1] = (told[1] == pending -> pending : nothing)
}
inline forget_before() {
  before_state = state_unread;
  before_zone = zone_unread;
  before_isolated = UNREAD;
  before_present = UNREAD
}

/* memory_block_change_state(MEM_OFFLINE), offline_pages(). It goes on at
 * the label `offlined`, or with the block as it was at `not_offlined`. */
inline memory_block_offline(self) {
  step(before_state = state; state = MEM_GOING_OFFLINE);
offline_begin: /* percpu_down_write(&mem_hotplug_lock) */
  lock(mem_hotplug_lock, self);
page_zone: /* in one zone? */
  if
  :: zone == no_zone -> goto offline_failed
  :: d_step { zone != no_zone -> before_zone = zone }
  fi;
isolate: /* start_isolate_page_range() */
  if
  :: true -> goto offline_failed /* -EBUSY */
  :: d_step { before_isolated = isolated; isolated = true }
  fi;
check_node_states: /* node_states_check_changes_offline() */
  before_present = present_pages;
going_offline_0: /* nb0->notifier_call(MEM_GOING_OFFLINE) */
#if BOOT_MEMORY
  step(refuses(0));
  goto offline_vetoed_0;
#else
  if
  :: agrees(0)
#if VETO
  :: refuses(0) -> goto offline_vetoed_0
#endif
  fi;
#endif
going_offline_1: /* nb1->notifier_call(MEM_GOING_OFFLINE) */
  if
  :: agrees(1)
#if VETO
  :: refuses(1) -> goto offline_vetoed_1
#endif
  fi;
migrate: /* scan_movable_pages(), do_migrate_range() */
  if
  :: true -> goto offline_isolated
  :: true /* signal: -EINTR */
  fi;
#if CANCEL_TOLD
  /* All have agreed, all are told; after a refusal those before it. */
cancel_offline_0: /* nb0->notifier_call(MEM_CANCEL_OFFLINE) */
  step(told_end(0));
cancel_offline_1: /* nb1->notifier_call(MEM_CANCEL_OFFLINE) */
  step(told_end(1));
  goto unisolate;
offline_vetoed_1: /* nb0->notifier_call(MEM_CANCEL_OFFLINE) */
  step(told_end(0));
offline_vetoed_0:
unisolate: /* undo_isolate_page_range() */
  isolated = false;
#else
offline_vetoed_0:
offline_vetoed_1:
unisolate: /* undo_isolate_page_range() */
  isolated = false;
cancel_offline_0: /* nb0->notifier_call(MEM_CANCEL_OFFLINE) */
  step(told_end(0));
cancel_offline_1: /* nb1->notifier_call(MEM_CANCEL_OFFLINE) */
  step(told_end(1));
#endif
offline_failed: /* percpu_up_write(&mem_hotplug_lock) */
  step(unlock(mem_hotplug_lock, self); chain_over());
back_online: /* mem->state = from_state_req */
  state = MEM_ONLINE;
offline_refused: /* memory_subsys_offline(): return ret */
  step(forget_before());
  goto not_offlined;
offline_isolated: /* __offline_isolated_pages() */
  pages_online = false;
offline_present: /* zone->present_pages -= nr_pages */
  present_pages = false;
offline_node: /* node_clear_state(node, N_MEMORY) */
  node_memory = false;
offline_0: /* nb0->notifier_call(MEM_OFFLINE) */
  step(told_end(0));
offline_1: /* nb1->notifier_call(MEM_OFFLINE) */
  step(told_end(1));
#if ZONE_FOLLOWS_ONLINE
offline_poison: /* remove_pfn_range_from_zone(): page_init_poison() */
  isolated = false;
offline_shrink: /* remove_pfn_range_from_zone(): shrink_zone_span() */
  zone = no_zone;
#endif
offline_done: /* percpu_up_write(&mem_hotplug_lock) */
  step(unlock(mem_hotplug_lock, self); chain_over());
set_offline: /* mem->state = MEM_OFFLINE */
  step(state = MEM_OFFLINE; forget_before());
}

/* The block's device goes: its links, where the node of a pfn is known if
 * pfn_valid() says so; device_del(). */
inline remove_device() {
#if NID_OF_PFN
  if
  :: MEMBLOCK_PFN_VALID && !memblock -> goto lock_dead
  :: !MEMBLOCK_PFN_VALID || memblock
  fi;
links_go: /* sysfs_remove_link() */
#endif
  links = false;
lock_dead: /* device_lock(dev) */
  lock(device_lock, ACPI);
dead: /* kill_device(dev); device_unlock(dev) */
  step(unlock(device_lock, ACPI));
device_del: /* __kernfs_remove(): kernfs_deactivate() */
  kn_present = false;
drain: /* kernfs_drain() */
  nobody_active;
}

/* drivers/base/memory.c: state_store() of one word. */
active [WRITERS] proctype store() provided (fault == no_fault)
{
get_active: /* kernfs_get_active() */
  if
  :: d_step { kn_present -> kn_active[_pid] = true }
  :: !kn_present -> goto end_returned /* -ENODEV */
  fi;
#if STORE_TRIES
try_hotplug_lock: /* lock_device_hotplug_sysfs(): mutex_trylock() */
  if
  :: d_step { device_hotplug_lock == nobody -> device_hotplug_lock = _pid };
     goto write
  :: device_hotplug_lock != nobody /* restart_syscall() */
  fi;
restart: /* kernfs_put_active() */
  kn_active[_pid] = false;
  goto get_active;
#elif STORE_WAITS
wait_hotplug_lock: /* lock_device_hotplug() */
  lock(device_hotplug_lock, _pid);
#endif
write: /* which word? */
  if
  :: true -> goto lock_offline
  :: online_type = normal
#if !BOOT_MEMORY
  :: online_type = movable
#endif
  fi;

  /* device_online() */
lock_online: /* device_lock(dev) */
  lock(device_lock, _pid);
device_online: /* dev->offline */
  if
  :: !dev_offline -> goto unlock_online
  :: dev_offline
  fi;
online_already: /* memory_subsys_online(): mem->state == MEM_ONLINE */
  if
  :: state == MEM_ONLINE -> goto dev_online
  :: state != MEM_ONLINE
  fi;
online_state: /* mem->state != MEM_OFFLINE */
  if
  :: state != MEM_OFFLINE -> goto refused_type
  :: state == MEM_OFFLINE
  fi;
online_begin: /* percpu_down_write(&mem_hotplug_lock) */
  lock(mem_hotplug_lock, _pid);
move_to_zone: /* move_pfn_range_to_zone(): resize_zone_range() */
  zone = (online_type == movable -> movable : normal);
memmap_init: /* move_pfn_range_to_zone(): memmap_init_range() */
  isolated = ZONE_FOLLOWS_ONLINE;
going_online_0: /* nb0->notifier_call(MEM_GOING_ONLINE) */
  if
  :: agrees(0)
#if VETO
  :: refuses(0) -> goto online_vetoed_0
#endif
  fi;
going_online_1: /* nb1->notifier_call(MEM_GOING_ONLINE) */
  if
  :: agrees(1) -> goto online_pages_range
#if VETO
  :: refuses(1)
#endif
  fi;
#if VETO
#if CANCEL_TOLD
online_vetoed_1: /* nb0->notifier_call(MEM_CANCEL_ONLINE) */
  step(told_end(0));
online_vetoed_0:
#else
online_vetoed_0:
cancel_online_0: /* nb0->notifier_call(MEM_CANCEL_ONLINE) */
  step(told_end(0));
cancel_online_1: /* nb1->notifier_call(MEM_CANCEL_ONLINE) */
  step(told_end(1));
#endif
#if ZONE_FOLLOWS_ONLINE
online_poison: /* remove_pfn_range_from_zone(): page_init_poison() */
  isolated = false;
online_shrink: /* remove_pfn_range_from_zone(): shrink_zone_span() */
  zone = no_zone;
#endif
online_failed: /* percpu_up_write(&mem_hotplug_lock) */
  step(unlock(mem_hotplug_lock, _pid); chain_over());
  goto refused_type;
#endif
online_pages_range: /* online_pages_range(pfn, nr_pages) */
  pages_online = true;
online_present: /* zone->present_pages += nr_pages */
  present_pages = true;
online_node: /* node_set_state(node, N_MEMORY) */
  node_memory = true;
#if ZONE_FOLLOWS_ONLINE
online_undo_isolate: /* undo_isolate_page_range() */
  isolated = false;
#endif
online_0: /* nb0->notifier_call(MEM_ONLINE) */
  step(told_end(0));
online_1: /* nb1->notifier_call(MEM_ONLINE) */
  step(told_end(1));
online_done: /* percpu_up_write(&mem_hotplug_lock) */
  step(unlock(mem_hotplug_lock, _pid); chain_over());
set_online: /* mem->state = MEM_ONLINE */
  state = MEM_ONLINE;
reset_type: /* mem->online_type = MMOP_OFFLINE */
  online_type = no_zone;
dev_online: /* dev->offline = false */
  dev_offline = false;
  goto unlock_online;
refused_type: /* mem->online_type = MMOP_OFFLINE */
  online_type = no_zone;
unlock_online: /* device_unlock(dev) */
  step(unlock(device_lock, _pid));
  goto hotplug_unlock;

  /* device_offline() */
lock_offline: /* device_lock(dev) */
  lock(device_lock, _pid);
device_offline: /* dev->offline */
  if
  :: dev_offline -> goto unlock_offline
  :: !dev_offline
  fi;
offline_already: /* memory_subsys_offline(): mem->state == MEM_OFFLINE */
  if
  :: state == MEM_OFFLINE -> goto set_dev_offline
  :: state != MEM_OFFLINE
  fi;
offline_state: /* mem->state != MEM_ONLINE */
  if
  :: state != MEM_ONLINE -> goto not_offlined
  :: state == MEM_ONLINE
  fi;
going_offline: /* mem->state = MEM_GOING_OFFLINE */
  memory_block_offline(_pid);
offlined:
set_dev_offline: /* dev->offline = true */
  dev_offline = true;
unlock_offline: /* device_unlock(dev) */
  step(unlock(device_lock, _pid));
  goto hotplug_unlock;
not_offlined:
unlock_refused: /* device_unlock(dev) */
  step(unlock(device_lock, _pid));
hotplug_unlock: /* unlock_device_hotplug() */
#if STORE_TRIES || STORE_WAITS
  step(unlock(device_hotplug_lock, _pid); online_type = no_zone);
#endif
put_active: /* kernfs_put_active() */
  kn_active[_pid] = false;
end_returned:
  false;
faulted:
  false
}

/* drivers/base/memory.c: valid_zones_show(). */
active proctype valid_zones_show() provided (fault == no_fault)
{
end_get_active: /* kernfs_get_active() */
  step(kn_present -> kn_active[_pid] = true);
#if READS_NID_FIRST
load_nid: /* int nid = mem->nid */
  show_nid = nid;
#endif
online: /* mem->state == MEM_ONLINE */
  if
  :: d_step { state == MEM_ONLINE -> show_nid = false }; goto put_active
  :: state != MEM_ONLINE
  fi;
#if !READS_NID_FIRST
load_nid: /* nid = mem->nid */
  show_nid = nid;
#endif
zone_for: /* zone_for_pfn_range(): NODE_DATA(nid) */
  if
  :: d_step { show_nid -> show_nid = false }; goto put_active
#if NID_ZERO
  :: !show_nid
#else
  go_wrong(!show_nid, out_of_bounds)
#endif
  fi;
#if NID_ZERO
wrong_node: /* the zones of node 0 */
  true;
#endif
put_active: /* kernfs_put_active() */
  kn_active[_pid] = false;
end_returned:
  false;
faulted:
  false
}

/* drivers/acpi/scan.c: acpi_device_hotplug(); mm/memory_hotplug.c. */
active proctype acpi() provided (fault == no_fault)
{
next: /* insertion or ejection? */
  if
  :: left == 0 -> goto end_returned
  :: d_step { left > 0 && sections -> left-- }; goto eject
  :: d_step { left > 0 && !sections -> left-- }
  fi;

  /* add_memory() */
insert: /* lock_device_hotplug() */
#if HOTPLUG_LOCK
  lock(device_hotplug_lock, ACPI);
#else
  true;
#endif
add_begin: /* percpu_down_write(&mem_hotplug_lock) */
  lock(mem_hotplug_lock, ACPI);
add_memblock: /* memblock_add_node() */
  memblock = true;
add_sections: /* arch_add_memory() */
  sections = true;
add_block: /* add_memory_block(): kzalloc() */
  step(state = MEM_OFFLINE; dev_offline = true; nid = false;
    online_type = no_zone);
#if NID_FIRST
set_nid: /* memory_block_add_nid() */
  nid = true;
#endif
device_add: /* device_add_attrs(dev) */
  kn_present = true;
attach: /* device_lock(dev) */
  lock(device_lock, ACPI);
attached: /* device_unlock(dev) */
  step(unlock(device_lock, ACPI));
#if !NID_FIRST
set_nid: /* memory_block_add_nid() */
  nid = true;
#endif
link: /* sysfs_create_link_nowarn(); BUG_ON(ret) */
  if
  go_wrong(links, link_exists)
  :: d_step { !links -> links = true }
  fi;
add_done: /* percpu_up_write(&mem_hotplug_lock) */
  step(unlock(mem_hotplug_lock, ACPI));
added: /* unlock_device_hotplug() */
#if HOTPLUG_LOCK
  step(unlock(device_hotplug_lock, ACPI));
#else
  true;
#endif
  goto next;

eject: /* lock_device_hotplug() */
#if HOTPLUG_LOCK
  lock(device_hotplug_lock, ACPI);
#else
  true;
#endif
#if WRITES_STATE
check_online: /* check_memblock_online(): mem->state != MEM_ONLINE */
  if
  :: state != MEM_ONLINE -> goto try_remove
  :: state == MEM_ONLINE
  fi;
#else
lock_device: /* device_lock(dev) */
  lock(device_lock, ACPI);
device_offline: /* dev->offline */
  if
  :: dev_offline -> goto unlock_offline
  :: !dev_offline
  fi;
offline_already: /* memory_subsys_offline(): mem->state == MEM_OFFLINE */
  if
  :: state == MEM_OFFLINE -> goto set_dev_offline
  :: state != MEM_OFFLINE
  fi;
offline_state: /* mem->state != MEM_ONLINE */
  if
  :: state != MEM_ONLINE -> goto unlock_refused
  :: state == MEM_ONLINE
  fi;
#endif
going_offline: /* mem->state = MEM_GOING_OFFLINE */
  memory_block_offline(ACPI);
offlined:
#if !WRITES_STATE
set_dev_offline: /* dev->offline = true */
  dev_offline = true;
unlock_offline: /* device_unlock(dev) */
  step(unlock(device_lock, ACPI));
#endif

  /* try_remove_memory(): what of it comes when is the design's. */
try_remove:
#if CHECK_UNDER_LOCK
remove_begin: /* percpu_down_write(&mem_hotplug_lock) */
  lock(mem_hotplug_lock, ACPI);
#endif
check_offline: /* check_memblock_offlined_cb(); __remove_memory(): BUG() */
  if
  go_wrong(state != MEM_OFFLINE, bug_on)
  :: state == MEM_OFFLINE
  fi;
#if REMOVE_DEVICES_FIRST
unlink: /* get_nid_for_pfn(), or sysfs_remove_link() */
  remove_device();
#endif
#if !CHECK_UNDER_LOCK
remove_begin: /* percpu_down_write(&mem_hotplug_lock) */
  lock(mem_hotplug_lock, ACPI);
#endif
#if MEMBLOCK_FIRST
memblock_remove: /* memblock_remove(start, size) */
  memblock = false;
#endif
#if !REMOVE_DEVICES_FIRST
unlink: /* sysfs_remove_link() */
  remove_device();
#endif
#if !ZONE_FOLLOWS_ONLINE
remove_zone: /* __remove_zone(): shrink_zone_span() */
  zone = no_zone;
#endif
remove_sections: /* __remove_pages(): sparse_remove_section() */
  if
  go_wrong(pages_online, in_use)
  :: d_step { !pages_online -> sections = false }
  fi;
#if !MEMBLOCK_FIRST
memblock_remove: /* memblock_remove(start, size) */
  memblock = false;
#endif
remove_done: /* percpu_up_write(&mem_hotplug_lock) */
  step(unlock(mem_hotplug_lock, ACPI));
accepted: /* unlock_device_hotplug() */
#if HOTPLUG_LOCK
  step(unlock(device_hotplug_lock, ACPI));
#else
  true;
#endif
  goto next;

not_offlined:
#if !WRITES_STATE
unlock_refused: /* device_unlock(dev) */
  step(unlock(device_lock, ACPI));
#endif
refused: /* unlock_device_hotplug() */
#if HOTPLUG_LOCK
  step(unlock(device_hotplug_lock, ACPI));
#else
  true;
#endif
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
hidden byte valid_zones_has_node, no_link_twice;
hidden byte no_removal_while_online, removes_offline_only, no_deadlock;
hidden byte notifier_told_the_end, cancel_to_told_only;
hidden byte offline_in_no_zone, no_isolation_left, failed_offline_as_before;
hidden byte node_follows_memory, valid_zones_own_node, device_agrees;
hidden byte refused_eject_leaves_online, accepted_eject_leaves_none;
hidden byte accepted_eject_leaves_no_link;
hidden byte boot_memory_stays, offline_seen_in_state, migrated_while_isolated;
hidden byte no_file_of_removed_block, accepted_add_leaves_block;
/* These are to be reached: the assertion has to fail. */
hidden byte eject_gets_through, add_gets_through, write_gets_through;
hidden byte eject_offlines, offline_gets_through, offline_zones_read;
hidden byte online_movable_gets_through;

#define same(before, unread, now) (before == unread || before == now)
#define as_before (pages_online && \
  same(before_state, state_unread, state) && \
  same(before_zone, zone_unread, zone) && \
  same(before_isolated, UNREAD, isolated) && \
  same(before_present, UNREAD, present_pages))
#define unlocked (mem_hotplug_lock == nobody)
#if NID_ZERO
#define at_wrong_node (valid_zones_show@wrong_node)
#else
#define at_wrong_node false
#endif

/* The DIMM's thread and a writer wait for each other, also by way of other
 * writers, whatever the reader still does: no invalid end until it has come
 * to its own, or a fault has come first. Writers alone lock in one order. */
#if STORE_WAITS
#define store_at_hotplug(i) (store[i]@wait_hotplug_lock)
#else
#define store_at_hotplug(i) false
#endif
#if WRITES_STATE
#define acpi_at_device (acpi@attach || acpi@lock_dead)
#else
#define acpi_at_device (acpi@attach || acpi@lock_dead || acpi@lock_device)
#endif
#define store_waits(i, whom) ( \
  device_hotplug_lock == whom && store_at_hotplug(i) || \
  device_lock == whom && (store[i]@lock_online || store[i]@lock_offline) || \
  mem_hotplug_lock == whom && \
    (store[i]@online_begin || store[i]@offline_begin))
#define waits_1(i) store_waits(i, ACPI)
#define first_1(i, j) (store_waits(i, j) && waits_1(j))
#define waits_2(i) (waits_1(i) || a_second(first_1, i))
#define first_2(i, j) (store_waits(i, j) && waits_2(j))
#define waits_3(i) (waits_1(i) || a_third(first_2, i))
#define acpi_waits(i) ( \
  device_hotplug_lock == i && HOTPLUG_LOCK && (acpi@insert || acpi@eject) || \
  device_lock == i && acpi_at_device || \
  mem_hotplug_lock == i && \
    (acpi@add_begin || acpi@offline_begin || acpi@remove_begin) || \
  kn_active[i] && acpi@drain)
#define in_a_cycle(i) (acpi_waits(i) && waits_3(i))

#define at_migrate(i) (store[i]@migrate || store[i]@offline_isolated)
#define migrates ( \
  some_writer(at_migrate) || acpi@migrate || acpi@offline_isolated)
#define at_begin(i)    store[i]@offline_begin
#define at_refused(i)  store[i]@offline_refused
#define at_offline(i)  store[i]@set_offline
#define at_online(i)   store[i]@set_online
#define at_changed(i) \
  (store[i]@set_online || store[i]@set_offline || store[i]@back_online)
/* Inside a store or a show function of the block. */
#define stores_of_none(i) \
  (!store[i]@get_active && !store[i]@end_returned && !kn_active[i])
#define shows  (!valid_zones_show@end_get_active && \
  !valid_zones_show@end_returned)
#define EJECTS (!BOOT_MEMORY && (PRESENT || HOTPLUGS > 1))
#define ADDS   (!PRESENT || !BOOT_MEMORY && HOTPLUGS > 1)

#define ask(wrong, name) :: atomic { wrong -> assert(name) }
#define good             (fault == no_fault)
active proctype monitor()
{
end_watch:
  do
  ask(fault == out_of_bounds, valid_zones_has_node)
  ask(fault == link_exists, no_link_twice)
  ask(fault == in_use, no_removal_while_online)
  ask(fault == bug_on, removes_offline_only)
#if ASK
  ask(good && some_writer(in_a_cycle), no_deadlock)
  ask(good && (told_twice || unlocked &&
      (told[0] == pending || told[1] == pending)), notifier_told_the_end)
  ask(good && told_out_of_turn, cancel_to_told_only)
  ask(good && unlocked && (zone != no_zone) != pages_online,
      offline_in_no_zone)
  ask(good && unlocked && pages_online && isolated, no_isolation_left)
  ask(good && (some_writer(at_refused) || acpi@offline_refused) &&
      !as_before, failed_offline_as_before)
  ask(good && unlocked && node_memory != present_pages,
      node_follows_memory)
  ask(good && (migrates || some_writer(at_begin) || acpi@offline_begin) &&
      state != MEM_GOING_OFFLINE, offline_seen_in_state)
  ask(good && migrates && !isolated, migrated_while_isolated)
  ask(good && (some_writer(stores_of_none) || shows && !kn_active[SHOW] ||
      !kn_present && !acpi@drain && !nobody_active),
      no_file_of_removed_block)
  ask(good && acpi@added && !(kn_present && sections && memblock),
      accepted_add_leaves_block)
  ask(good && at_wrong_node, valid_zones_own_node)
  ask(good && device_lock == nobody && kn_present &&
      dev_offline != (state == MEM_OFFLINE), device_agrees)
  ask(good && acpi@refused && !(state == MEM_ONLINE && pages_online),
      refused_eject_leaves_online)
  ask(good && acpi@accepted &&
      (kn_present || sections || zone != no_zone || memblock),
      accepted_eject_leaves_none)
  ask(good && acpi@accepted && links, accepted_eject_leaves_no_link)
  ask(good && BOOT_MEMORY && !pages_online, boot_memory_stays)
#endif
#if ASK == 1
  ask(good && EJECTS && acpi@accepted, eject_gets_through)
  ask(good && ADDS && acpi@added, add_gets_through)
  ask(good && EJECTS && acpi@set_offline, eject_offlines)
  ask(good && !BOOT_MEMORY && PRESENT && some_writer(at_offline),
      offline_gets_through)
  ask(good && ADDS && zone == movable && some_writer(at_online),
      online_movable_gets_through)
  ask(good && valid_zones_show@zone_for, offline_zones_read)
  ask(good && some_writer(at_changed), write_gets_through)
#endif
  od
}
