// SPDX-License-Identifier: MIT
/** include/linux/memremap.h of the RFC, on v5.0: the pages of a section's memmap are marked, and counted once, in the first. */
import { code, fault, source } from '../../src/vocabulary/index.ts';
import { BLOCKS, sectionOf, touches } from './memory.ts';
import type { Build, Hotplug, Kernel } from './memory.ts';

const { fn, step, branch } = code<Kernel, Hotplug>();
const memremap = source('include/linux/memremap.h', 'RFC on v5.0');

/** `first`: the page block that the range begins with. */
export function memremap_h({ geometry: g, decisions: d, settings }: Build, first: number) {
  const range = first / g.blocks;
  /** What altmap_alloc_block_buf() has handed out for the section: its pages are marked. */
  const pfn = (me: Hotplug) => first + g.table + me.s;
  /** ALIGN_DOWN() by the size of a section's memmap, then nr_sects times that. */
  const head = (me: Hotplug) => (sectionOf(pfn(me)) - me.nr_sects) * BLOCKS;
  const sawHead = (k: Kernel) => {
    k.peak[range] = Math.max(k.peak[range] as number, k.count[first] as number);
  };

  const set_reserved = d.atomicReserved
    ? step(
        'set_reserved',
        '__SetPageVmemmap(page): SetPageReserved(page)',
        (k, me) => (k.page[pfn(me)] = 'reserved'),
      )
    : [
        step('load_flags', '__SetPageReserved(page): flags', (k, me) => {
          if (settings.beside.includes('memory_failure')) me.flags = k.hwpoison[pfn(me)] === true;
        }),
        step(
          'store_flags',
          { says: '__SetPageReserved(page): flags | PG_reserved', primitive: '__set_bit' },
          (k, me) => {
            k.page[pfn(me)] = 'reserved';
            if (settings.beside.includes('memory_failure')) k.hwpoison[pfn(me)] = me.flags;
            me.flags = false;
          },
        ),
      ];
  /** The table in front is marked with the first section's pages. */
  const mark_table = settings.tableInside && [
    branch('mark_table', { says: '__SetPageVmemmap() of the page table', primitive: '__SetPageVmemmap' }, [
      { when: (_, me) => me.s > 0, note: 'marked' },
      {
        does: (k) => {
          k.page[first] = 'vmemmap';
          k.count[first] = 1;
        },
      },
    ]),
  ];

  const counts = d.counts === 'global' && [
    branch('inc', { says: 'page_ref_inc(head)', primitive: 'page_ref_inc' }, [
      {
        when: (_, me) => head(me) < 0,
        note: 'in front of all memory',
        then: fault('wild-page'),
      },
      touches(g, head),
      { does: [(k, me) => (k.count[head(me)] = (k.count[head(me)] as number) + 1), sawHead] },
    ]),
    branch('full', '!((page_ref_count(head) * PAGES_PER_SECTION) % align)', [
      {
        when: (k, me) => (k.count[head(me)] as number) % BLOCKS === 0,
        note: 'true',
        does: (_, me) => me.nr_sects++,
      },
      { note: 'false' },
    ]),
  ];
  const counts_range =
    d.counts === 'range' &&
    step('inc', 'altmap->nr_sections++', (k) => {
      const counted = (k.nr_sections[range] as number) + 1;
      k.nr_sections[range] = counted;
      k.peak[range] = counted;
    });

  const mark_vmemmap_pages = fn(memremap('mark_vmemmap_pages'), [
    counts,
    set_reserved,
    step('set_mapping', '__SetPageVmemmap(page): page->mapping = VMEMMAP_PAGE', (k, me) => {
      k.page[pfn(me)] = k.page[pfn(me)] === 'reserved' ? 'vmemmap' : 'unreserved';
    }),
    step('init_count', 'init_page_count(page)', (k, me) => (k.count[pfn(me)] = 1)),
    mark_table,
    counts_range,
  ]);
  return { mark_vmemmap_pages };
}
