// SPDX-License-Identifier: MIT
/** What is empty in vmalloc-hot-remove, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

const each = (walkers: readonly string[], states: readonly string[], reason: string) =>
  Object.fromEntries(walkers.flatMap((walker) => states.map((state) => [`${walker}${state}`, reason])));

/** Calls of vmalloc() in configurations about locks. */
const UNDER_HOTPLUG = [
  'hot_remove.kasan_',
  'hot_remove.page_ext_',
  'hot_remove.percpu_',
  'hot_remove.pcpu_chunk_',
];
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
const BOOT = 'the fixmap’s PMD page is there: these configurations are about locks';
const DEADLOCK = 'the caller holds mem_hotplug_lock for writing and waits here for itself: the deadlock';

export const vacuous: Vacuous = {
  steps: {
    'hot_remove.vmemmap_pte_free_kernel':
      'hot-add alone links the PTE page of its block: when it looks again with a page in hand the entry is still none',
    ...each([...UNDER_HOTPLUG, ...BESIDE_HOTPLUG], LINKS_PMD_PAGE, BOOT),
    ...each(UNDER_HOTPLUG, ['get_online_mems', 'put_online_mems'], DEADLOCK),
    ...each(
      ['hot_remove.kasan_', 'hot_remove.page_ext_', 'hot_remove.pcpu_chunk_'],
      ['alloc_pages'],
      DEADLOCK,
    ),
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
};
