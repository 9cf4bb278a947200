// SPDX-License-Identifier: MIT
/** Memory whose memmap lies on itself: added, brought online and offline, removed, and walked by pfn. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { adder } from './add.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import type { Geometry } from './layout.ts';
import { memoryOf } from './memory.ts';
import type { Build, Limits, Settings } from './memory.ts';
import { offliner } from './offline.ts';
import { onliner } from './online.ts';
import { propertiesOf } from './properties.ts';
import { remover } from './remove.ts';
import { walker } from './walker.ts';

/** x86-64 by its proportions: a block's memmap is a whole PMD, and so is a page block. */
const aligned: Geometry = { memmap: 1, pmd: 1, pageblock: 1 };
const dimm: Settings = {
  geometry: aligned,
  first: 'nothing',
  lacks: 'nothing',
  refuses: false,
  misaligned: false,
  walkerLocks: true,
  standby: false,
  otherPages: 0,
  zoneEndsInHead: false,
};
const MERGED = ['v5.14', 'v6.1', 'v6.1-fixed', 'v6.8', 'v6.9'];
const VERSIONS = ['as-posted', ...MERGED];
const REMOVALS = ['what-if-remove-each-block', 'what-if-remove-all-at-once'];
const CONSUMERS = [
  'what-if-offsets-alone',
  'what-if-notifiers-told-block',
  'what-if-node-by-block',
  'what-if-holes-of-block',
  'what-if-holes-mixed',
  'what-if-unaccount-last',
];

export const memmapOnMemory = model<Decisions, Settings, Limits>({
  name: 'memmap-on-memory',
  asks: 'Does hot-added memory that holds its own memmap come and go, block by block, without anybody missing it?',
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'Two blocks of two sections, pages by the quarter of a block: what is counted is in proportion. A whole range of vmemmap is there or not; no intermediate page table is looked at.',
    'Adds, onlines, offlines and removals all hold device_hotplug_lock, as they do from v4.20 on; device_lock, kernfs and cpu_hotplug_lock are in memory-block.',
    'The node is online already, and has no other memory unless a configuration says so. One zone, ZONE_NORMAL; ZONE_DMA32 where a configuration says so.',
    'Notifiers are page_ext’s and, of s390, the one that makes memory accessible; KASAN’s shadow is left out.',
    'vmemmap is populated and freed as x86-64 does it, CONFIG_SPARSEMEM_VMEMMAP; struct pages that are poisoned read as Reserved.',
    'Whoever adds memory asks for MHP_MEMMAP_ON_MEMORY; a removal is asked for of memory that is there, and the memory is unplugged after it.',
    'A pfn walker looks at one page. The force mode of v6.6 is in memmap-alignment.',
  ],
  designs,
  configurations: {
    dimm: {
      says: 'two blocks of a DIMM that come and go; nothing fails',
      settings: dimm,
      about: [...VERSIONS, 'what-if-without-a', ...REMOVALS],
    },
    failures: {
      says: 'as dimm; a block device may lack memory, an online or an offline may be refused',
      settings: { ...dimm, lacks: 'devices', refuses: true },
      about: VERSIONS,
    },
    'no-memory': {
      says: 'as dimm; a section’s usage map or page tables may lack memory',
      settings: { ...dimm, lacks: 'sections' },
      about: MERGED,
    },
    misaligned: {
      says: 'as dimm; ranges that are no whole blocks are added and removed as well',
      settings: { ...dimm, misaligned: true },
      about: MERGED,
    },
    boot: {
      says: 'block 0 is boot memory, online; block 1 is added',
      settings: { ...dimm, first: 'boot memory' },
      about: [...MERGED, ...REMOVALS],
    },
    mixed: {
      says: 'block 0 was added with its memmap elsewhere, and is online; block 1 is added',
      settings: { ...dimm, first: 'hot-added' },
      about: [...MERGED, ...REMOVALS],
    },
    'half-pmd': {
      says: 'the memmap of a block is half a PMD of vmemmap',
      settings: { ...dimm, geometry: { memmap: 1, pmd: 2, pageblock: 1 } },
      about: ['v6.1-fixed', 'v6.8', 'what-if-without-b', 'what-if-base-pages'],
    },
    'wide-pageblock': {
      says: 'a page block is twice a PMD: CONFIG_HUGETLB_PAGE off, blocks of 128 MiB',
      settings: { ...dimm, geometry: { memmap: 1, pmd: 1, pageblock: 2 } },
      about: ['as-posted', 'v6.1-fixed', 'v6.8', 'what-if-without-c', 'what-if-posted-without-c'],
    },
    'whole-section': {
      says: 'the memmap of a block fills its first section: 64 sections a block, in proportion',
      settings: { ...dimm, geometry: { memmap: 2, pmd: 1, pageblock: 1 } },
      about: [...VERSIONS, ...CONSUMERS, 'what-if-per-section'],
    },
    'lockless-walker': {
      says: 'as dimm; the walker is /proc/kpagecount, which takes no lock',
      settings: { ...dimm, walkerLocks: false },
      about: ['v6.1-fixed', 'v6.8', 'v6.9'],
    },
    standby: {
      says: 'standby memory of s390: a notifier makes it accessible; before v6.9 s390 does not ask for this',
      settings: { ...dimm, standby: true, refuses: true },
      about: ['v6.8', 'v6.9'],
    },
    'what-if-tiny-node': {
      says: 'the node has other memory, but less than the memmap of a block',
      settings: { ...dimm, otherPages: 1 },
      about: ['v6.1-fixed', 'what-if-node-by-block'],
    },
    'what-if-zone-ends-in-head': {
      says: 'ZONE_DMA32 ends within the head of block 0: hot-added memory begins with a block, so none does',
      settings: { ...dimm, zoneEndsInHead: true },
      about: ['v6.1-fixed', 'v6.8', 'what-if-offsets-alone'],
    },
  },
  bounds: {
    tiny: {
      says: 'one add, one online, one offline, one removal; the first page walked',
      limits: { adds: 1, onlines: 1, offlines: 1, removals: 1, pfns: 1 },
    },
    small: {
      says: 'two adds, two onlines, one offline, one removal; one page of four walked',
      limits: { adds: 2, onlines: 2, offlines: 1, removals: 1, pfns: 4 },
    },
    large: {
      says: 'two adds, two onlines, two offlines, two removals; one page of four walked',
      limits: { adds: 2, onlines: 2, offlines: 2, removals: 2, pfns: 4 },
    },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings);
    const b: Build = { memory, decisions, settings, limits };
    return {
      machine: system({
        id: 'memmap-on-memory',
        memory,
        threads: [adder(b), onliner(b), offliner(b), remover(b), walker(b)],
      }),
      properties: propertiesOf(decisions, settings, limits),
    };
  },
});
