// SPDX-License-Identifier: MIT
/** Blocks whose memmap lies on themselves: which sizes of page, block, page block and struct page go together. */
import { spaceModel } from '../../src/model/types.ts';
import { parameters } from './block.ts';
import type { Architecture, Limits } from './block.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { formulasOf } from './formulas.ts';
import { kernels } from './kernels.ts';
import type { Kernel } from './kernels.ts';
import { properties } from './properties.ts';
import { short } from './short.ts';

export const memmapAlignment = spaceModel<Decisions, Kernel, Limits>({
  name: 'memmap-alignment',
  asks: 'Can what is left of a block behind its own memmap be no whole page blocks, although the memmap is whole PMDs?',
  short,
  assumptions: [
    'Architectures are those that a version lets have it; ppc64 is radix, with huge pages of a PMD.',
    'Sizes are the defaults of Kconfig: ARCH_FORCE_MAX_ORDER (FORCE_MAX_ZONEORDER) of each page size; CONFIG_PAGE_BLOCK_MAX_ORDER of v6.18 is the largest or 7.',
    'A block is a power of two of sections; x86-64 chooses by the size of memory, arm64 and s390 have one section, ppc64 what firmware says.',
    'sizeof(struct page) is 64; 56 to 96 with other options. Page blocks of CONFIG_HUGETLB_PAGE_SIZE_VARIABLE are those of the default huge page.',
  ],
  designs,
  configurations: {
    'v5.14': { says: 'Linux v5.14', settings: kernels['v5.14'] },
    'v6.1': { says: 'Linux v6.1', settings: kernels['v6.1'] },
    'v6.8': { says: 'Linux v6.8', settings: kernels['v6.8'] },
    'v6.18': { says: 'Linux v6.18', settings: kernels['v6.18'] },
  },
  bounds: {
    tiny: {
      says: 'blocks of 1 to 16 sections; a struct page of 64 bytes',
      limits: { sections: 16, structPages: 1 },
    },
    small: {
      says: 'blocks of 1 to 256 sections; five sizes of struct page',
      limits: { sections: 256, structPages: 5 },
    },
    large: {
      says: 'blocks of 1 to 16384 sections; five sizes of struct page',
      limits: { sections: 16384, structPages: 5 },
    },
  },
  build(decisions, kernel, limits) {
    return {
      space: {
        parameters: parameters(Object.keys(kernel.sizes) as Architecture[], kernel.pageBlockMax, limits),
        formulas: formulasOf(kernel, decisions),
      },
      properties,
    };
  },
});
