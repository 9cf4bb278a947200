// SPDX-License-Identifier: MIT
/** Where lockdep would report an order of locks: written after the model was asked, each held against the source. */
import type { Inverted } from '../lock-order.ts';

const OPTION_2 = ['option-2', 'option-2-map-level'];
const AGAIN =
  'kernel/locking/percpu-rwsem.c percpu_down_read() (v5.3): rwsem_acquire_read() with read 1, which may not be taken again by who holds the lock';

export const inverted: readonly Inverted[] = [
  {
    configurations: ['kasan', 'page-ext'],
    designs: OPTION_2,
    source: `online_pages() calls its notifiers with mem_hotplug_lock held for writing; ${AGAIN}`,
  },
  {
    configurations: ['new-node'],
    designs: ['option-2-map-level'],
    source: `hotadd_new_pgdat() maps under mem_hotplug_lock; ${AGAIN}`,
  },
  {
    configurations: ['new-node-big-chunk'],
    designs: OPTION_2,
    source: `hotadd_new_pgdat() has pcpu_alloc_chunk() call __vmalloc() under mem_hotplug_lock; ${AGAIN}`,
  },
  { configurations: ['nested-reader'], designs: OPTION_2, source: AGAIN },
  {
    configurations: ['cpu-hotplug'],
    designs: ['option-2-cpus-inside'],
    source:
      'mm/memory_hotplug.c mem_hotplug_begin() (v5.3): cpus_read_lock(), then mem_hotplug_lock; a mapper that takes them the other way round inverts it',
  },
];
