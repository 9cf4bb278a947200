// SPDX-License-Identifier: MIT
/** What is there at first, how large its memmap is, and what may go wrong. */
import type { Configuration } from '../../src/model/types.ts';
import type { Geometry } from './layout.ts';
import type { Settings } from './memory.ts';

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

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
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
};
