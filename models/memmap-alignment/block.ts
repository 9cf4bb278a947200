// SPDX-License-Identifier: MIT
/** A memory block and its memmap: what a kernel was built for, and what is derived from that (formulas.ts). */
import type { Scalar } from '../../src/model/domain.ts';
import type { PointValue } from '../../src/model/space.ts';

export const ARCHITECTURES = [
  'x86-64',
  'arm64 4K',
  'arm64 16K',
  'arm64 64K',
  'ppc64 4K',
  'ppc64 64K',
  's390',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number];
/** Why page blocks are as large as they are: CONFIG_HUGETLB_PAGE, CONFIG_TRANSPARENT_HUGEPAGE alone, neither. */
export const HUGE = ['HUGETLB', 'THP', 'neither'] as const;
/** sizeof(struct page): 64 bytes, and what debugging options make of it. */
const STRUCT_PAGE = [64, 56, 72, 80, 96] as const;

export interface Limits {
  /** Blocks of 1 to this many sections, by powers of two. */
  readonly sections: number;
  readonly structPages: number;
}

/** A point, and what is derived from it. All sizes in bytes. */
export interface Block {
  readonly architecture: Architecture;
  readonly huge: (typeof HUGE)[number];
  /** CONFIG_PAGE_BLOCK_MAX_ORDER: as large as the buddy allocator's, or 2^7 pages (v6.18). */
  readonly page_block_max: 'default' | 'order 7';
  readonly sections: number;
  readonly struct_page: number;
  readonly page_size: number;
  readonly pmd_size: number;
  readonly section_size: number;
  readonly pageblock_size: number;
  readonly block_size: number;
  readonly vmemmap_size: number;
  /** By what the architecture maps vmemmap out of an altmap. */
  readonly mapping_size: number;
  /** What is kept of the block for its memmap. */
  readonly reserved_size: number;
  readonly remaining_size: number;
  readonly whole_mappings: boolean;
  readonly whole_pageblocks: boolean;
  readonly accepted: boolean;
}

const among = <T extends PointValue>(values: readonly T[]): Scalar<PointValue> => ({
  kind: 'scalar',
  values,
  initial: values[0] as T,
  says: values.join(', '),
});

export function parameters(
  architectures: readonly Architecture[],
  lowered: boolean,
  { sections, structPages }: Limits,
): Readonly<Record<string, Scalar<PointValue>>> {
  const powers = Array.from({ length: Math.log2(sections) + 1 }, (_, i) => 2 ** i);
  return {
    struct_page: among(STRUCT_PAGE.slice(0, structPages)),
    architecture: among(architectures),
    sections: among(powers),
    huge: among(HUGE),
    page_block_max: among(lowered ? (['default', 'order 7'] as const) : (['default'] as const)),
  };
}
