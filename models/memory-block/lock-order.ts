// SPDX-License-Identifier: MIT
/** Where lockdep would report an order of locks: written after the model was asked, each held against the source. */
import type { Inverted } from '../lock-order.ts';

const REMOVED = ['dimm', 'veto', 'first-add', 'what-if-arm64-pfn-valid'];

export const inverted: readonly Inverted[] = [
  {
    configurations: REMOVED,
    designs: ['v5.2', 'v5.4', 'v5.2-memtrace'],
    source:
      'mm/memory_hotplug.c remove_memory() (v5.2, v5.4): device_del() drains kn->active under mem_hotplug_lock, state_store() takes mem_hotplug_lock inside kn->active; device_hotplug_lock keeps them apart, lockdep reports it: f1037ec0cc8a (v5.5)',
  },
  {
    configurations: REMOVED,
    designs: ['what-if-blocking-store'],
    source:
      'drivers/base/core.c lock_device_hotplug_sysfs(): device_del() drains kn->active under device_hotplug_lock, so a store that waits for that lock inside kn->active turns it round: 5e33bc4165f3 (v3.12)',
  },
];
