// SPDX-License-Identifier: MIT
/** What is allowed to be empty, each with its reason: everything else fails properties/vacuity.test.ts. */
export interface Vacuous {
  /** Steps that no interleaving takes, as `role.state`. */
  readonly steps: Readonly<Record<string, string>>;
  /** `sometimes` properties that nothing meets. */
  readonly sometimes: Readonly<Record<string, string>>;
  /** Properties that no design and no mutant violates. */
  readonly properties: Readonly<Record<string, string>>;
}
const NOTHING: Vacuous = { steps: {}, sometimes: {}, properties: {} };

const each = (walkers: readonly string[], states: readonly string[], reason: string) =>
  Object.fromEntries(walkers.flatMap((walker) => states.map((state) => [`${walker}${state}`, reason])));

/** Calls of vmalloc() in configurations about locks. */
const UNDER_HOTPLUG = ['hot_remove.kasan_', 'hot_remove.page_ext_', 'hot_remove.percpu_'];
const BESIDE_HOTPLUG = ['kmem_cache_create.pcpu_', 'kthreadd.', 'z_erofs.'];
const LINKS_PMD_PAGE = [
  'pmd_alloc_one',
  'pmd_free',
  'pud_lock',
  'pud_populate',
  'pud_present',
  'pud_unlock',
  'unlock_to_alloc_pmd',
];
const BOOT = 'the PMD page is boot memory’s, and there: these configurations are about locks';
const DEADLOCK = 'the caller holds mem_hotplug_lock for writing and waits here for itself: the deadlock';

const BY_MODEL: Readonly<Record<string, Vacuous>> = {
  'memory-block': {
    ...NOTHING,
    properties: {
      'boot-memory-stays':
        'a notifier refuses, and no mutant changes an answer; broken-memory-block.test.ts has it not heeded',
    },
  },
  'vmalloc-hot-remove': {
    ...NOTHING,
    steps: {
      'hot_remove.vmemmap_pte_free_kernel':
        'hot-add alone links the PTE page of its block: when it looks again with a page in hand the entry is still none',
      ...each([...UNDER_HOTPLUG, ...BESIDE_HOTPLUG], LINKS_PMD_PAGE, BOOT),
      ...each(UNDER_HOTPLUG, ['get_online_mems', 'put_online_mems'], DEADLOCK),
      ...each(['hot_remove.kasan_', 'hot_remove.page_ext_'], ['alloc_pages'], DEADLOCK),
      ...each(
        ['kthreadd.'],
        ['cpus_read_lock', 'cpus_put_online_mems', 'cpus_put_online_mems_error'],
        'cpu_up holds cpu_hotplug_lock until kthreadd is done: the deadlock',
      ),
    },
    properties: {
      'ioremap-gets-through':
        'ioremap takes part from bound small on, and mutants are recorded at tiny; vmalloc’s of its kind are killed there',
    },
  },
  'stop-machine-hot-add': {
    ...NOTHING,
    steps: {
      'migration.pte_woken':
        'where the callback allocates PTE pages the disk interrupts a CPU that is stopped: the hang. Woken on its own CPU it is in low-irq-on-cpu0, which maps by blocks',
    },
  },
};
export const vacuous = (model: string): Vacuous => BY_MODEL[model] ?? NOTHING;
