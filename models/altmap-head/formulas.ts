// SPDX-License-Identifier: MIT
/** What the RFC works out for a section, each value as the kernel does. */
import { formula } from '../../src/model/space.ts';
import type { Formula } from '../../src/model/space.ts';
import { source } from '../../src/model/code.ts';
import { add, baseOf, misalignedBlocks } from './sizes.ts';
import type { Added, Decisions, Limits, Point, Settings } from './sizes.ts';

const memremap = source('include/linux/memremap.h', 'RFC on v5.0');
const sparse_vmemmap = source('mm/sparse-vmemmap.c', 'v5.0');
const hotplug = source('mm/memory_hotplug.c', 'v5.0');
const posted = source('mm/memory_hotplug.c', 'RFC on v5.0');
const later = source('mm/memory_hotplug.c', 'v5.1');
const UNSIGNED = 2 ** 32;
/** include/linux/mmzone.h: MAX_ORDER, where nothing else is configured. */
const MAX_ORDER = 11;

export function formulasOf(
  s: Settings,
  d: Decisions,
  limits: Limits,
): Readonly<Record<string, Formula<Point>>> {
  const most = Math.max(...limits.sections);
  const memo = new Map<number, readonly Added[]>();
  const addedOf = (struct_page: number) => {
    const known = memo.get(struct_page) ?? add(s, d, struct_page, most);
    memo.set(struct_page, known);
    return known;
  };
  const section = (p: Point) => addedOf(p.struct_page)[p.section] as Added;
  const pps = 2 ** (s.section_bits - s.page_shift);
  /** Of the pages from `from(a)` on, `a.alloc` for each section of a range, those in section `n`: how many; where they end. */
  const within = (p: Point, from: (a: Added) => number) => {
    const [start, end] = [p.section * pps, (p.section + 1) * pps];
    const parts = addedOf(p.struct_page)
      .slice(0, p.sections)
      .map((a) => ({ low: Math.max(from(a), start), high: Math.min(from(a) + a.alloc, end) }))
      .filter(({ low, high }) => low < high);
    return {
      pages: parts.reduce((sum, { low, high }) => sum + high - low, 0),
      end: parts.reduce((last, { high }) => Math.max(last, high - start), 0),
    };
  };
  const pieces = (from: number, nr: number) => (nr > 0 ? `${from} + ${nr}` : 'none');
  const is_reserved = (p: Point, page: number) => p.reserved === 'all' || (p.section === 0 && page === 0);
  return {
    align: formula(
      memremap('mark_vmemmap_pages'),
      'PAGES_PER_SECTION * sizeof(struct page)',
      (p) => pps * p.struct_page,
    ),
    first: formula(
      memremap('mark_vmemmap_pages'),
      'the offset of the range’s first vmemmap page',
      (p) => s.reserve * p.struct_page,
    ),
    alloc: formula(sparse_vmemmap('altmap_alloc_block_buf'), 'altmap->alloc', (p) => section(p).alloc),
    taken: formula(sparse_vmemmap('altmap_alloc_block_buf'), 'pfn + nr_align', (p) =>
      section(p).alloc > 0 ? section(p).taken : section(p).marked,
    ),
    marked: formula(
      memremap('mark_vmemmap_pages'),
      'self->base_pfn + self->reserve',
      (p) => section(p).marked,
    ),
    head: formula(
      memremap('mark_vmemmap_pages'),
      'ALIGN_DOWN(pfn_to_page(pfn), align) - align * nr_sects',
      (p) => section(p).head,
    ),
    count: formula(memremap('mark_vmemmap_pages'), 'page_ref_count() of the first', (p) => section(p).count),
    memmap_pages: formula(
      sparse_vmemmap('altmap_alloc_block_buf'),
      'pages of the section up to the last one taken',
      (p) => within(p, (a) => a.taken).end,
    ),
    counted: formula(
      hotplug('online_pages_range'),
      'memmap_pages: PageVmemmap() up to unsigned pfn_end_section',
      (p) => {
        const pfn = baseOf(p.base, pps, s) + p.section * pps;
        return pfn < (pfn + pps) % UNSIGNED ? within(p, (a) => a.marked).pages : 0;
      },
    ),
    branch_all: formula(hotplug('online_pages_range'), 'pfn, PAGES_PER_SECTION', () => pieces(0, pps)),
    branch_rest: formula(
      hotplug('online_pages_range'),
      'pfn + memmap_pages, PAGES_PER_SECTION - memmap_pages',
      (p) => pieces(p.counted, pps - p.counted),
    ),
    onlined: formula(
      posted('__online_pages_range'),
      'PageReserved(pfn_to_page(start_pfn)), by section',
      (p) => (p.counted < pps && is_reserved(p, p.counted) ? pps - p.counted : 0),
    ),
    onlined_at_once: formula(
      posted('__online_pages_range'),
      'the same, of a block without vmemmap pages at once',
      (p) => (p.memmap_pages === 0 ? pps : pps - p.memmap_pages),
    ),
    misaligned: formula(
      later('online_pages_blocks'),
      'blocks that do not begin at a multiple of their size',
      (p) => misalignedBlocks(p.counted, p.onlined, MAX_ORDER),
    ),
  };
}
