// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source gives, written down before the model was asked. A property that a row does not
 * name is expected to hold.
 */
import type { Expected } from '../../src/model/types.ts';
import { expectedOf } from '../expected.ts';
import type { Row } from '../expected.ts';

const PLENTY = ['plenty', 'plenty-pagealloc'];
const LOW = ['low', 'low-pagealloc'];
/** Asked of those that allocate in the callback alone. */
const DEBUG = 'plenty-debug';
const LOW_DEBUG = 'low-debug';
const LISTS_EMPTY = 'low-lists-empty';
const LOCKDEP = 'plenty-lockdep';
const CPU_HOTPLUG = 'plenty-cpu-hotplug';
const BOOT = 'boot';
const EVERYWHERE = [...PLENTY, ...LOW, LOCKDEP, CPU_HOTPLUG];
/** arch_add_memory() returns the error of __add_pages(), and the mapping stays. */
const NOT_UNDONE = ['failure-leaves-no-mapping', 'hot-add-can-fail-cleanly'];
const NEVER_DONE = ['hot-add-can-succeed', 'hot-add-can-fail-cleanly', 'ptdump-can-show-mapping'];
const STRAY = 'no-stray-fixmap-access';
/** The read lock is asked for twice, with a writer between. */
const LOCKS_OUT_ITSELF = ['no-deadlock', 'hot_add-gets-through'];
const TWICE =
  'mm/memory_hotplug.c mem_hotplug_begin() (v4.14): cpus_read_lock(); kernel/stop_machine.c stop_machine(): again; kernel/locking/percpu-rwsem.c __percpu_down_read(): it sleeps behind a writer in between, kernel/cpu.c _cpu_up() or _cpu_down(), which waits for it';
const SLOTS =
  'arch/arm64/mm/mmu.c alloc_init_pud(), init_pmd() (v5.0): one slot FIX_PUD, one FIX_PMD; mark_rodata_ro() goes through __create_pgd_mapping() as well, and neither takes a lock; stop_machine() stops it wherever it is';

const rows: readonly Row[] = [
  {
    configurations: [...PLENTY, LISTS_EMPTY],
    design: 'as-posted',
    violated: ['no-sleeping-gfp-in-atomic', ...NOT_UNDONE],
    source:
      'mm/page_alloc.c prepare_alloc_pages() (v4.14): might_sleep_if() says nothing without CONFIG_DEBUG_ATOMIC_SLEEP; a fast path that succeeds, or a sleep whose waker still runs, goes unnoticed: kernel/sched/core.c __schedule_bug() lets the worker of this CPU run',
  },
  {
    configurations: [DEBUG, LOCKDEP, LOW_DEBUG],
    design: 'as-posted',
    violated: ['no-splat', ...NEVER_DONE],
    source:
      'kernel/stop_machine.c cpu_stopper_thread() (v4.14): preempt_count_inc(); kernel/sched/core.c ___might_sleep() reports whether memory is low or not',
  },
  {
    configurations: LOW,
    design: 'as-posted',
    violated: [
      'no-sleeping-gfp-in-atomic',
      'no-deadlock',
      'hot_add-gets-through',
      'cpus-get-through',
      'no-cpu-spins-for-ever',
      ...NOT_UNDONE,
    ],
    source:
      'mm/page_alloc.c __alloc_pages_direct_reclaim(), drain_all_pages() (v4.14): flush_work() of a worker of another CPU, which spins in multi_cpu_stop() at MULTI_STOP_RUN with interrupts off',
  },
  {
    configurations: [CPU_HOTPLUG],
    design: 'as-posted',
    violated: ['no-sleeping-gfp-in-atomic', ...LOCKS_OUT_ITSELF, ...NOT_UNDONE],
    source: TWICE,
  },
  {
    configurations: [...PLENTY, DEBUG],
    design: 'gfp-atomic',
    violated: NOT_UNDONE,
    source: 'mm/page_alloc.c prepare_alloc_pages() (v4.14): no __GFP_DIRECT_RECLAIM, no might_sleep()',
  },
  {
    configurations: [LOCKDEP],
    design: 'gfp-atomic',
    violated: ['no-splat', ...NEVER_DONE],
    source:
      'mm/memory.c ptlock_alloc() (v4.14): kmem_cache_alloc(page_ptl_cachep, GFP_KERNEL) whatever the mask of the page; arch/arm64/mm/mmu.c pgd_pgtable_alloc() calls pgtable_page_ctor() for every table',
  },
  {
    configurations: [...LOW, LOW_DEBUG, LISTS_EMPTY],
    design: 'gfp-atomic',
    violated: ['no-bug', ...NOT_UNDONE],
    source:
      'arch/arm64/mm/mmu.c pgd_pgtable_alloc() (v4.14): BUG() on NULL; mm/page_alloc.c __zone_watermark_ok(): three eighths of min are kept from GFP_ATOMIC too, and what is above is not this caller’s alone',
  },
  {
    configurations: [CPU_HOTPLUG],
    design: 'gfp-atomic',
    violated: [...LOCKS_OUT_ITSELF, ...NOT_UNDONE],
    source: TWICE,
  },
  {
    configurations: [...PLENTY, ...LOW, LOCKDEP],
    design: 'preallocated',
    violated: [],
    source:
      'mm/page_alloc.c (v4.14): GFP_KERNEL in the task’s context, before any CPU is stopped: every worker runs',
  },
  { configurations: [CPU_HOTPLUG], design: 'preallocated', violated: LOCKS_OUT_ITSELF, source: TWICE },
  {
    configurations: [CPU_HOTPLUG],
    design: 'preallocated-cpuslocked',
    violated: [],
    source: 'kernel/stop_machine.c stop_machine_cpuslocked() (v4.14) takes no lock: its caller holds it',
  },
  {
    configurations: [BOOT],
    design: 'preallocated-cpuslocked',
    violated: [STRAY],
    source: SLOTS,
  },
  {
    configurations: EVERYWHERE,
    design: 'additive-update',
    violated: NOT_UNDONE,
    source:
      'arch/arm64/mm/mmu.c arch_add_memory() (v5.0): the task may sleep; entries go from none to a cleared table, so a lockless reader sees either; the error of __add_pages() is only returned',
  },
  { configurations: [BOOT], design: 'additive-update', violated: [STRAY, ...NOT_UNDONE], source: SLOTS },
  {
    configurations: EVERYWHERE,
    design: 'additive-update-unwind',
    violated: [],
    source: 'arch/arm64/mm/mmu.c arch_add_memory() (v5.7): __remove_pgd_mapping() if __add_pages() fails',
  },
  { configurations: [BOOT], design: 'additive-update-unwind', violated: [STRAY], source: SLOTS },
  {
    configurations: [...EVERYWHERE, BOOT],
    design: 'additive-update-fixmap-lock',
    violated: [],
    source:
      'arch/arm64/mm/mmu.c alloc_init_pud() (v5.18): mutex_lock(&fixmap_lock) unless SYSTEM_BOOTING, which it is no more since init/main.c rest_init()',
  },
];

/** Where a property's answer is the same for every row, and rests on a function of its own. */
const REST_ON: Readonly<Record<string, string>> = {
  'no-wild-pointer':
    'arch/arm64/mm/dump.c walk_pud(), walk_pmd() (v4.14): the entry is tested for none and for a block before the table below is walked',
  'page-used-once': 'mm/page_alloc.c rmqueue() (v4.14): a page that is given out is off the free list',
  'no-table-lost':
    'arch/arm64/mm/mmu.c alloc_init_cont_pmd(), alloc_init_cont_pte() (v4.14): what pgtable_alloc() returns is linked next; nothing in between can fail',
  'reserve-is-kept':
    'mm/page_alloc.c gfp_to_alloc_flags(), __zone_watermark_ok() (v4.14): GFP_KERNEL min, from a real-time task as a stopper is 3/4 of it, GFP_ATOMIC 3/8',
  'drain-is-waited-for':
    'mm/page_alloc.c drain_all_pages() (v4.14): flush_work() for each CPU that work was queued on',
  'table-wanted-when-low':
    'mm/page_alloc.c __page_frag_cache_refill() (v4.14): a softirq takes no lock of hotplug, so it may come before any table is allocated',
  'cpus-stay-while-stopped':
    'kernel/cpu.c _cpu_up() (v4.14): cpus_write_lock(), and whoever stops the CPUs holds the lock for reading',
  'cpus-stay-while-hot-adding':
    'kernel/locking/percpu-rwsem.c percpu_down_write() (v4.14): the writer waits for readers_active_check()',
  'no-slot-left-mapped':
    'arch/arm64/mm/mmu.c alloc_init_pud(), init_pmd(), init_pte() (v5.0): each clears the slot that it has set, last of all',
  'cpu-can-come-up': 'kernel/cpu.c _cpu_up() (v4.14): before hot-add, or after it',
  'rodata-can-be-marked': 'arch/arm64/mm/mmu.c mark_rodata_ro() (v5.0): before hot-add, or after it',
};
/** Asked only there. */
const ONLY: Readonly<Record<string, RegExp>> = {
  'table-wanted-when-low': /^low/,
  'cpus-stay-while-stopped': /^plenty-cpu-hotplug$/,
  'cpus-stay-while-hot-adding': /^plenty-cpu-hotplug$/,
  'cpu-can-come-up': /^plenty-cpu-hotplug$/,
  'rodata-can-be-marked': /^boot$/,
};

const PROPERTIES = [
  'no-splat',
  'no-sleeping-gfp-in-atomic',
  'no-bug',
  'no-deadlock',
  'hot_add-gets-through',
  'cpus-get-through',
  'no-cpu-spins-for-ever',
  'callback-runs-alone',
  'no-half-written-entry',
  'added-memory-is-mapped',
  'failure-leaves-no-mapping',
  'hot-add-can-succeed',
  'hot-add-can-fail-cleanly',
  'ptdump-can-show-mapping',
  STRAY,
  ...Object.keys(REST_ON),
];

export const expected: readonly Expected[] = expectedOf(
  rows,
  (configuration) => PROPERTIES.filter((p) => ONLY[p]?.test(configuration) ?? true),
  REST_ON,
);
