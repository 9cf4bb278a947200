// SPDX-License-Identifier: MIT
/** Kernel configurations: how the address space is laid out, and who else is there to meet hot-add and hot-remove. */
import type { Configuration } from '../../src/model/types.ts';
import { designs } from './designs.ts';
import type { Settings } from './memory.ts';

const shared: Settings = {
  sharedRootEntry: true,
  bootMemory: false,
  memoryPresent: true,
  beside: [],
  allocates: null,
  startsKswapd: false,
  cpuHotplug: false,
};
/** Boot memory keeps the shared table busy, so that what remains to be seen are the locks. The memory is new. */
const locks: Settings = { ...shared, bootMemory: true, memoryPresent: false };

/** Where only address space layout matters: all designs but those about somebody who takes no part there. */
const LAYOUT = Object.keys(designs).filter(
  (name) => !['option-2-cpus-inside', 'ptdump-lockless'].includes(name),
);
/** The designs that a question about locks is asked of: without mem_hotplug_lock in vmalloc(), and with it. */
const LOCKS = ['option-1', 'option-2', 'option-2-map-level', 'floor-ceiling'];

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
  shared: {
    says: 'vmalloc and vmemmap share a PMD page; no boot memory under it',
    settings: shared,
    about: LAYOUT,
  },
  'shared-boot': {
    says: 'they share a PMD page; boot memory’s vmemmap is mapped through it too',
    settings: { ...shared, bootMemory: true },
    about: LAYOUT,
  },
  'shared-first-add': {
    says: 'they share a PMD page, which is not there before the first hot-add or vmalloc',
    settings: { ...shared, memoryPresent: false },
    about: LAYOUT,
  },
  disjoint: {
    says: 'vmalloc and vmemmap hang under different root entries',
    settings: { ...shared, sharedRootEntry: false },
    about: LAYOUT,
  },
  kasan: {
    says: 'CONFIG_KASAN: a notifier of onlining calls vmalloc() for the shadow',
    settings: { ...locks, allocates: 'kasan' },
    about: LOCKS,
  },
  'page-ext': {
    says: 'CONFIG_PAGE_EXTENSION: a notifier of onlining calls vmalloc() when no contiguous pages are to be had',
    settings: { ...locks, allocates: 'page_ext' },
    about: LOCKS,
  },
  'new-node': {
    says: 'hot-add brings a new node, whose per-CPU statistics may take a new per-CPU chunk',
    settings: { ...locks, allocates: 'percpu' },
    about: LOCKS,
  },
  'vmap-stack': {
    says: 'CONFIG_VMAP_STACK: onlining starts kswapd, for which kthreadd calls vmalloc()',
    settings: { ...locks, beside: ['kthreadd'], startsKswapd: true },
    about: LOCKS,
  },
  'nested-reader': {
    says: 'kmem_cache_create() calls vmalloc() with mem_hotplug_lock held for reading',
    settings: { ...locks, beside: ['kmem_cache_create'] },
    about: LOCKS,
  },
  'page-lock': {
    says: 'a file system calls vmalloc() with a page of the block locked, which offlining waits for',
    settings: { ...locks, memoryPresent: true, beside: ['z_erofs'] },
    about: LOCKS,
  },
  'cpu-hotplug': {
    says: 'a CPU comes up, and kthreadd calls vmalloc() for its threads',
    settings: { ...locks, beside: ['kthreadd', 'cpu_up'], cpuHotplug: true },
    about: [...LOCKS, 'option-2-cpus-inside'],
  },
  ptdump: {
    says: 'somebody reads kernel_page_tables in debugfs',
    settings: { ...shared, beside: ['ptdump'] },
    about: ['option-1', 'option-2', 'option-3', 'floor-ceiling', 'ptdump-lockless'],
  },
  'hw-walker': {
    says: 'a CPU’s table walker and TLB look at the block’s vmemmap speculatively',
    settings: { ...shared, beside: ['mmu'] },
    about: ['option-1', 'option-2', 'option-3', 'floor-ceiling', 'x86-free-before-clear'],
  },
};
