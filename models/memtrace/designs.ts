// SPDX-License-Identifier: MIT
/** How memtrace takes its memory: by version, as posted, and with one decision taken back or repaired. */
import type { Design } from '../../src/model/types.ts';

export interface Decisions {
  /** Memory is taken offline and removed, and added again; else alloc_contig_pages() takes it. */
  readonly offlines: boolean;
  /** memtrace_mutex is held over a write to `enable`. */
  readonly mutex: boolean;
  /** The memory is cleared before anybody may read it. */
  readonly clears: boolean;
  /** What keeps others away from the pages that have no linear mapping. */
  readonly flag: 'PG_offline' | 'PG_reserved' | 'none';
  /** __GFP_FS is in the mask, so that pages of files are moved out of the way. */
  readonly fs: boolean;
  /** ZONE_MOVABLE is looked at as well. */
  readonly movable: boolean;
  /** pfn_range_valid_contig() wants page_count() to be 0. */
  readonly pageCount: boolean;
  /** The file `trace` may be mapped, and debugfs does not keep readers and removal apart: debugfs_create_file_unsafe(). */
  readonly mmap: boolean;
  /** What is given back is mapped before it is freed. */
  readonly mapsFirst: boolean;
  /** memtrace_size is set before the files are made, so that a failure leaves no memory that nobody frees. */
  readonly sizeFirst: boolean;
  /** The file goes before what it reads. */
  readonly fileFirst: boolean;
  /** The version that the steps were read from, and the mask as it is written. */
  readonly version: string;
  readonly mask: string;
}

const V58: Decisions = {
  offlines: true,
  mutex: false,
  clears: false,
  flag: 'none',
  fs: true,
  movable: true,
  pageCount: false,
  mmap: false,
  mapsFirst: true,
  sizeFirst: false,
  fileFirst: false,
  version: 'v5.8',
  mask: '',
};
const MERGED = 'GFP_KERNEL | __GFP_THISNODE | __GFP_NOWARN';
const V511: Decisions = {
  ...V58,
  offlines: false,
  mutex: true,
  clears: true,
  flag: 'PG_offline',
  movable: false,
  pageCount: true,
  version: 'v5.11',
  mask: MERGED,
};
const POSTED: Decisions = {
  ...V511,
  mutex: false,
  clears: false,
  fs: false,
  mask: '__GFP_THISNODE | __GFP_NOWARN',
};
const V514: Decisions = { ...V511, pageCount: false, mmap: true, version: 'v5.14' };

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'v5.8': {
    says: 'v4.14 to v5.10: memory is taken offline and removed; no mutex; nothing is cleared.',
    source: 'v5.8 arch/powerpc/platforms/powernv/memtrace.c',
    decisions: V58,
  },
  'v5.10-fixed': {
    says: 'The same with the mutex and with the memory cleared (stable, and what v5.11 rewrote).',
    source:
      'd6718941a276 "Fix crashing the kernel when enabling concurrently", c74cf7a3d59a "Don’t leak kernel memory to user space"',
    decisions: { ...V58, mutex: true, clears: true },
  },
  'as-posted': {
    says: 'alloc_contig_pages() and PG_offline, as first posted: mask of two flags, no mutex, not cleared.',
    source: 'powernv/memtrace: don’t abuse memory hot(un)plug, v1, October 2020',
    decisions: POSTED,
  },
  'v5.11': {
    says: 'As merged: the mask asked for in review, the mutex, the memory cleared.',
    source: '0bd4b96d9910 (v5.11) arch/powerpc/platforms/powernv/memtrace.c',
    decisions: V511,
  },
  'v5.14': {
    says: 'v5.13 to v6.18: pages in use do not end the search; trace may be mapped (v5.12).',
    source:
      'v5.14, v6.18 memtrace.c; eb14d4eefdc4 (v5.13) "drop unnecessary checks from pfn_range_valid_contig"',
    decisions: V514,
  },
  'what-if-posted-mask': {
    says: 'As v5.14, but with the mask as first posted: __GFP_THISNODE | __GFP_NOWARN.',
    source: 'the mask of v1, where pages in use are moved',
    decisions: { ...V514, fs: false, mask: POSTED.mask },
  },
  'what-if-noio': {
    says: 'As v5.14, but with GFP_NOIO, which the review called the posted mask in effect.',
    source: 'the reply of November 2020',
    decisions: { ...V514, fs: false, mask: 'GFP_NOIO | __GFP_THISNODE | __GFP_NOWARN' },
  },
  'what-if-no-mutex': {
    says: 'As v5.11, without the mutex.',
    source: 'v5.11 with d6718941a276 taken back',
    decisions: { ...V511, mutex: false },
  },
  'what-if-pg-reserved': {
    says: 'As v5.11, with PG_reserved instead of PG_offline.',
    source: 'note 2 of the patch: PG_reserved isn’t sufficient',
    decisions: { ...V511, flag: 'PG_reserved' },
  },
  'what-if-no-flag': {
    says: 'As v5.11, with neither flag.',
    source: 'v5.11 with __SetPageOffline() taken away',
    decisions: { ...V511, flag: 'none' },
  },
  'what-if-free-first': {
    says: 'As v5.11, but memory is freed before its linear mapping is back.',
    source: 'v5.11 memtrace_free() the other way round',
    decisions: { ...V511, mapsFirst: false },
  },
  'what-if-zone-movable': {
    says: 'As v5.11, but memory is taken from ZONE_MOVABLE as well.',
    source: 'note 1 of the patch: we could make an exception',
    decisions: { ...V511, movable: true, mask: `${MERGED} | __GFP_MOVABLE` },
  },
  'what-if-repaired': {
    says: 'As v5.11, but memtrace_size is set before the files are made, and a file goes before its memory.',
    source: 'v5.11 with memtrace_init_debugfs() and memtrace_free_regions() in another order',
    decisions: { ...V511, sizeFirst: true, fileFirst: true },
  },
};
