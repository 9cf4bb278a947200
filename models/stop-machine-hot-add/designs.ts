// SPDX-License-Identifier: MIT
/** The proposals, each as what it decides. A step asks for a decision; none asks for a design's name. */
import type { Design } from '../../src/model/types.ts';
import type { Gfp } from '../../src/vocabulary/page-allocator.ts';

export interface Decisions {
  /** __create_pgd_mapping() is a stop_machine() callback; else it runs where arch_add_memory() does. */
  readonly stopMachine: boolean;
  /** ... by stop_machine_cpuslocked(), which knows that its caller holds cpu_hotplug_lock. */
  readonly cpuslocked: boolean;
  /** The mask of pgd_pgtable_alloc(). */
  readonly gfp: Gfp;
  /** The tables are allocated before anything else, in the task's context; the callback takes them from there. */
  readonly preallocate: boolean;
  /** If __add_pages() fails, the linear mapping is undone. */
  readonly unwind: boolean;
  /** alloc_init_pud() holds fixmap_lock while it uses the slots of the fixmap. */
  readonly fixmapLock: boolean;
  /** The version that the steps of arch_add_memory() are read from. */
  readonly version: string;
}

const POSTED: Decisions = {
  stopMachine: true,
  cpuslocked: false,
  gfp: 'GFP_KERNEL',
  preallocate: false,
  unwind: false,
  fixmapLock: false,
  version: 'v4.14',
};

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'as-posted': {
    says: 'The stop_machine() callback allocates page tables with PGALLOC_GFP, which is GFP_KERNEL.',
    source: '[PATCH v2 1/5] mm: memory_hotplug: Memory hotplug (add) support for arm64, 23 November 2017',
    decisions: POSTED,
  },
  'gfp-atomic': {
    says: 'As posted, but the callback allocates with GFP_ATOMIC; pgd_pgtable_alloc() still BUG()s on NULL.',
    source: 'a what-if on v4.14: the least change that answers the objection',
    decisions: { ...POSTED, gfp: 'GFP_ATOMIC' },
  },
  preallocated: {
    says: 'The tables are allocated before stop_machine(); the mapping is undone if __add_pages() fails.',
    source: 'a what-if on v4.14: no table is allocated where one may not sleep',
    decisions: { ...POSTED, preallocate: true, unwind: true },
  },
  'preallocated-cpuslocked': {
    says: 'As preallocated, and the callback is run by stop_machine_cpuslocked().',
    source: 'a what-if on v4.14: the callback as it would have to be if stop_machine() were to stay',
    decisions: { ...POSTED, preallocate: true, unwind: true, cpuslocked: true },
  },
  'additive-update': {
    says: 'No stop_machine(): arch_add_memory() adds to swapper_pg_dir in the task’s own context.',
    source: 'as merged: 4ab215061554 (v5.0); the mapping stays if __add_pages() fails, until v5.7',
    decisions: { ...POSTED, stopMachine: false, version: 'v5.0' },
  },
  'additive-update-unwind': {
    says: 'As additive-update, and __remove_pgd_mapping() undoes the mapping if __add_pages() fails.',
    source: 'as merged: bbd6ec605c0f (v5.7)',
    decisions: { ...POSTED, stopMachine: false, unwind: true, version: 'v5.7' },
  },
  'additive-update-fixmap-lock': {
    says: 'As additive-update-unwind, and alloc_init_pud() holds fixmap_lock over its slots of the fixmap.',
    source: 'as merged: ee017ee35350 (v5.18, and v5.10.262)',
    decisions: { ...POSTED, stopMachine: false, unwind: true, fixmapLock: true, version: 'v5.18' },
  },
};
