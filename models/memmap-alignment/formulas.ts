// SPDX-License-Identifier: MIT
/** What follows for a block, each value as the kernel works it out. */
import { allOf, formula } from '../../src/model/space.ts';
import type { Formula } from '../../src/model/space.ts';
import { source } from '../../src/vocabulary/index.ts';
import type { Architecture, Block } from './block.ts';
import type { Decisions } from './designs.ts';
import type { Kernel, Sizes } from './kernels.ts';

const ORDER_7 = 7;
/** The next multiple. */
const align = (n: number, to: number) => Math.ceil(n / to) * to;

export function formulasOf(k: Kernel, d: Decisions): Readonly<Record<string, Formula<Block>>> {
  const hotplug = source('mm/memory_hotplug.c', k.version);
  const sizeOf = (a: Architecture) => k.sizes[a] as Sizes;
  const order = (b: Block) => {
    const { page, pmd, maxOrder } = sizeOf(b.architecture);
    const most = b.page_block_max === 'default' ? maxOrder : ORDER_7;
    const huge = Math.log2(pmd / page);
    if (b.huge === 'neither' || (b.huge === 'THP' && !k.thpBlocks)) return most;
    return k.capped ? Math.min(huge, most) : huge;
  };
  return {
    page_size: formula(
      source('include/linux/pfn.h', k.version)('PFN_UP'),
      'PAGE_SIZE',
      (b) => sizeOf(b.architecture).page,
    ),
    pmd_size: formula(
      source('arch/arm64/include/asm/pgtable-hwdef.h', k.version)('PMD_SIZE'),
      'PMD_SIZE',
      (b) => sizeOf(b.architecture).pmd,
    ),
    section_size: formula(
      source('include/linux/mmzone.h', k.version)('PAGES_PER_SECTION'),
      '1 << SECTION_SIZE_BITS',
      (b) => sizeOf(b.architecture).section,
    ),
    pageblock_size: formula(
      source('include/linux/pageblock-flags.h', k.version)('pageblock_order'),
      'pageblock_nr_pages << PAGE_SHIFT',
      (b) => b.page_size * 2 ** order(b),
    ),
    block_size: formula(
      source('drivers/base/memory.c', k.version)('memory_block_size_bytes'),
      'sections_per_block sections',
      (b) => b.section_size * b.sections,
    ),
    vmemmap_size: formula(
      hotplug('mhp_supports_memmap_on_memory'),
      'size / PAGE_SIZE * sizeof(struct page)',
      (b) => (b.block_size / b.page_size) * b.struct_page,
    ),
    mapping_size: formula(hotplug(k.mapsBy), 'PMD_SIZE, or PAGE_SIZE of ppc64 64K', (b) =>
      k.basePages && b.architecture === 'ppc64 64K' ? b.page_size : b.pmd_size,
    ),
    reserved_size: formula(
      d.rounds
        ? source('mm/memory_hotplug.c', 'v6.8')('memory_block_memmap_on_memory_pages')
        : hotplug('mhp_supports_memmap_on_memory'),
      d.rounds ? 'pageblock_align(PFN_UP(vmemmap_size))' : 'vmemmap_size',
      (b) => (d.rounds ? align(b.vmemmap_size, b.pageblock_size) : b.vmemmap_size),
    ),
    remaining_size: formula(
      hotplug('mhp_supports_memmap_on_memory'),
      'size - vmemmap_size',
      (b) => b.block_size - b.reserved_size,
    ),
    whole_mappings: formula(
      hotplug(k.mapsBy),
      'IS_ALIGNED(vmemmap_size, PMD_SIZE)',
      (b) => b.vmemmap_size % b.mapping_size === 0,
    ),
    whole_pageblocks: formula(
      hotplug('mhp_supports_memmap_on_memory'),
      'IS_ALIGNED(remaining_size, pageblock_nr_pages << PAGE_SHIFT)',
      (b) => b.remaining_size % b.pageblock_size === 0,
    ),
    accepted: allOf(hotplug('mhp_supports_memmap_on_memory'), 'the block may hold its own memmap', {
      'something is left': (b) => b.remaining_size > 0,
      ...(d.wholeMappings && { 'whole PMDs': (b: Block) => b.whole_mappings }),
      ...(d.wholePageblocks && { 'whole page blocks': (b: Block) => b.whole_pageblocks }),
    }),
  };
}
