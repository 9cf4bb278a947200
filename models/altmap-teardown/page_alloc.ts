// SPDX-License-Identifier: MIT
/** mm/page_alloc.c (v5.0): a reserved page goes to the page allocator. */
import { code, fault, source } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import type { Kernel, Settings } from './memory.ts';

const page_alloc = source('mm/page_alloc.c', 'v5.0');
const in_mm = source('include/linux/mm.h', 'v5.0');

/**
 * free_pages_check() is asked before the page is on a list with CONFIG_DEBUG_VM; without, when the list of the CPU is
 * emptied into the zone: by then somebody may have been given it.
 */
export function free_reserved_page<Me>(d: Decisions, settings: Settings, page: (me: Me) => number) {
  const { step, branch, inlined } = code<Kernel, Me>();
  return inlined(in_mm('free_reserved_page'), [
    step('clear_reserved', 'ClearPageReserved(page)', (k, me) => {
      k.page[page(me)] = k.page[page(me)] === 'vmemmap' ? 'unreserved' : 'none';
    }),
    inlined(page_alloc('free_pages_check'), [
      branch('free_pages_check', 'page->mapping, page->flags & PAGE_FLAGS_CHECK_AT_FREE', [
        d.checks.includes('free_pages_check') && {
          when: (k, me) => k.page[page(me)] === 'vmemmap',
          note: 'PageVmemmap',
        },
        settings.checksFree && {
          when: (k, me) => k.page[page(me)] !== 'none',
          says: 'bad_page(page, bad_reason, bad_flags)',
          at: page_alloc('free_pages_check_bad'),
          note: 'a mapping, or PG_reserved',
          then: fault('bad-page'),
        },
        { note: settings.checksFree ? 'none' : 'looked at later' },
      ]),
    ]),
    step('free_page', { says: '__free_page(page)', primitive: '__free_page' }, (k, me) => {
      k.page[page(me)] = 'buddy';
      k.count[page(me)] = 0;
    }),
  ]);
}
