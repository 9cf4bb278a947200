// SPDX-License-Identifier: MIT
/** Which page tables vmalloc and what hot-remove unmaps have in common, by architecture, version and build, and what keeps them. */
import { spaceModel } from '../../src/model/types.ts';
import type { Configuration } from '../../src/model/types.ts';
import type { Picked, Kernel, Limits } from './layout.ts';
import { ELSEWHERE, designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { kernels } from './kernels.ts';
import { properties } from './properties.ts';
import { formulasOf } from './tables.ts';
import { short } from './short.ts';

export const kernelVaLayout = spaceModel<Decisions, Kernel, Limits>({
  name: 'kernel-va-layout',
  asks: 'Which page tables do vmalloc and hot-remove share, by architecture, version and build, and can one ever be freed?',
  short,
  assumptions: [
    'struct page has 64 bytes; CONFIG_SPARSEMEM_VMEMMAP. CONFIG_KASAN on arm64 and x86 alone.',
    'A table is shared if one page of it leads to addresses of both regions, whether or not both are in use there. The root is shared by all, and never freed.',
    'Boot memory stays: arm64 refuses to offline it from v5.7 on, elsewhere the first section holds the kernel or reserved pages.',
    'The lowest addresses of the vmalloc range are in use since boot; all of KASAN’s shadow is mapped at boot.',
    'What the fixmap has is counted with every option on. PCI I/O pins a table where a host bridge has I/O space.',
    'KASLR: where the kernel itself lies is left out; so is modules’ place within vmalloc on arm64. s390 v6.18 without KASLR.',
    'arm64 from v5.11 on: the CPU has 44 bits of physical addresses where that matters (memstart_addr).',
    'x86 KASLR: rand % n is taken as uniform. A point shows the draw that brings the two regions nearest.',
  ],
  designs,
  configurations: Object.fromEntries(
    Object.entries(kernels).map(([name, { says, kernel, options }]): [string, Configuration<Kernel>] => [
      name,
      { says, settings: kernel, ...(options ? {} : { about: ELSEWHERE }) },
    ]),
  ),
  bounds: {
    tiny: {
      says: 'every build without KASAN; one bank of memory where a machine usually has it',
      limits: { kasan: false, memory: 'usual' },
    },
    small: {
      says: 'every build without KASAN; memory maps of four kinds, one beyond the linear map',
      limits: { kasan: false, memory: 'odd' },
    },
    large: { says: 'the same with KASAN as well', limits: { kasan: true, memory: 'odd' } },
  },
  build(decisions, kernel, limits) {
    return {
      space: {
        parameters: kernel.parameters(limits),
        possible: (p: Picked) => kernel.possible(p),
        formulas: formulasOf(kernel, decisions),
      },
      properties,
    };
  },
});
