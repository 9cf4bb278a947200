// SPDX-License-Identifier: MIT
/** What kernels decide, by version, and what happens when one decision is taken back or another is made. */
import type { Design } from '../../src/model/types.ts';

/** The pages that a consumer is told of: all of the block, or what is left of it behind its memmap. */
export type Told = 'block' | 'rest';

export interface Decisions {
  /** Conditions a, b, c of mhp_supports_memmap_on_memory(). */
  readonly oneBlock: boolean;
  readonly wholePmds: boolean;
  readonly wholePageblocks: boolean;
  /** Memmap from an altmap is populated by base pages, not by whole PMDs. */
  readonly basePages: boolean;
  /** Each section has its memmap at its own beginning, not at that of its block. */
  readonly perSection: boolean;
  /** What add_memory_resource() does where the range can't have its memmap on itself. */
  readonly unsupported: '-EINVAL' | 'memmap elsewhere';
  /** A range is added block by block, each with an altmap of its own. */
  readonly addsEachBlock: boolean;
  /** The altmap is handed to arch_remove_memory() where the block devices can't be created. */
  readonly altmapOnError: boolean;
  /** A removal of several blocks: refused where one has its memmap on itself; block by block; all with one altmap. */
  readonly removes: 'one block' | 'each block' | 'all at once';
  /** A removal that mixes blocks with and without an altmap is refused. */
  readonly refusesMixed: boolean;
  /** The block devices are removed under mem_hotplug_lock. */
  readonly devicesUnderLock: boolean;
  /** mem_hotplug_lock is held over online_pages() alone, or over all of memory_block_online(). */
  readonly lockOver: 'pages' | 'block';
  /** MEM_PREPARE_ONLINE and MEM_FINISH_OFFLINE. */
  readonly prepares: boolean;
  /** mem->zone says which zone a block is in, not its first struct page. */
  readonly memZone: boolean;
  /** online_pages() is told of the memmap, and takes care itself: as posted. */
  readonly calleeKnows: boolean;
  /** What zone_for_pfn_range(), node_states_check_changes_*(), memory_notify() and the hole check are told of. */
  readonly zoneOf: Told;
  readonly nodeOf: Told;
  readonly notifierOf: Told;
  readonly holesOf: Told | 'block, compared with rest';
  /** The head's pages are taken off present_pages before offline_pages(), not after it. */
  readonly unaccountsFirst: boolean;
  /** The version that drivers/base/memory.c and mm/memory_hotplug.c are read from. */
  readonly version: string;
}

const V61: Decisions = {
  oneBlock: true,
  wholePmds: true,
  wholePageblocks: true,
  basePages: false,
  perSection: false,
  unsupported: '-EINVAL',
  addsEachBlock: false,
  altmapOnError: false,
  removes: 'one block',
  refusesMixed: false,
  devicesUnderLock: false,
  lockOver: 'pages',
  prepares: false,
  memZone: true,
  calleeKnows: false,
  zoneOf: 'block',
  nodeOf: 'rest',
  notifierOf: 'rest',
  holesOf: 'rest',
  unaccountsFirst: true,
  version: 'v6.1',
};
/** With the two fixes of v6.7, which v6.1.192 has. */
const FIXED: Decisions = { ...V61, altmapOnError: true, lockOver: 'block' };
const V68: Decisions = {
  ...V61,
  oneBlock: false,
  unsupported: 'memmap elsewhere',
  addsEachBlock: true,
  removes: 'each block',
  refusesMixed: true,
  devicesUnderLock: true,
  lockOver: 'block',
  version: 'v6.8',
};
const V514: Decisions = { ...V61, memZone: false, version: 'v5.14' };
const POSTED: Decisions = {
  ...V514,
  calleeKnows: true,
  zoneOf: 'block',
  nodeOf: 'block',
  notifierOf: 'block',
  holesOf: 'block',
  lockOver: 'pages',
};
const whatIf = (says: string, source: string, decisions: Partial<Decisions>): Design<Decisions> => ({
  says: `As v6.1-fixed, but ${says}`,
  source: `v6.1 with the fixes of v6.7: ${source}`,
  decisions: { ...FIXED, ...decisions },
});

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'as-posted': {
    says: 'online_pages() and offline_pages() are told of the memmap, and tell everybody of the whole block.',
    source:
      'mm,memory_hotplug: Allocate memmap from the added memory range, v5, 19 March 2021, as its review quotes it',
    decisions: POSTED,
  },
  'v5.14': {
    says: 'As merged: memory_block_online() hands on what is left behind the memmap.',
    source: 'a08a2ae34613 (v5.13); v5.14-rc5 drivers/base/memory.c, mm/memory_hotplug.c',
    decisions: V514,
  },
  'v6.1': {
    says: 'As v5.14; mem->zone says which zone.',
    source: 'v6.1-rc7 drivers/base/memory.c, mm/memory_hotplug.c',
    decisions: V61,
  },
  'v6.1-fixed': {
    says: 'v6.1 with altmap passed where devices fail, and mem_hotplug_lock over memory_block_online().',
    source: 'f42ce5f087eb, 001002e73712 (v6.7); v6.1.192',
    decisions: FIXED,
  },
  'v6.8': {
    says: 'Range by range no more: each block has an altmap, is added and removed by itself.',
    source: '6b8f0798b85a (v6.8); v6.8.0 drivers/base/memory.c, mm/memory_hotplug.c',
    decisions: V68,
  },
  'v6.9': {
    says: 'As v6.8, and MEM_PREPARE_ONLINE before, MEM_FINISH_OFFLINE after.',
    source: 'c5f1e2d18909 (v6.9); v6.9.0, v6.18.2 drivers/base/memory.c',
    decisions: { ...V68, prepares: true, version: 'v6.9' },
  },
  'what-if-offsets-alone': whatIf(
    'zone_for_pfn_range() as well is told of what is left of the block.',
    'the review of March 2021, to the letter',
    { zoneOf: 'rest' },
  ),
  'what-if-notifiers-told-block': whatIf('notifiers are told of the whole block.', 'as posted', {
    notifierOf: 'block',
  }),
  'what-if-node-by-block': whatIf('node states are looked at for the whole block.', 'as posted', {
    nodeOf: 'block',
  }),
  'what-if-holes-of-block': whatIf('holes are looked for in the whole block.', 'as posted', {
    holesOf: 'block',
  }),
  'what-if-holes-mixed': whatIf(
    'holes are looked for in the whole block, and the sum compared with what is left.',
    'count_system_ram_pages_cb() without the compensation that the review asks about',
    { holesOf: 'block, compared with rest' },
  ),
  'what-if-unaccount-last': whatIf(
    'the head is taken off present_pages after offline_pages().',
    'the reverse of the order in which memory_block_online() counts',
    { unaccountsFirst: false },
  ),
  'what-if-without-a': whatIf(
    'a range of several blocks has one altmap (condition a).',
    'condition a left out',
    {
      oneBlock: false,
    },
  ),
  'what-if-without-b': whatIf('the memmap need not be whole PMDs (condition b).', 'condition b left out', {
    wholePmds: false,
  }),
  'what-if-without-c': whatIf(
    'what is left need not be whole page blocks (condition c).',
    'condition c left out',
    {
      wholePageblocks: false,
    },
  ),
  'what-if-posted-without-c': {
    says: 'As posted, without condition c: online_pages_range() has a VM_BUG_ON().',
    source: 'the review of March 2021: perfectly recoverable',
    decisions: { ...POSTED, wholePageblocks: false },
  },
  'what-if-base-pages': whatIf(
    'memmap from an altmap is mapped by base pages; no condition b.',
    'the TODO of mhp_supports_memmap_on_memory()',
    { wholePmds: false, basePages: true },
  ),
  'what-if-per-section': whatIf(
    'each section has its memmap at its own beginning.',
    'the changelog of March 2021: the beginning of each memory section',
    { perSection: true, calleeKnows: true, nodeOf: 'block', notifierOf: 'block', holesOf: 'block' },
  ),
  'what-if-remove-each-block': whatIf(
    'arch_remove_memory() is called block by block, each with what its block has.',
    'the review of March 2021: arch_remove_memory() in the callback of walk_memory_blocks()',
    { removes: 'each block' },
  ),
  'what-if-remove-all-at-once': whatIf(
    'several blocks are removed with the altmap of the first that has one.',
    'try_remove_memory() without its check of the size',
    { removes: 'all at once' },
  ),
};
