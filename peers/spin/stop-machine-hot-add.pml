/* SPDX-License-Identifier: MIT */
/*
 * arm64 hot-add's linear mapping, made by a stop_machine() callback or in
 * the task's own context, at the bound `tiny`: two CPUs, one reader of
 * swapper_pg_dir, one PMD entry of one page. What it is about and where
 * each step stands in the kernel: models/stop-machine-hot-add. How it is
 * run, and why the states are the same ones: README.md beside this file.
 *
 * Each label is one place at which another thread may come between. Each
 * option below it is one step, atomic if it does more than look.
 *
 * Decisions of the design, each 0 or 1, given with -D:
 *   STOP_MACHINE         the mapping is made by a stop_machine() callback
 *   GFP_ATOMIC           tables are asked for with GFP_ATOMIC; else with
 *                        GFP_KERNEL
 *   PREALLOCATE          ... before stop_machine(), by the task
 *   UNWIND               the mapping is undone if __add_pages() fails
 *   CPUSLOCKED           ... by stop_machine_cpuslocked()
 *   FIXMAP_LOCK          alloc_init_pud() holds fixmap_lock
 * The configuration:
 *   DEBUG_ATOMIC_SLEEP   CONFIG_DEBUG_ATOMIC_SLEEP
 *   MEMORY_LOW           packets use memory up, until GFP_ATOMIC fails
 *   LISTS_EMPTY          ... no page lies on CPU 1's list; else one does
 *   DEBUG_PAGEALLOC      debug_pagealloc: the memory is mapped by pages
 *   PTLOCK_ALLOC         a page table's spinlock is allocated apart
 *   CPU_HOTPLUG          a CPU comes up or goes down meanwhile
 *   MARKS_RODATA         kernel_init marks read-only data meanwhile
 * ASK is 1 to ask what must be true of every state: see the monitor.
 */
#define CPUS 2

/* Page tables that the mapping takes: a PMD page, perhaps a PTE page. */
#define TABLES   (1 + DEBUG_PAGEALLOC)
/* Watermarks: low and min; 3/4 of min for a real-time task, as a stopper is;
 * 3/8 for GFP_ATOMIC. */
#define WMARK_LOW    5
#define WMARK_MIN    4
#define WMARK_HARDER 3
#define WMARK_ATOMIC 2
/* A page lies on the list of CPU 1. */
#define LISTED   (MEMORY_LOW && !LISTS_EMPTY)
#define FREE     (WMARK_LOW + TABLES)
#define PAGES    (FREE + LISTED)

/* What each CPU does. A stopper thread is on it; somebody has preemption
 * off there: the stopper, or on CPU 0 the task hot_add; the stopper has
 * interrupts off. */
bool stopper_on[CPUS];
bool preempt_off[CPUS];
bool irqs_off[CPUS];
/* The stopper's class comes before all tasks, but it preempts: it has to
 * wait for preempt_enable(), as other tasks have. */
#define hot_add_runs      (!stopper_on[0])
#define task_runs(cpu)    (!stopper_on[cpu] && !preempt_off[cpu])
#define stopper_runs(cpu) (stopper_on[cpu] || !preempt_off[cpu])
#define softirq_runs(cpu) (!irqs_off[cpu])
/* in_atomic() || irqs_disabled() of the thread that runs there. */
#define in_atomic(cpu)    (preempt_off[cpu] || irqs_off[cpu])

/* kernel/stop_machine.c: msdata.state, msdata.thread_ack, done.nr_todo, the
 * work queued on each CPU; multi_cpu_stop()'s curstate. */
#define MULTI_STOP_NONE        0
#define MULTI_STOP_PREPARE     1
#define MULTI_STOP_DISABLE_IRQ 2
#define MULTI_STOP_RUN         3
#define MULTI_STOP_EXIT        4
byte msdata_state = MULTI_STOP_NONE;
byte thread_ack;
byte nr_todo;
bool works[CPUS];
byte curstate[CPUS] = MULTI_STOP_NONE;

/* cpu_hotplug_lock: how often hot_add holds it for reading; cpu_up has
 * blocked readers. */
byte readers;
bool writer;

/* mm/page_alloc.c: free pages, and those on each CPU's own list; the work
 * that gives them back is queued, or runs; GFP_KERNEL has been used where it
 * may not, whether or not anybody noticed. */
byte nr_free = FREE;
byte pcp_0;
byte pcp_1 = LISTED;
#define pcp(cpu) pcp_##cpu
bool pcpu_drain[CPUS];
bool slept_in_atomic;

/* Whose tables the slots of the fixmap map. */
mtype:whose = { nobody, linear, rodata };
mtype:whose fix_pud = nobody;
mtype:whose fix_pmd = nobody;
mtype:whose fix_pte = nobody;
bool fixmap_lock;

/* swapper_pg_dir: one PUD entry, the PMD entry below it, the PTE below
 * that. `garbage` leads to a table that was not cleared. */
mtype:entry = { none, table, garbage, block };
mtype:entry pud = none;
mtype:entry pmd = none;
bool pte;
byte pool; /* tables allocated ahead */
bool added; /* __add_pages() has succeeded */
bool zeroed; /* the table in hand has been cleared */
mtype:entry followed = none; /* ptdump's own: the entry it came through */
bool shown; /* ptdump has met the memory mapped */

/* After a fault nothing moves: see `provided`. */
mtype:fault = { no_fault, sleeping, bug_on, uninitialised, wild, stray };
mtype:fault fault = no_fault;

/* One step that does more than look. */
#define step(effect) if :: d_step { effect } fi
/* A step that only goes on. */
#define go_to(label)  if :: true -> goto label fi
#define go_wrong(why, kind) \
  :: d_step { why -> fault = kind }; goto faulted

/* __schedule(): gives up the CPU, and all that was disabled there:
 * __schedule_bug() resets preempt_count, and who comes next brings its own
 * interrupt flag. */
inline schedule(cpu) {
  irqs_off[cpu] = false;
  preempt_off[cpu] = false;
  stopper_on[cpu] = false
}

/* __get_free_page(), from `p_alloc` to `got`; to `null` without a page. The
 * fast path stops at the low watermark, the slow path at that of its mask and
 * task. Then GFP_ATOMIC fails; GFP_KERNEL reclaims: a page goes to CPU 0's own
 * list, each CPU with such pages has them given back, which is waited for.
 * Woken, a stopper is switched to at once. */
#define used_here(cpu) \
  slept_in_atomic = slept_in_atomic || in_atomic(cpu)
#if DEBUG_ATOMIC_SLEEP
#define might_sleep(cpu)  go_wrong(in_atomic(cpu), sleeping)
#define goes_on(cpu)      !in_atomic(cpu)
#else
#define might_sleep(cpu)
#define goes_on(cpu)      true
#endif
#define QUEUE(this, cpu, next) \
this: /* queue_work_on(cpu, mm_percpu_wq, work) */ \
  if \
  :: d_step { pcp(cpu) > 0 -> pcpu_drain[cpu] = true } \
  :: pcp(cpu) == 0 -> goto next \
  fi;
#if GFP_ATOMIC
#define GET_FREE_PAGE(p, stopper, got, null) \
p##_alloc: /* __get_free_page(GFP_ATOMIC | __GFP_ZERO) */ \
  if \
  :: d_step { nr_free > WMARK_LOW -> nr_free-- }; goto got \
  :: nr_free <= WMARK_LOW -> goto p##_slow \
  fi; \
p##_slow: /* __alloc_pages_slowpath(): get_page_from_freelist() */ \
  if \
  :: d_step { nr_free > WMARK_ATOMIC -> nr_free-- }; goto got \
  :: nr_free <= WMARK_ATOMIC -> goto null \
  fi;
#else
#define MARK(stopper) (stopper -> WMARK_HARDER : WMARK_MIN)
#define ALLOC(p, stopper, got) \
p##_alloc: /* __get_free_page(GFP_KERNEL | __GFP_ZERO) */ \
  if \
  might_sleep(0) \
  :: d_step { goes_on(0) && nr_free > WMARK_LOW -> \
       used_here(0); nr_free-- }; \
     goto got \
  :: d_step { goes_on(0) && nr_free <= WMARK_LOW -> used_here(0) }; \
     goto p##_slow \
  fi; \
p##_slow: /* __alloc_pages_slowpath(): get_page_from_freelist() */ \
  if \
  :: d_step { nr_free > MARK(stopper) -> nr_free-- }; goto got \
  :: nr_free <= MARK(stopper) -> goto p##_reclaim \
  fi; \
p##_reclaim: /* __perform_reclaim(): a clean page */ \
  pcp_0++;
#if LISTS_EMPTY
#define GET_FREE_PAGE(p, stopper, got, null) \
  ALLOC(p, stopper, got) \
  QUEUE(p##_queue0, 0, p##_schedule) \
p##_schedule: /* flush_work(): schedule() */ \
  step(schedule(0)); \
p##_flush0: /* flush_work(): CPU 0's */ \
  step(!pcpu_drain[0] -> stopper_on[0] = stopper); \
  goto p##_slow;
#else
#define GET_FREE_PAGE(p, stopper, got, null) \
  ALLOC(p, stopper, got) \
  QUEUE(p##_queue0, 0, p##_queue1) \
  QUEUE(p##_queue1, 1, p##_schedule) \
p##_schedule: /* flush_work(): schedule() */ \
  step(schedule(0)); \
p##_flush0: /* flush_work(): CPU 0's */ \
  !pcpu_drain[0]; \
p##_flush1: /* flush_work(): CPU 1's */ \
  step(!pcpu_drain[1] -> stopper_on[0] = stopper); \
  goto p##_slow;
#endif
#endif
/* ptlock_alloc(): kmem_cache_alloc(page_ptl_cachep, GFP_KERNEL) */
#if PTLOCK_ALLOC
#define PTLOCK(this) \
this: \
  if \
  might_sleep(0) \
  :: d_step { goes_on(0) -> used_here(0) } \
  fi;
#else
#define PTLOCK(this)
#endif

/* What reads or writes a table does so through a slot of the fixmap. */
#define through(slot) go_wrong(slot != linear, stray)

/* __create_pgd_mapping(), arch/arm64/mm/mmu.c: on CPU 0, in the callback or
 * in the task, from the label `map`. It goes on at the label `mapped`. */
inline create_pgd_mapping() {
#if FIXMAP_LOCK
  step(!fixmap_lock -> fixmap_lock = true); /* mutex_lock(&fixmap_lock) */
#endif
  fix_pud = linear; /* alloc_init_pud(): pud_set_fixmap_offset() */
pud_none: /* alloc_init_cont_pmd(): pud_none(*pud) */
  if
  through(fix_pud)
#if PREALLOCATE
  :: fix_pud == linear && pud == none -> goto pmd_from_pool
#else
  :: fix_pud == linear && pud == none -> goto pmd_alloc
#endif
  :: fix_pud == linear && pud != none -> goto pmd_set_fixmap
  fi;
#if PREALLOCATE
pmd_from_pool: /* pgd_pgtable_alloc(): the next table kept */
  if
  :: d_step { pool > 0 -> pool--; zeroed = true }; goto pud_populate
  :: pool == 0 -> goto bug
  fi;
#else
  GET_FREE_PAGE(pmd, STOP_MACHINE, pmd_clear, bug)
pmd_clear: /* pgd_pgtable_alloc(): clear_page(), dsb(ishst) */
  zeroed = true;
  PTLOCK(pmd_ptlock)
#endif
pud_populate: /* __pud_populate(pud, pmd_phys) */
  if
  through(fix_pud)
  :: d_step { fix_pud == linear ->
       pud = (zeroed -> table : garbage); zeroed = false }
  fi;
pmd_set_fixmap: /* init_pmd(): found through the PUD entry */
  if
  through(fix_pud)
  :: d_step { fix_pud == linear -> fix_pmd = linear }
  fi;
#if DEBUG_PAGEALLOC
pmd_none: /* alloc_init_cont_pte(): pmd_none(*pmd) */
  if
  through(fix_pmd)
#if PREALLOCATE
  :: fix_pmd == linear && pmd == none -> goto pte_from_pool
#else
  :: fix_pmd == linear && pmd == none -> goto pte_alloc
#endif
  :: fix_pmd == linear && pmd != none -> goto pte_set_fixmap
  fi;
#if PREALLOCATE
pte_from_pool: /* pgd_pgtable_alloc(): the next table kept */
  if
  :: d_step { pool > 0 -> pool--; zeroed = true }; goto pmd_populate
  :: pool == 0 -> goto bug
  fi;
#else
  GET_FREE_PAGE(pte, STOP_MACHINE, pte_clear, bug)
pte_clear: /* pgd_pgtable_alloc(): clear_page(), dsb(ishst) */
  zeroed = true;
  PTLOCK(pte_ptlock)
#endif
pmd_populate: /* __pmd_populate(pmd, pte_phys) */
  if
  through(fix_pmd)
  :: d_step { fix_pmd == linear ->
       pmd = (zeroed -> table : garbage); zeroed = false }
  fi;
pte_set_fixmap: /* init_pte(): found through the PMD entry */
  if
  through(fix_pmd)
  :: d_step { fix_pmd == linear -> fix_pte = linear }
  fi;
set_pte: /* init_pte(): set_pte(pte, pfn_pte()) */
  if
  through(fix_pte)
  :: d_step { fix_pte == linear -> pte = true }
  fi;
pte_clear_fixmap: /* init_pte() */
  fix_pte = nobody;
#else
pmd_set_huge: /* init_pmd(): pmd_set_huge(pmd, phys, prot) */
  if
  through(fix_pmd)
  :: d_step { fix_pmd == linear -> pmd = block }
  fi;
#endif
pmd_next: /* init_pmd(): while (addr != end) */
  go_to(pmd_clear_fixmap);
pmd_clear_fixmap: /* init_pmd() */
  fix_pmd = nobody;
pud_clear_fixmap: /* alloc_init_pud() */
  fix_pud = nobody;
#if FIXMAP_LOCK
unlock_fixmap: /* mutex_unlock(&fixmap_lock) */
  fixmap_lock = false;
#endif
  goto mapped;
#if PREALLOCATE || GFP_ATOMIC
bug: /* pgd_pgtable_alloc(): if (!ptr) BUG() */
  if
  go_wrong(true, bug_on)
  fi;
#endif
}

/* cpu_stopper_thread() and multi_cpu_stop(). These two processes come
 * first, so that _pid is the CPU; CPU 0 is the one that runs the callback. */
#define sees(state) (msdata_state == state && curstate[_pid] != state)
#define enters(state) d_step { sees(state) -> curstate[_pid] = state }
active [CPUS] proctype migration()
  provided (fault == no_fault && stopper_runs(_pid))
{
end_sleeping: /* cpu_stopper_thread(): list_del_init(&work->list) */
  step(works[_pid] -> works[_pid] = false; stopper_on[_pid] = true);
preempt_count_inc: /* cpu_stopper_thread(): preempt_count_inc() */
  preempt_off[_pid] = true;
loop: /* multi_cpu_stop(): if (msdata->state != curstate) */
  if
  :: enters(MULTI_STOP_PREPARE) -> goto ack_state
  :: enters(MULTI_STOP_DISABLE_IRQ) -> goto local_irq_disable
#if STOP_MACHINE
  :: d_step { _pid == 0 && sees(MULTI_STOP_RUN) ->
       curstate[_pid] = MULTI_STOP_RUN };
     goto map
  :: d_step { _pid != 0 && sees(MULTI_STOP_RUN) ->
       curstate[_pid] = MULTI_STOP_RUN };
     goto ack_state
#endif
  :: enters(MULTI_STOP_EXIT) -> goto ack_state
  fi;
local_irq_disable: /* multi_cpu_stop(): local_irq_disable() */
  irqs_off[_pid] = true;
  goto ack_state;
#if STOP_MACHINE
map: /* alloc_init_pud() */
  create_pgd_mapping();
#endif
mapped: /* the callback has returned */
ack_state: /* ack_state(): atomic_dec_and_test(&msdata->thread_ack) */
  if
  :: d_step { thread_ack == 1 -> thread_ack = 0 }; goto set_state
  :: d_step { thread_ack > 1 && curstate[_pid] != MULTI_STOP_EXIT ->
       thread_ack-- };
     goto loop
  :: d_step { thread_ack > 1 && curstate[_pid] == MULTI_STOP_EXIT ->
       thread_ack--; curstate[_pid] = MULTI_STOP_NONE };
     goto irq_restore
  fi;
set_state: /* ack_state(): set_state(msdata, msdata->state + 1) */
  if
  :: d_step { curstate[_pid] != MULTI_STOP_EXIT ->
       thread_ack = CPUS; msdata_state++ };
     goto loop
  :: d_step { curstate[_pid] == MULTI_STOP_EXIT -> thread_ack = CPUS;
       msdata_state = MULTI_STOP_NONE; curstate[_pid] = MULTI_STOP_NONE };
     goto irq_restore
  fi;
irq_restore: /* multi_cpu_stop(): local_irq_restore(flags) */
  irqs_off[_pid] = false;
signal_done: /* cpu_stop_signal_done(): --done->nr_todo */
  nr_todo--;
preempt_count_dec: /* cpu_stopper_thread(): no more work */
  step(schedule(_pid));
  goto end_sleeping;
faulted:
  false
}

/* add_memory_resource(), arch_add_memory(): a task on CPU 0. */
active proctype hot_add() provided (fault == no_fault && hot_add_runs)
{
cpus_read_lock: /* mem_hotplug_begin() */
  step(!writer -> readers++);
#if PREALLOCATE
  GET_FREE_PAGE(pool, false, pool_got, error)
pool_got:
  PTLOCK(pool_ptlock)
pool_add: /* hotplug_paging(): one more for the callback */
  if
  :: d_step { pool + 1 < TABLES -> pool++ }; goto pool_alloc
  :: d_step { pool + 1 == TABLES -> pool++ }
  fi;
#endif
#if STOP_MACHINE
#if !CPUSLOCKED
stop_cpus_read_lock: /* stop_machine(): cpus_read_lock() */
  step(!writer -> readers++);
#endif
stop_machine: /* set_state(&msdata, MULTI_STOP_PREPARE) */
  step(thread_ack = CPUS; msdata_state = MULTI_STOP_PREPARE);
init_done: /* __stop_cpus(): cpu_stop_init_done(&done, nr) */
  nr_todo = CPUS;
queue_preempt_disable: /* queue_stop_cpus_work(): preempt_disable() */
  preempt_off[0] = true;
queue_work0: /* queue_stop_cpus_work(): cpu_stop_queue_work(0) */
  works[0] = true;
queue_work1: /* queue_stop_cpus_work(): cpu_stop_queue_work(1) */
  works[1] = true;
queue_preempt_enable: /* queue_stop_cpus_work(): preempt_enable() */
  preempt_off[0] = false;
wait_for_completion: /* __stop_cpus(): wait_for_completion() */
  nr_todo == 0;
#if !CPUSLOCKED
stop_cpus_read_unlock: /* stop_machine(): cpus_read_unlock() */
  readers--;
#endif
#else
map: /* alloc_init_pud() */
  create_pgd_mapping();
#endif
mapped:
add_pages: /* arch_add_memory(): __add_pages() */
  if
  :: added = true; goto cpus_read_unlock
#if UNWIND
  :: true -> goto unmap
#else
  :: true -> goto error
#endif
  fi;
#if UNWIND
unmap: /* __remove_pgd_mapping(): the leaf entry alone */
#if DEBUG_PAGEALLOC
  pte = false;
#else
  pmd = none;
#endif
  goto error;
#endif
cpus_read_unlock: /* mem_hotplug_done() */
  readers--;
end_added:
  false;
error: /* mem_hotplug_done() */
  readers--;
end_failed:
  false;
faulted:
  false
}

/* ptdump_walk_pgd(), arch/arm64/mm/dump.c: a task on CPU 1, no lock. */
active proctype ptdump() provided (fault == no_fault && task_runs(1))
{
walk_pud: /* if (pud_none(*pud)) */
  if
  go_wrong(pud == garbage, uninitialised)
  :: d_step { pud == table -> followed = pud }; goto walk_pmd
  :: pud == none -> goto end_returned
  fi;
walk_pmd: /* if (pmd_none(*pmd) || pmd_sect(*pmd)) */
  if
  go_wrong(followed != table, wild)
  go_wrong(followed == table && pmd == garbage, uninitialised)
  :: d_step { followed == table && pmd == table -> followed = pmd };
     goto walk_pte
  :: d_step { followed == table && (pmd == none || pmd == block) ->
       shown = (pmd == block); followed = none };
     goto end_returned
  fi;
walk_pte: /* note_page(st, addr, 4, pte_val(*pte)) */
  if
  go_wrong(followed != table, wild)
  :: d_step { followed == table -> shown = pte; followed = none };
     goto end_returned
  fi;
end_returned:
  false;
faulted:
  false
}

#if MEMORY_LOW
/* __page_frag_cache_refill(): a softirq on CPU 1 that packets come in by. */
active proctype net_rx() provided (fault == no_fault && softirq_runs(1))
{
refill: /* alloc_pages_node(NUMA_NO_NODE, GFP_ATOMIC, 0) */
  if
  :: d_step { nr_free > WMARK_ATOMIC -> nr_free-- }; goto refill
  :: nr_free <= WMARK_ATOMIC -> goto end_returned
  fi;
end_returned:
  false
}

/* drain_local_pages_wq(), on the worker of each CPU. */
#define WORKER(cpu) \
end_drain: /* drain_local_pages(NULL) */ \
  step(pcpu_drain[cpu] -> nr_free = nr_free + pcp(cpu); pcp(cpu) = 0); \
done: /* <the work is done> */ \
  pcpu_drain[cpu] = false; \
  goto end_drain
active proctype kworker0() provided (fault == no_fault && task_runs(0))
{
  WORKER(0)
}
#if !LISTS_EMPTY
active proctype kworker1() provided (fault == no_fault && task_runs(1))
{
  WORKER(1)
}
#endif
#endif

#if CPU_HOTPLUG
/* _cpu_up(): a task on CPU 1. */
active proctype cpu_up() provided (fault == no_fault && task_runs(1))
{
cpus_write_lock: /* readers_block = 1 */
  writer = true;
readers_gone: /* readers_active_check() */
  readers == 0;
cpus_write_unlock:
  writer = false;
end_returned:
  false;
faulted:
  false
}
#endif

#if MARKS_RODATA
/* mark_rodata_ro(): the same slots, other tables; a task on CPU 1. */
active proctype kernel_init() provided (fault == no_fault && task_runs(1))
{
#if FIXMAP_LOCK
lock_fixmap: /* mutex_lock(&fixmap_lock) */
  step(!fixmap_lock -> fixmap_lock = true);
#endif
pud_set_fixmap: /* alloc_init_pud() */
  fix_pud = rodata;
pmd_set_fixmap: /* init_pmd(): found through the PUD entry */
  if
  go_wrong(fix_pud != rodata, stray)
  :: d_step { fix_pud == rodata -> fix_pmd = rodata }
  fi;
pmd_set_huge: /* init_pmd(): pmd_set_huge(pmd, phys, prot) */
  if
  go_wrong(fix_pmd != rodata, stray)
  :: fix_pmd == rodata -> goto pmd_clear_fixmap
  fi;
pmd_clear_fixmap: /* init_pmd() */
  fix_pmd = nobody;
pud_clear_fixmap: /* alloc_init_pud() */
  fix_pud = nobody;
#if FIXMAP_LOCK
unlock_fixmap: /* mutex_unlock(&fixmap_lock) */
  fixmap_lock = false;
#endif
end_returned:
  false;
faulted:
  false
}
#endif

/*
 * What must be true, whatever the design. The names are the model's. The
 * variable of a name is always false: an assertion fails with the name as
 * its text, and the loop leads back to the state it started from, so that
 * no state is added, and a transition only for each failure. Faults are
 * always asked for: a state after a fault is no invalid end. The rest only
 * with ASK=1, for the monitor, able to move, hides an invalid end.
 */
hidden byte no_splat, no_bug, no_half_written_entry, no_wild_pointer;
hidden byte no_sleeping_gfp_in_atomic, callback_runs_alone;
hidden byte added_memory_is_mapped, failure_leaves_no_mapping;
hidden byte page_used_once, no_table_lost, reserve_is_kept;
hidden byte drain_is_waited_for, no_stray_fixmap_access;
hidden byte cpus_stay_while_stopped, cpus_stay_while_hot_adding;
hidden byte no_slot_left_mapped;
/* These are to be reached: the assertion has to fail. */
hidden byte hot_add_can_succeed, hot_add_can_fail_cleanly;
hidden byte ptdump_can_show_mapping, table_wanted_when_low;
hidden byte cpu_can_come_up, rodata_can_be_marked;
/* ... and these from every state. */
hidden byte hot_add_gets_through, cpus_get_through;

#define is_mapped (pud == table && (pmd == block || (pmd == table && pte)))
#define untouched (pmd != block && !pte)

#if STOP_MACHINE
#define at(label) (migration[0]@label)
#else
#define at(label) (hot_add@label)
#endif
/* Tables between the allocator, or the pool, and their entry. */
#if PTLOCK_ALLOC
#define and_ptlock(at) + at
#else
#define and_ptlock(at)
#endif
#if PREALLOCATE
#define allocating (hot_add@pool_alloc || hot_add@pool_slow)
#define new_pmd    ((hot_add@pool_add) and_ptlock((hot_add@pool_ptlock)) \
                    + at(pud_populate))
#define new_pte    at(pmd_populate)
#else
#define new_pmd    (at(pmd_clear) and_ptlock(at(pmd_ptlock)) + \
                    at(pud_populate))
#define new_pte    (at(pte_clear) and_ptlock(at(pte_ptlock)) + \
                    at(pmd_populate))
#if DEBUG_PAGEALLOC
#define allocating (at(pmd_alloc) || at(pmd_slow) || \
                    at(pte_alloc) || at(pte_slow))
#else
#define allocating (at(pmd_alloc) || at(pmd_slow))
#endif
#endif
#if DEBUG_PAGEALLOC
#define in_hand    (new_pmd + new_pte)
#else
#define in_hand    new_pmd
#endif
#define linked(e)   (e == table || e == garbage)
#define tables_used (pool + in_hand + linked(pud) + linked(pmd))
#define idle(cpu)   (!stopper_on[cpu] && !in_atomic(cpu))
#define pages       (nr_free + pcp_0 + pcp_1 + tables_used)
#if CPU_HOTPLUG
#define cpu_up_at(label) (cpu_up@label)
#else
#define cpu_up_at(label) false
#endif
#define hot_add_done (hot_add@end_added || hot_add@end_failed)
#if MARKS_RODATA
#define rodata_marked (kernel_init@end_returned)
#define slots_unused  (hot_add_done && rodata_marked)
#else
#define rodata_marked false
#define slots_unused  hot_add_done
#endif
#define ask(wrong, name) :: atomic { wrong -> assert(name) }
#define good             (fault == no_fault)

active proctype monitor()
{
end_watch:
  do
  ask(fault == sleeping, no_splat)
  ask(fault == bug_on, no_bug)
  ask(fault == uninitialised, no_half_written_entry)
  ask(fault == wild, no_wild_pointer)
  ask(fault == stray, no_stray_fixmap_access)
#if ASK
  ask(good && slept_in_atomic, no_sleeping_gfp_in_atomic)
  ask(good && msdata_state == MULTI_STOP_RUN &&
      !irqs_off[1], callback_runs_alone)
  ask(good && added && !is_mapped, added_memory_is_mapped)
  ask(good && hot_add@end_failed && !untouched,
      failure_leaves_no_mapping)
  ask(good && pages > PAGES, page_used_once)
  ask(good && !MEMORY_LOW && pages < PAGES, no_table_lost)
  ask(good && nr_free < WMARK_ATOMIC, reserve_is_kept)
  ask(good && allocating && (pcpu_drain[0] || pcpu_drain[1]),
      drain_is_waited_for)
  ask(good && cpu_up_at(cpus_write_unlock) &&
      msdata_state != MULTI_STOP_NONE, cpus_stay_while_stopped)
  ask(good && cpu_up_at(cpus_write_unlock) && readers > 0,
      cpus_stay_while_hot_adding)
  ask(good && slots_unused && !(fix_pud == nobody &&
      fix_pmd == nobody && fix_pte == nobody), no_slot_left_mapped)
  ask(good && hot_add@end_added, hot_add_can_succeed)
  ask(good && hot_add@end_failed && untouched,
      hot_add_can_fail_cleanly)
  ask(good && shown, ptdump_can_show_mapping)
  ask(good && MEMORY_LOW && tables_used == 0 &&
      nr_free <= WMARK_ATOMIC, table_wanted_when_low)
  ask(good && cpu_up_at(end_returned), cpu_can_come_up)
  ask(good && rodata_marked, rodata_can_be_marked)
  ask(good && hot_add_done, hot_add_gets_through)
  ask(good && idle(0) && idle(1), cpus_get_through)
#endif
  od
}
