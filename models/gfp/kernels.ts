// SPDX-License-Identifier: MIT
/**
 * The flags and composite masks by kernel version, and what each version's callees do with a mask. Read from v4.14.177,
 * v5.12.9, v6.1-rc7 and v6.18.2; built without CONFIG_LOCKDEP and CONFIG_KASAN_HW_TAGS, whose flags are then 0.
 */

import type { Source } from '../../src/model/types.ts';
import type { Call } from './call.ts';

/** What differs between versions, each as what the kernel does: a formula asks for one of these, never for a version. */
export interface Kernel {
  readonly version: string;
  /** The flags, each with its bit. */
  readonly flags: Readonly<Record<string, number>>;
  /** The composite masks, each as the flags it stands for. */
  readonly composites: Readonly<Record<string, readonly string[]>>;
  /** Where flags and composites are defined. */
  readonly flagsFile: string;
  /** __alloc_pages_slowpath() warns of __GFP_ATOMIC with __GFP_DIRECT_RECLAIM, and takes the first away. */
  readonly warnsOfAtomicReclaim: boolean;
  /** The function that warns of __GFP_NOFAIL above order 1. */
  readonly warnsOfNofailOrder: string;
  /** For what __alloc_pages_may_oom() kills nobody, in the order of its tests, once it has got oom_lock. */
  readonly oomSpares: string;
  /** The function that tells a mask's mobility. */
  readonly mobilityFunc: string;
  /** The function behind might_sleep() that looks at the context. */
  readonly mightSleepFunc: string;
  /** The function by which prepare_alloc_pages() says that it may sleep. */
  readonly mightSleepIf: string;
  /** The function that allocates vmalloc()'s last-level tables, whatever the mask. */
  readonly vmallocTables: string;
  /** vmalloc() allocates its page tables in a memalloc_nofs or memalloc_noio scope where the mask asks for it. */
  readonly vmallocScopes: boolean;
  /** vmalloc() is said to need __GFP_DIRECT_RECLAIM and to take no zone modifier. */
  readonly vmallocNeedsReclaim: boolean;
  /** The function that looks at vmalloc()'s flags. */
  readonly vmallocRange: string;
  /** vmalloc() tries again and again where the mask has __GFP_NOFAIL. */
  readonly vmallocNofail: boolean;
  /** By what alloc_contig_range() empties the per-CPU LRU lists: work on every CPU, which it waits for. */
  readonly contigDrains: string;
  /** alloc_contig_range() looks at the mask first, and returns -EINVAL for flags that it does not know. */
  readonly contigVerifies: boolean;
  /** The function that is alloc_contig_range(), which is a macro from v6.10 on. */
  readonly contigRange: string;
  /** alloc_contig_range() allocates the pages it migrates to with the caller's mask, not with one of its own. */
  readonly contigTargetsFollowMask: boolean;
  /** The pages that alloc_contig_range() returns are zeroed where the mask has __GFP_ZERO. */
  readonly contigZeroes: boolean;
  /** The function that allocates the pages to migrate to, and its file. */
  readonly contigTarget: { readonly func: string; readonly file: string };
}

/** From bit 0 up, in v4.14; `-` for the bit that __GFP_NOTRACK had. */
const FLAGS_4_14 =
  'DMA HIGHMEM DMA32 MOVABLE RECLAIMABLE HIGH IO FS COLD NOWARN RETRY_MAYFAIL NOFAIL NORETRY MEMALLOC COMP ' +
  'ZERO NOMEMALLOC HARDWALL THISNODE ATOMIC ACCOUNT - DIRECT_RECLAIM WRITE KSWAPD_RECLAIM';
/** In v5.12 and v6.1. */
const FLAGS_5_12 =
  'DMA HIGHMEM DMA32 MOVABLE RECLAIMABLE HIGH IO FS ZERO ATOMIC DIRECT_RECLAIM KSWAPD_RECLAIM WRITE NOWARN ' +
  'RETRY_MAYFAIL NOFAIL NORETRY MEMALLOC COMP NOMEMALLOC HARDWALL THISNODE ACCOUNT';
const bits = (names: string) =>
  Object.fromEntries(
    names.split(' ').flatMap((name, bit) => (name === '-' ? [] : [[`__GFP_${name}`, 1 << bit]])),
  );

const RECLAIM = ['__GFP_DIRECT_RECLAIM', '__GFP_KSWAPD_RECLAIM'];
const GFP_KERNEL = [...RECLAIM, '__GFP_IO', '__GFP_FS'];
const GFP_USER = [...GFP_KERNEL, '__GFP_HARDWALL'];
const MOVABLE = [...GFP_USER, '__GFP_HIGHMEM', '__GFP_MOVABLE'];
const composites = (atomic: readonly string[], nowait: readonly string[]) => ({
  GFP_KERNEL,
  GFP_ATOMIC: ['__GFP_HIGH', ...atomic, '__GFP_KSWAPD_RECLAIM'],
  GFP_NOWAIT: ['__GFP_KSWAPD_RECLAIM', ...nowait],
  GFP_NOIO: RECLAIM,
  GFP_NOFS: [...RECLAIM, '__GFP_IO'],
  GFP_USER,
  GFP_KERNEL_ACCOUNT: [...GFP_KERNEL, '__GFP_ACCOUNT'],
  GFP_DMA: ['__GFP_DMA'],
  GFP_DMA32: ['__GFP_DMA32'],
  GFP_HIGHUSER: [...GFP_USER, '__GFP_HIGHMEM'],
  GFP_HIGHUSER_MOVABLE: MOVABLE,
  GFP_TRANSHUGE_LIGHT: [
    ...MOVABLE.filter((flag) => !RECLAIM.includes(flag)),
    '__GFP_COMP',
    '__GFP_NOMEMALLOC',
    '__GFP_NOWARN',
  ],
});

const v4_14: Kernel = {
  version: 'v4.14',
  flags: bits(FLAGS_4_14),
  composites: composites(['__GFP_ATOMIC'], []),
  flagsFile: 'include/linux/gfp.h',
  warnsOfAtomicReclaim: true,
  warnsOfNofailOrder: 'rmqueue',
  oomSpares: 'high_zoneidx < ZONE_NORMAL, then gfp & __GFP_THISNODE',
  mobilityFunc: 'gfpflags_to_migratetype',
  mightSleepFunc: '___might_sleep',
  mightSleepIf: 'might_sleep_if',
  vmallocTables: 'vmap_pte_range',
  vmallocScopes: false,
  vmallocNeedsReclaim: false,
  vmallocRange: '__vmalloc_node',
  vmallocNofail: false,
  contigDrains: 'migrate_prep()',
  contigVerifies: false,
  contigRange: 'alloc_contig_range',
  contigTargetsFollowMask: false,
  contigZeroes: false,
  contigTarget: { func: 'new_page_nodemask', file: 'include/linux/migrate.h' },
};
const v5_12: Kernel = {
  ...v4_14,
  version: 'v5.12',
  flags: bits(FLAGS_5_12),
  oomSpares: 'gfp & (__GFP_RETRY_MAYFAIL | __GFP_THISNODE), then highest_zoneidx < ZONE_NORMAL',
  mobilityFunc: 'gfp_migratetype',
  contigTarget: { func: '__alloc_contig_migrate_range', file: 'mm/page_alloc.c' },
};
const v6_1: Kernel = {
  ...v5_12,
  version: 'v6.1',
  flagsFile: 'include/linux/gfp_types.h',
  mightSleepFunc: '__might_resched',
  mightSleepIf: 'might_alloc',
  contigDrains: 'lru_cache_disable()',
  vmallocTables: 'vmap_pages_pte_range',
  vmallocScopes: true,
  vmallocNeedsReclaim: true,
  vmallocRange: '__vmalloc_node_range',
  vmallocNofail: true,
};
const v6_18: Kernel = {
  ...v6_1,
  version: 'v6.18',
  flags: bits(FLAGS_5_12.replace('ATOMIC', '-')),
  composites: composites([], ['__GFP_NOWARN']),
  warnsOfAtomicReclaim: false,
  warnsOfNofailOrder: '__alloc_pages_slowpath',
  vmallocRange: '__vmalloc_node_range_noprof',
  contigVerifies: true,
  contigRange: 'alloc_contig_range_noprof',
  contigTargetsFollowMask: true,
  contigZeroes: true,
};

export const kernels = { 'v4.14': v4_14, 'v5.12': v5_12, 'v6.1': v6_1, 'v6.18': v6_18 } as const;

/** The value of a mask written as flags and composites between `|`. A flag that the version lacks is 0. */
export const valueOf = ({ flags, composites: named }: Kernel, mask: string): number =>
  mask
    .split('|')
    .flatMap((name) => named[name] ?? [name])
    .reduce((value, flag) => value | (flags[flag] ?? 0), 0);

/** A formula's place in a file of the version. */
export const places = (k: Kernel) => {
  const inFile =
    (file: string) =>
    (func: string): Source => ({ func, file, version: k.version });
  return {
    inFile,
    pageAlloc: inFile('mm/page_alloc.c'),
    vmalloc: inFile('mm/vmalloc.c'),
    gfp: inFile('include/linux/gfp.h'),
  };
};

/** `has('FS')`: is the flag in the mask? Never where the version has no such flag. */
export const flagsOf = (k: Kernel) => (name: string) => {
  const bit = k.flags[`__GFP_${name}`] ?? 0;
  return (c: Call) => (c.gfp & bit) !== 0;
};
