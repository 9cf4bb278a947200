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
 * The configuration:
 *   DEBUG_ATOMIC_SLEEP   CONFIG_DEBUG_ATOMIC_SLEEP
 *   MEMORY_LOW           a task uses memory up, down to the reserve
 *   DEBUG_PAGEALLOC      debug_pagealloc: the memory is mapped by pages
 *   DISK_IRQ_ON_CPU0     the disk interrupts the callback's CPU; else CPU 1
 * ASK is 1 to ask what must be true of every state: see the monitor.
 */
#define CPUS 2

/* Page tables that the mapping takes: a PMD page, perhaps a PTE page. */
#define TABLES   (1 + DEBUG_PAGEALLOC)
/* Pages below the low watermark are the reserve. */
#define WMARK_LOW 1
#define PAGES    (WMARK_LOW + TABLES)

/* What each CPU does. A stopper thread is on it; somebody has preemption
 * off there: the stopper, or on CPU 0 the task hot_add; the stopper has
 * interrupts off; it is in the disk's interrupt. */
bool stopper_on[CPUS];
bool preempt_off[CPUS];
bool irqs_off[CPUS];
bool in_irq[CPUS];
/* The stopper's class comes before all tasks, but it preempts: it has to
 * wait for preempt_enable(). */
#define task_runs(cpu)    (!stopper_on[cpu] && !in_irq[cpu])
#define stopper_runs(cpu) (!in_irq[cpu] && \
                           (stopper_on[cpu] || !preempt_off[cpu]))
#define irq_runs(cpu)     (in_irq[cpu] || !irqs_off[cpu])
/* in_atomic() || irqs_disabled() of the thread that runs there. */
#define in_atomic(cpu)    (preempt_off[cpu] || irqs_off[cpu])
#if DISK_IRQ_ON_CPU0
#define DISK_CPU 0
#else
#define DISK_CPU 1
#endif

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

/* mm/page_alloc.c: free pages; a page is under writeback; GFP_KERNEL has
 * been used where it may not, whether or not anybody noticed. */
byte nr_free = PAGES;
bool writeback;
bool slept_in_atomic;

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
mtype:fault = { no_fault, sleeping, bug_on, uninitialised, wild };
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

/* __get_free_page(), from `alloc` to `got`; to `null` without a page. Below
 * the low watermark GFP_ATOMIC takes from the reserve; GFP_KERNEL reclaims,
 * which is: write a page out, sleep until the interrupt, try again. Woken,
 * a stopper is switched to at once. */
#define used_here(cpu) \
  slept_in_atomic = slept_in_atomic || in_atomic(cpu)
#if DEBUG_ATOMIC_SLEEP
#define might_sleep(cpu)  go_wrong(in_atomic(cpu), sleeping)
#define goes_on(cpu)      !in_atomic(cpu)
#else
#define might_sleep(cpu)
#define goes_on(cpu)      true
#endif
#if GFP_ATOMIC
#define GET_FREE_PAGE(cpu, stopper, alloc, reclaim, sleep, woken, got, null) \
alloc: /* __get_free_page(GFP_ATOMIC | __GFP_ZERO) */ \
  if \
  :: d_step { nr_free > 0 -> nr_free-- }; goto got \
  :: nr_free == 0 -> goto null \
  fi;
#else
#define GET_FREE_PAGE(cpu, stopper, alloc, reclaim, sleep, woken, got, null) \
alloc: /* __get_free_page(GFP_KERNEL | __GFP_ZERO) */ \
  if \
  might_sleep(cpu) \
  :: d_step { goes_on(cpu) && nr_free > WMARK_LOW -> \
       used_here(cpu); nr_free-- }; \
     goto got \
  :: d_step { goes_on(cpu) && nr_free <= WMARK_LOW -> used_here(cpu) }; \
     goto reclaim \
  fi; \
reclaim: /* pageout(): mapping->a_ops->writepage() */ \
  writeback = true; \
sleep: /* wait_on_page_writeback(): schedule() */ \
  step(schedule(cpu)); \
woken: /* wait_on_page_writeback(): PageWriteback(page) */ \
  step(!writeback -> stopper_on[cpu] = stopper); \
  goto alloc;
#endif

/* __create_pgd_mapping(), arch/arm64/mm/mmu.c: on CPU 0, in the callback or
 * in the task. It goes on at the label `mapped`. */
inline create_pgd_mapping() {
  if
#if PREALLOCATE
  :: pud == none -> goto pmd_from_pool
#else
  :: pud == none -> goto pmd_alloc
#endif
  :: pud != none -> goto pmd_level
  fi;
#if PREALLOCATE
pmd_from_pool: /* pgd_pgtable_alloc(): the next table kept */
  if
  :: d_step { pool > 0 -> pool--; zeroed = true }; goto pud_populate
  :: pool == 0 -> goto bug
  fi;
#else
  GET_FREE_PAGE(0, STOP_MACHINE, pmd_alloc, pmd_reclaim, pmd_schedule,
                pmd_woken, pmd_clear, bug)
pmd_clear: /* pgd_pgtable_alloc(): clear_page(), dsb(ishst) */
  zeroed = true;
#endif
pud_populate: /* __pud_populate(pud, pmd_phys) */
  step(pud = (zeroed -> table : garbage); zeroed = false);
pmd_level:
#if DEBUG_PAGEALLOC
pmd_none: /* alloc_init_cont_pte(): pmd_none(*pmd) */
  if
#if PREALLOCATE
  :: pmd == none -> goto pte_from_pool
#else
  :: pmd == none -> goto pte_alloc
#endif
  :: pmd != none -> goto set_pte
  fi;
#if PREALLOCATE
pte_from_pool: /* pgd_pgtable_alloc(): the next table kept */
  if
  :: d_step { pool > 0 -> pool--; zeroed = true }; goto pmd_populate
  :: pool == 0 -> goto bug
  fi;
#else
  GET_FREE_PAGE(0, STOP_MACHINE, pte_alloc, pte_reclaim, pte_schedule,
                pte_woken, pte_clear, bug)
pte_clear: /* pgd_pgtable_alloc(): clear_page(), dsb(ishst) */
  zeroed = true;
#endif
pmd_populate: /* __pmd_populate(pmd, pte_phys) */
  step(pmd = (zeroed -> table : garbage); zeroed = false);
set_pte: /* init_pte(): set_pte(pte, pfn_pte()) */
  pte = true;
#else
pmd_set_huge: /* init_pmd(): pmd_set_huge(pmd, phys, prot) */
  pmd = block;
#endif
pmd_next: /* init_pmd(): while (addr != end) */
  go_to(mapped);
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
     goto pud_none
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
pud_none: /* alloc_init_cont_pmd(): pud_none(*pud) */
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
active proctype hot_add() provided (fault == no_fault && task_runs(0))
{
#if PREALLOCATE
  GET_FREE_PAGE(0, false, pool_alloc, pool_reclaim, pool_schedule,
                pool_woken, pool_add, end_failed)
pool_add: /* hotplug_paging(): one more for the callback */
  if
  :: d_step { pool + 1 < TABLES -> pool++ }; goto pool_alloc
  :: d_step { pool + 1 == TABLES -> pool++ }
  fi;
#endif
#if STOP_MACHINE
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
#else
pud_none: /* alloc_init_cont_pmd(): pud_none(*pud) */
  create_pgd_mapping();
#endif
mapped:
add_pages: /* arch_add_memory(): __add_pages() */
  if
  :: added = true; goto end_added
#if UNWIND
  :: true -> goto unmap
#else
  :: true -> goto end_failed
#endif
  fi;
#if UNWIND
unmap: /* __remove_pgd_mapping(): the leaf entry alone */
#if DEBUG_PAGEALLOC
  pte = false;
#else
  pmd = none;
#endif
  goto end_failed;
#endif
end_added:
  false;
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
/* do_anonymous_page(): a task on CPU 1 that faults memory in. */
active proctype hog() provided (fault == no_fault && task_runs(1))
{
page_fault: /* alloc_zeroed_user_highpage_movable() */
  if
  :: d_step { nr_free > WMARK_LOW -> nr_free-- }; goto page_fault
  :: nr_free <= WMARK_LOW -> goto end_returned
  fi;
end_returned:
  false
}
#endif

/* end_page_writeback(), from the disk's interrupt. */
active proctype disk_irq()
  provided (fault == no_fault && irq_runs(DISK_CPU))
{
end_idle: /* <interrupt: I/O complete> */
  step(writeback -> in_irq[DISK_CPU] = true);
reclaimed: /* the page is clean: it can be taken */
  nr_free++;
wake: /* wake_up_page(page, PG_writeback) */
  writeback = false;
eret: /* <return from interrupt> */
  in_irq[DISK_CPU] = false;
  goto end_idle
}

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
hidden byte reclaim_waits_for_writeback;
/* These are to be reached: the assertion has to fail. */
hidden byte hot_add_can_succeed, hot_add_can_fail_cleanly;
hidden byte ptdump_can_show_mapping, table_wanted_when_low;
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
#if PREALLOCATE
#define allocating (hot_add@pool_alloc)
#define new_pmd    ((hot_add@pool_add) + at(pud_populate))
#define new_pte    at(pmd_populate)
#else
#define new_pmd    (at(pmd_clear) + at(pud_populate))
#define new_pte    (at(pte_clear) + at(pmd_populate))
#if DEBUG_PAGEALLOC
#define allocating (at(pmd_alloc) || at(pte_alloc))
#else
#define allocating at(pmd_alloc)
#endif
#endif
#if DEBUG_PAGEALLOC
#define in_hand    (new_pmd + new_pte)
#else
#define in_hand    new_pmd
#endif
#define linked(e)   (e == table || e == garbage)
#define tables_used (pool + in_hand + linked(pud) + linked(pmd))
#define idle(cpu)   (!stopper_on[cpu] && !in_atomic(cpu) && !in_irq[cpu])
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
#if ASK
  ask(good && slept_in_atomic, no_sleeping_gfp_in_atomic)
  ask(good && msdata_state == MULTI_STOP_RUN &&
      !irqs_off[1] && !in_irq[1], callback_runs_alone)
  ask(good && added && !is_mapped, added_memory_is_mapped)
  ask(good && hot_add@end_failed && !untouched,
      failure_leaves_no_mapping)
  ask(good && nr_free + tables_used > PAGES, page_used_once)
  ask(good && !MEMORY_LOW && nr_free + tables_used < PAGES,
      no_table_lost)
  ask(good && !GFP_ATOMIC && nr_free < WMARK_LOW,
      reserve_is_kept)
  ask(good && allocating && writeback,
      reclaim_waits_for_writeback)
  ask(good && hot_add@end_added, hot_add_can_succeed)
  ask(good && hot_add@end_failed && untouched,
      hot_add_can_fail_cleanly)
  ask(good && shown, ptdump_can_show_mapping)
  ask(good && MEMORY_LOW && tables_used == 0 &&
      nr_free <= WMARK_LOW, table_wanted_when_low)
  ask(good && (hot_add@end_added || hot_add@end_failed),
      hot_add_gets_through)
  ask(good && idle(0) && idle(1), cpus_get_through)
#endif
  od
}
