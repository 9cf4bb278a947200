// SPDX-License-Identifier: MIT
/** The first memmap from the added range, November 2018: Dave Hansen’s review and Oscar Salvador’s answers. */
import { show } from './types.ts';
import type { Mail, Verdict } from './types.ts';

const teardown = (design: string, configuration: string, verdicts: Record<string, Verdict>) =>
  show('altmap-teardown', design, configuration, verdicts);

export const altmap: Mail = {
  title: 'Memmap from the added range, November 2018',
  subject: 'mm, memory_hotplug: allocate memmap from the added memory range for sparse-vmemmap',
  when: '18 November 2018',
  counted: 'Oscar Salvador answers; the questions are Dave Hansen’s, as quoted, one after the other.',
  questions: [
    {
      by: 'Hansen, 1',
      asks: 'Is it kmalloc() that allocates a memmap?',
      answer:
        'No, as the answer says: vmemmap_alloc_block() asks for pages, a huge page first and then one by one. The first attempt may fail, and is looked at.',
      shown: [
        {
          model: 'gfp',
          design: 'vmemmap-block',
          configuration: 'v5.12',
          verdicts: { 'failure-checked': 'holds' },
        },
      ],
    },
    {
      by: 'Hansen, 2',
      asks: 'Can ZONE_DEVICE’s altmaps use this, or is the code there twice?',
      answer:
        'Not as it is: with pages in front of the memmap, as a driver reserves them, the first struct page is not found, and the pages that are marked are not those that were taken. The RFC’s own altmap leaves reserve as the stack has it.',
      shown: [
        show('altmap-head', 'rfc', 'what-if-reserve', {
          'head-is-first': 'violated',
          'marks-what-it-took': 'violated',
          'onlines-no-memmap': 'violated',
        }),
        show('altmap-head', 'rfc', 'x86', { 'marks-what-it-took': 'holds' }),
      ],
    },
    {
      by: 'Hansen, 3',
      asks: 'Why does powerpc skip these pages where it frees vmemmap?',
      answer:
        'For they are not to be freed to anybody. The skip goes too far: past the mapping as well. With the check alone moved all is well.',
      shown: [teardown('v1-2019', 'powerpc', { 'no-stale-mapping': 'holds', 'memmap-not-free': 'holds' })],
    },
    {
      by: 'Salvador, on 3',
      asks: 'Does the skip leave the mapping behind?',
      answer: 'It does: the memory has left, and entries still lead to it.',
      shown: [teardown('rfc', 'powerpc', { 'no-stale-mapping': 'violated' })],
    },
    {
      by: 'Hansen, 4',
      asks: 'Why may s390 not use the added range?',
      answer:
        'Its memory is on standby until it is onlined, and the RFC writes to it when it is added. The veto is what keeps it from that.',
      shown: [
        teardown('rfc', 's390', { 'no-struct-page-in-no-memory': 'holds' }),
        teardown('what-if-s390-no-veto', 's390', { 'no-struct-page-in-no-memory': 'violated' }),
      ],
    },
    {
      by: 'Hansen, 5',
      asks: 'Does x86 have to do nothing with these pages but leave them?',
      answer:
        'Yes, and it must: without the check they go to the page allocator while the memmap is still mapped, and somebody can be given one. CONFIG_DEBUG_VM notices in time.',
      shown: [
        teardown('no-free-pagetable', 'x86', {
          'memmap-not-free': 'violated',
          'memmap-not-overwritten': 'violated',
        }),
        teardown('no-free-pagetable', 'debug-vm-no-poison', { 'no-bad-page': 'violated' }),
      ],
    },
    {
      by: 'Hansen, 6',
      asks: 'Why 80 references for 10 GiB?',
      answer:
        'One for each section of 128 MiB: the first sets it to 1, each other adds one, and each section that goes takes one away, until it is zero, once.',
      shown: [
        show('altmap-head', 'rfc', 'x86', { eighty: 'holds', 'count-is-sections': 'holds' }),
        teardown('rfc', 'x86', { 'count-gets-to-sections': 'holds', 'count-zero-once': 'holds' }),
      ],
    },
    {
      by: 'Hansen, 7',
      asks: 'Is aligning down right, or does it reach into what lies before?',
      answer:
        'It is right with 4K pages and a struct page of 64 bytes, where a section is filled by the memmaps of 64 others, and nr_sects goes up at 64: one number by chance. On powerpc with 64K pages, with other sizes of struct page and after page_init_poison() a section finds another page; with pages reserved in front it does reach into those.',
      shown: [
        show('altmap-head', 'rfc', 'x86', { 'head-is-first': 'holds' }),
        show('altmap-head', 'rfc', 'arm64', { 'head-is-first': 'holds' }),
        show('altmap-head', 'rfc', 'powerpc-radix', { 'head-is-first': 'violated' }),
        show('altmap-head', 'rfc', 'x86-struct-page', { 'head-is-first': 'violated' }),
        show('altmap-head', 'rfc', 'x86-debug-vm', { 'head-is-first': 'violated' }),
        show('altmap-head', 'rfc', 'what-if-reserve', { 'head-is-first': 'violated' }),
      ],
    },
    {
      by: 'Hansen, 8',
      asks: 'May the flags be set without atomics (the answer’s a, b and c)?',
      answer:
        'Not as v5.0 is. Of the three reasons c is wrong: the pages for the second section’s memmap lie in the first section, which is valid by then, and memory_failure() asks pfn_valid() alone. Where it asks pfn_to_online_page(), as since, they may.',
      shown: [
        teardown('non-atomic', 'memory-failure', { 'hwpoison-kept': 'violated' }),
        teardown('rfc', 'memory-failure', { 'hwpoison-kept': 'holds' }),
        teardown('non-atomic', 'memory-failure-online', { 'hwpoison-kept': 'holds' }),
      ],
    },
    {
      by: 'Hansen, 9',
      asks: 'Why does compaction have to look for these pages?',
      answer:
        'It does not: they are on no LRU list, and what VMEMMAP_PAGE leaves in page->mapping is not taken for a movable page. What can hurt compaction is the removal of a section that it has just found online, with the check and without, and as merged.',
      shown: [
        teardown('no-compaction', 'compaction', {
          'no-unmapped-struct-page': 'holds',
          'walker-finds-memmap': 'violated',
        }),
        teardown('rfc', 'compaction', { 'walker-finds-memmap': 'violated' }),
        teardown('v5.14', 'compaction', { 'walker-finds-memmap': 'violated' }),
      ],
    },
    {
      by: 'Hansen, 10',
      asks: 'Why does it matter that the first page is Reserved?',
      answer:
        'It stands for all, which memmap_init_zone() has marked. The RFC asks the first page behind the memmap of each section instead: the same, as long as all are marked. If only the range’s first were, nothing would be onlined.',
      shown: [
        show('altmap-head', 'rfc', 'x86', { 'onlines-the-rest': 'holds' }),
        show('altmap-head', 'rfc', 'what-if-first-reserved', { 'onlines-the-rest': 'violated' }),
      ],
    },
    {
      by: 'Hansen, 11',
      asks: 'Is every page of the range to be searched for one of these?',
      answer:
        'No: they are the first pages of the range, and their number is known; v5.14 begins behind them. The search has a fault besides: its end has 32 bits, and from 16 TiB on nothing is searched and the memmap is onlined.',
      shown: [
        teardown('v5.14', 'x86', { 'memmap-not-free': 'holds' }),
        show('altmap-head', 'rfc', 'x86-high', { 'onlines-no-memmap': 'violated' }),
        show('altmap-head', 'rfc', 'x86', { 'onlines-no-memmap': 'holds' }),
      ],
    },
    {
      by: 'Hansen, 12',
      asks: 'Are the two branches of online_pages_range() the same?',
      answer:
        'Where a section has no vmemmap page they are, over all sizes looked at: pfn + 0 and PAGES_PER_SECTION - 0.',
      shown: [
        show('altmap-head', 'rfc', 'x86', { 'branches-agree': 'holds' }),
        show('altmap-head', 'rfc', 'powerpc-radix', { 'branches-agree': 'holds' }),
      ],
    },
    {
      by: 'Hansen, 13',
      asks: 'What happens where one of the checks is missing?',
      answer:
        'Without has_unmovable_pages()’s no block can be offlined; without __test_page_isolated_in_pageblock()’s the offline never ends; without __offline_isolated_pages()’s it is a BUG(). Without __init_single_page()’s, which the list leaves out, all is lost: the memmap is onlined. Those of test_pages_isolated(), free_pages_check(), do_migrate_range() and compaction can go.',
      shown: [
        teardown('no-has-unmovable', 'x86', { 'offline-gets-through': 'violated' }),
        teardown('no-test-in-pageblock', 'x86', { 'offline-ends': 'violated' }),
        teardown('no-offline-isolated', 'x86', { 'no-bug': 'violated' }),
        teardown('no-init-single', 'x86', { 'memmap-not-free': 'violated' }),
        teardown('no-test-isolated', 'x86', {
          'offline-gets-through': 'holds',
          'removal-gets-through': 'holds',
        }),
        teardown('no-free-pages-check', 'x86', { 'removal-gets-through': 'holds' }),
        teardown('no-migrate', 'x86', { 'no-isolation-warning': 'holds', 'removal-gets-through': 'holds' }),
      ],
    },
    {
      by: 'Hansen, 14',
      asks: 'Who owns the global variable, and which lock protects it?',
      answer:
        'Whoever removes a range, from its first section to its last, under device_hotplug_lock and mem_hotplug_lock. Without them, or where a range is removed in parts, one removal counts down another’s range; a count for each range needs neither.',
      shown: [
        teardown('rfc', 'two-ranges', { 'counts-own-range': 'holds', 'global-is-clear': 'holds' }),
        teardown('what-if-no-hotplug-lock', 'two-ranges', { 'counts-own-range': 'violated' }),
        teardown('what-if-no-lock-per-range', 'two-ranges', { 'count-zero-once': 'holds' }),
        teardown('rfc', 'what-if-by-section', { 'counts-own-range': 'violated' }),
      ],
    },
    {
      by: 'Hansen, 15',
      asks: 'Is there a reason to tear down backwards?',
      answer:
        'Yes: forward, the second section’s memmap is freed when the first section’s is unmapped, and with it the struct page that is looked at. With an altmap nothing is looked at, and any order will do.',
      shown: [
        teardown('what-if-forward', 'x86', { 'no-unmapped-struct-page': 'violated' }),
        teardown('rfc', 'x86', { 'no-unmapped-struct-page': 'holds' }),
        teardown('what-if-last-first', 'x86', { 'no-unmapped-struct-page': 'holds' }),
        teardown('v5.14', 'x86', { 'no-unmapped-struct-page': 'holds' }),
      ],
    },
    {
      by: 'Salvador, on 15',
      asks: 'Is it the cleared PMDs that break the forward order?',
      answer:
        'It is the cleared entry of the first section’s memmap, not page tables that come from the range: vmemmap’s tables are other memory. If the PMD table lay in the range no order would help, for its own struct page is looked at last of all.',
      shown: [
        teardown('what-if-at-once', 'x86', { 'no-unmapped-struct-page': 'violated' }),
        teardown('per-range', 'what-if-table-inside', { 'no-unmapped-struct-page': 'violated' }),
        teardown('v5.14', 'what-if-table-inside', { 'no-unmapped-struct-page': 'violated' }),
      ],
    },
  ],
};
