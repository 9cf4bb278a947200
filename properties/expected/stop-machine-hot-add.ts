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
const NEVER_DONE = ['hot-add-can-succeed', 'hot-add-can-fail-cleanly'];

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

const PROPERTIES = [
  'no-splat',
  'no-sleeping-gfp-in-atomic',
  'no-bug',
  'no-deadlock',
  'hot_add-gets-through',
  'cpus-get-through',
  'callback-runs-alone',
  'no-half-written-entry',
  'added-memory-is-mapped',
  'failure-leaves-no-mapping',
  'hot-add-can-succeed',
  'hot-add-can-fail-cleanly',
];

export const expected: readonly Expected[] = rows.flatMap(({ configurations, design, violated, source }) =>
  configurations.flatMap((configuration) =>
    PROPERTIES.map((property): Expected => {
      const verdict = violated.includes(property) ? 'violated' : 'holds';
      return { configuration, design, property, verdict, source };
    }),
  ),
);
