// SPDX-License-Identifier: MIT
/** What differs between versions, read from v5.14-rc5, v6.1-rc7, v6.8.0 and v6.18.2. */
import type { Architecture } from './block.ts';

const MiB = 2 ** 20;
const KiB = 2 ** 10;

export interface Sizes {
  readonly page: number;
  readonly pmd: number;
  readonly section: number;
  /** The largest order of the buddy allocator: MAX_ORDER - 1, MAX_PAGE_ORDER. */
  readonly maxOrder: number;
}
export interface Kernel {
  readonly version: string;
  /** Those that select ARCH_MHP_MEMMAP_ON_MEMORY_ENABLE, or have it in their Kconfig. */
  readonly sizes: Readonly<Partial<Record<Architecture, Sizes>>>;
  /** pageblock_order is min(HUGETLB_PAGE_ORDER, the largest order), not HUGETLB_PAGE_ORDER alone. */
  readonly capped: boolean;
  /** Where huge pages are transparent alone, page blocks are as large as those. */
  readonly thpBlocks: boolean;
  /** CONFIG_PAGE_BLOCK_MAX_ORDER. */
  readonly pageBlockMax: boolean;
  /** What tells whether the memmap can be mapped without touching that of other blocks. */
  readonly mapsBy: string;
  /** ppc64 with pages of 64K maps memmap from an altmap by those. */
  readonly basePages: boolean;
}

const X86: Sizes = { page: 4 * KiB, pmd: 2 * MiB, section: 128 * MiB, maxOrder: 10 };
const V514: Kernel['sizes'] = {
  'x86-64': X86,
  'arm64 4K': X86,
  'arm64 16K': { page: 16 * KiB, pmd: 32 * MiB, section: 128 * MiB, maxOrder: 11 },
  'arm64 64K': { page: 64 * KiB, pmd: 512 * MiB, section: 512 * MiB, maxOrder: 13 },
};
const V68: Kernel['sizes'] = {
  ...V514,
  'ppc64 4K': { page: 4 * KiB, pmd: 2 * MiB, section: 16 * MiB, maxOrder: 12 },
  'ppc64 64K': { page: 64 * KiB, pmd: 2 * MiB, section: 16 * MiB, maxOrder: 8 },
};
const V618: Kernel['sizes'] = {
  ...V68,
  s390: { page: 4 * KiB, pmd: MiB, section: 128 * MiB, maxOrder: 10 },
};

const OLD = { thpBlocks: false, pageBlockMax: false, basePages: false, capped: true };
const SUPPORTS = 'mhp_supports_memmap_on_memory';
export const kernels = {
  'v5.14': { ...OLD, version: 'v5.14', sizes: V514, capped: false, mapsBy: SUPPORTS },
  'v6.1': { ...OLD, version: 'v6.1', sizes: V514, mapsBy: SUPPORTS },
  'v6.8': {
    ...OLD,
    version: 'v6.8',
    sizes: V68,
    basePages: true,
    mapsBy: 'arch_supports_memmap_on_memory',
  },
  'v6.18': {
    version: 'v6.18',
    sizes: V618,
    basePages: true,
    capped: true,
    thpBlocks: true,
    pageBlockMax: true,
    mapsBy: 'arch_supports_memmap_on_memory',
  },
} as const satisfies Readonly<Record<string, Kernel>>;
