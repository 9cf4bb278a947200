// SPDX-License-Identifier: MIT
/** Kernel configurations: how the address space is laid out, and who else is there to meet hot-add and hot-remove. */
import type { Configuration } from '../../src/model/types.ts';
import { designs } from './designs.ts';
import { apart, layoutOf } from './layouts.ts';
import type { Kernel } from './layouts.ts';
import type { Settings } from './memory.ts';

/** Nobody but vmalloc and hot-remove; what the layout decides is taken from the formulas of kernel-va-layout. */
const alone: Omit<Settings, keyof ReturnType<typeof layoutOf>> = {
  memoryPresent: true,
  beside: [],
  allocates: null,
  startsKswapd: false,
  checksWx: false,
  cpuHotplug: false,
};
const TO_6_8 = ['arm64-v5.11', 'arm64-v6.1', 'arm64-v6.8'] as const;
const LATER = ['arm64-v6.9', 'arm64-v6.18'] as const;
const EVERY = ['arm64-v5.3', 'arm64-v5.4', 'arm64-v5.7', ...TO_6_8, ...LATER] as const;

const asBuilt: Settings = {
  ...layoutOf(
    ['arm64-v5.3', { page: '16K', bits: 48, table: 'pud' }],
    ...(['arm64-v5.4', 'arm64-v5.7'] as const).flatMap((v): Kernel[] => [
      [v, { page: '4K', bits: 48, table: 'pud' }],
      [v, { page: '16K', bits: 48, table: 'pud' }],
    ]),
    ...TO_6_8.flatMap((v): Kernel[] => [
      [v, { page: '16K', bits: 48, table: 'pud' }],
      [v, { page: '64K', bits: 48, table: 'pmd' }],
    ]),
    ...LATER.flatMap((v): Kernel[] => [
      [v, { page: '64K', bits: 48, table: 'pmd' }],
      [v, { page: '64K', bits: 52, table: 'pmd' }],
    ]),
  ),
  ...alone,
};
const asBuilt6_9: Settings = {
  ...layoutOf(
    ...LATER.flatMap((v): Kernel[] => [
      [v, { page: '4K', bits: 48, table: 'pud' }],
      [v, { page: '16K', bits: 47, table: 'pmd' }],
    ]),
  ),
  ...alone,
};
const disjoint: Settings = {
  ...layoutOf(
    ['x86-v5.3', { bits: 48, kaslr: 'off', table: 'pud' }],
    ...apart('x86-v5.3', { kaslr: 'off' }),
    ...EVERY.flatMap((v) => [
      ...apart(v, { page: '4K', bits: 39 }),
      ...apart(v, { page: '16K', bits: 36 }),
      ...apart(v, { page: '64K', bits: 42 }),
    ]),
    ...(['arm64-v5.3', ...TO_6_8] as const).flatMap((v) => apart(v, { page: '4K', bits: 48 })),
  ),
  ...alone,
};
const unpinned: Settings = {
  ...layoutOf(['arm64-v6.9', { page: '4K', bits: 48, table: 'pud', kaslr: 'on', memory: 'from 512G' }]),
  ...alone,
};
/** The shared table stays, so that what remains to be seen are the locks. The memory is new. */
const locks: Settings = { ...asBuilt, memoryPresent: false };

/** Where only address space layout matters: all designs but those about somebody who takes no part there. */
const LAYOUT = Object.keys(designs).filter(
  (name) => !['option-2-cpus-inside', 'ptdump-lockless', 'ptdump-locked-walk'].includes(name),
);
/** x86 has no fixmap there. */
const ON_ARM64 = LAYOUT.filter((name) => name !== 'x86-free-before-clear');
/** The designs that a question about locks is asked of: without mem_hotplug_lock in vmalloc(), and with it. */
const LOCKS = ['option-1', 'option-2', 'option-2-map-level', 'floor-ceiling'];

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
  'as-built': {
    says: 'arm64 v5.3 to v6.8, any page size; with 64K pages later too: where vmalloc and vmemmap share a table, the fixmap between them pins it',
    settings: asBuilt,
    about: ON_ARM64,
  },
  'as-built-first-add': {
    says: 'the same kernels before the first hot-add: early_fixmap_init() has linked the shared table',
    settings: { ...asBuilt, memoryPresent: false },
    about: ON_ARM64,
  },
  'as-built-v6.9': {
    says: 'arm64 v6.9 on, 4K pages and 48 bits, 16K and 47: the fixmap has moved; boot memory’s vmemmap pins the shared table',
    settings: asBuilt6_9,
    about: ON_ARM64,
  },
  disjoint: {
    says: 'x86; arm64 with 4K/39, 16K/36, 64K/42, and 4K/48 in v5.3 and v5.11 to v6.8: no table is shared',
    settings: disjoint,
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
    says: 'hot-add brings a new node, whose per-CPU statistics may take a new per-CPU chunk, which is mapped',
    settings: { ...locks, allocates: 'percpu' },
    about: LOCKS,
  },
  'new-node-big-chunk': {
    says: 'the same where an array of the chunk exceeds a page, and is vmalloc()’s: units of 32 pages or more, or obj_cgroups (v5.14 on)',
    settings: { ...locks, allocates: 'pcpu_chunk' },
    about: LOCKS,
  },
  'vmap-stack': {
    says: 'CONFIG_VMAP_STACK: onlining starts kswapd, for which kthreadd calls vmalloc()',
    settings: { ...locks, beside: ['kthreadd'], startsKswapd: true },
    about: LOCKS,
  },
  'nested-reader': {
    says: 'kmem_cache_create() holds mem_hotplug_lock for reading (to v5.11); its per-CPU memory takes a new chunk, as in new-node-big-chunk',
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
    settings: { ...disjoint, beside: ['ptdump'] },
    about: ['option-1', 'option-2', 'option-3', 'floor-ceiling', 'ptdump-lockless', 'ptdump-locked-walk'],
  },
  'check-wx': {
    says: 'CONFIG_DEBUG_WX: ptdump_check_wx() walks the tables, at the end of boot, later (v6.12) by check_wx_pages in debugfs',
    settings: { ...disjoint, beside: ['ptdump'], checksWx: true },
    about: ['option-3', 'floor-ceiling', 'ptdump-locked-walk'],
  },
  'hw-walker': {
    says: 'a CPU’s table walker and TLB look at the block’s vmemmap speculatively',
    settings: { ...disjoint, beside: ['mmu'] },
    about: ['option-1', 'option-2', 'option-3', 'floor-ceiling', 'x86-free-before-clear'],
  },
  'what-if-unpinned': {
    says: 'what if neither fixmap nor boot memory were under the shared table? arm64 v6.9 to v6.15 by KASLR and an odd memory map; no kernel before',
    settings: unpinned,
    about: LAYOUT,
  },
  'what-if-first-add': {
    says: 'the same, and the shared table is not there before the first hot-add or vmalloc',
    settings: { ...unpinned, memoryPresent: false },
    about: LAYOUT,
  },
};
