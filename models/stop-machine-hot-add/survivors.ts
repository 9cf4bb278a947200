// SPDX-License-Identifier: MIT
/** Mutants of stop-machine-hot-add that survive: the property that would be needed, and why there is none. */
const LOCK_LEFT =
  '"hot-add returns with no lock held". Where a CPU comes up this is seen as a deadlock, and there this design has one already';
const LAWFUL_DRAIN =
  'none: a worker with nothing to give back, or one page less from another CPU: what reclaim has freed lies on the own list, and the next round frees more';

/** Of one call of alloc_pages(): for the pool, for a PMD page, for a PTE page. */
const allocation = (prefix: string) => ({
  [`hot_add.${prefix}alloc: always below the low watermark`]:
    'none: the slow path takes a page above its own, lower mark, sooner or later',
  [`hot_add.${prefix}slow: step dropped`]:
    '"a page is free or used once". Where interrupts use memory up too, what is gone is not told from what was never there',
  [`hot_add.${prefix}queue1: step dropped`]: LAWFUL_DRAIN,
  [`hot_add.${prefix}queue1: always it has pages`]: LAWFUL_DRAIN,
  [`hot_add.${prefix}queue1: always its list is empty`]: LAWFUL_DRAIN,
  [`hot_add.${prefix}flush1: swapped with ${prefix}slow`]: LAWFUL_DRAIN,
});

export const survivors: Readonly<Record<string, string>> = {
  ...allocation('pool_'),
  ...allocation('pmd_'),
  ...allocation('pte_'),
  'hot_add.stop_cpus_read_unlock: step dropped': LOCK_LEFT,
  'hot_add.cpus_read_unlock: step dropped': LOCK_LEFT,
  'hot_add.error_cpus_read_unlock: step dropped': LOCK_LEFT,
  'hot_add.wait_for_completion: swapped with stop_cpus_read_unlock':
    'none: the lock is let go while the CPUs are stopped, and hot-add still holds it once',
};
