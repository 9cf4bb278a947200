// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source gives, written down before the model was asked. A property that a row does not
 * name is expected to hold.
 */
import type { Expected } from '../../src/model/types.ts';

interface Row {
  readonly configurations: readonly string[];
  readonly design: string;
  readonly violated: readonly string[];
  readonly source: string;
}

const EVERYWHERE = [
  'plenty',
  'plenty-debug',
  'low',
  'low-debug',
  'low-irq-on-cpu0',
  'plenty-pagealloc',
  'low-pagealloc',
];
/** arch_add_memory() returns the error of __add_pages(), and the mapping stays. */
const NOT_UNDONE = ['failure-leaves-no-mapping', 'hot-add-can-fail-cleanly'];
const NEVER_DONE = ['hot-add-can-succeed', 'hot-add-can-fail-cleanly', 'ptdump-can-show-mapping'];

const rows: readonly Row[] = [
  {
    configurations: ['plenty', 'plenty-pagealloc', 'low-irq-on-cpu0'],
    design: 'as-posted',
    violated: ['no-sleeping-gfp-in-atomic', ...NOT_UNDONE],
    source:
      'mm/page_alloc.c prepare_alloc_pages() (v4.14): might_sleep_if() says nothing without CONFIG_DEBUG_ATOMIC_SLEEP; a fast path that succeeds, or a sleep whose waker still runs, goes unnoticed',
  },
  {
    configurations: ['plenty-debug', 'low-debug'],
    design: 'as-posted',
    violated: ['no-splat', ...NEVER_DONE],
    source:
      'kernel/stop_machine.c cpu_stopper_thread() (v4.14): preempt_count_inc(); kernel/sched/core.c ___might_sleep() reports whether memory is low or not',
  },
  {
    configurations: ['low', 'low-pagealloc'],
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
      'mm/vmscan.c shrink_page_list() (v4.14) waits for writeback; every other CPU spins in multi_cpu_stop() at MULTI_STOP_RUN with interrupts off',
  },
  {
    configurations: EVERYWHERE.filter((c) => c !== 'low-pagealloc'),
    design: 'gfp-atomic',
    violated: NOT_UNDONE,
    source:
      'arch/arm64/mm/mmu.c init_pmd() (v4.14): with block mappings one table is enough, and the reserve has it',
  },
  {
    configurations: ['low-pagealloc'],
    design: 'gfp-atomic',
    violated: ['no-bug', ...NOT_UNDONE],
    source:
      'arch/arm64/mm/mmu.c pgd_pgtable_alloc() (v4.14): BUG() on NULL; NO_BLOCK_MAPPINGS takes a PTE page for each PMD entry, and GFP_ATOMIC fails when the reserve is used up',
  },
  {
    configurations: EVERYWHERE,
    design: 'preallocated',
    violated: [],
    source: 'mm/page_alloc.c (v4.14): GFP_KERNEL in the task’s context, before any CPU is stopped',
  },
  {
    configurations: EVERYWHERE,
    design: 'additive-update',
    violated: NOT_UNDONE,
    source:
      'arch/arm64/mm/mmu.c arch_add_memory() (v5.0): the task may sleep; entries go from none to a cleared table, so a lockless reader sees either; the error of __add_pages() is only returned',
  },
  {
    configurations: EVERYWHERE,
    design: 'additive-update-unwind',
    violated: [],
    source: 'arch/arm64/mm/mmu.c arch_add_memory() (v5.7): __remove_pgd_mapping() if __add_pages() fails',
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
    'mm/page_alloc.c __zone_watermark_ok() (v4.14): only ALLOC_HIGH, ALLOC_HARDER and ALLOC_OOM lower the mark, and GFP_KERNEL sets none of them (ALLOC_HARDER of a real-time task, as a stopper is, is not modelled)',
  'reclaim-waits-for-writeback':
    'mm/filemap.c wait_on_page_bit_common() (v4.14): it goes back to io_schedule() for as long as PG_writeback is set',
  'table-wanted-when-low':
    'mm/memory.c do_anonymous_page() (v4.14): a fault takes no lock of hotplug, so it may come before any table is allocated',
};
/** Asked only where memory may run low. */
const ONLY_LOW = ['table-wanted-when-low'];

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
  ...Object.keys(REST_ON),
];

export const expected: readonly Expected[] = rows.flatMap(({ configurations, design, violated, source }) =>
  configurations.flatMap((configuration) =>
    PROPERTIES.filter((p) => configuration.startsWith('low') || !ONLY_LOW.includes(p)).map(
      (property): Expected => {
        const verdict = violated.includes(property) ? 'violated' : 'holds';
        return { configuration, design, property, verdict, source: REST_ON[property] ?? source };
      },
    ),
  ),
);
