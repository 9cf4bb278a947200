// SPDX-License-Identifier: MIT
/** Where lockdep would report an order of locks: written after the model was asked, each held against the source. */
import type { Inverted } from '../lock-order.ts';

export const inverted = (configurations: readonly string[]): readonly Inverted[] => [
  {
    configurations,
    designs: ['as-posted', 'gfp-atomic', 'preallocated'],
    source:
      'mm/memory_hotplug.c mem_hotplug_begin() (v4.14): cpus_read_lock(); kernel/stop_machine.c stop_machine(): again; percpu_down_read() is rwsem_acquire_read() with read 1, which may not be taken again by who holds the lock',
  },
];
