// SPDX-License-Identifier: MIT
/** memmap on memory, March 2021, and its review. */
import { show } from './types.ts';
import type { Mail, Verdict } from './types.ts';

const asked = (design: string, configuration: string, verdicts: Record<string, Verdict>, bound?: 'small') =>
  show('memmap-on-memory', design, configuration, verdicts, bound);
const sizes = (design: string, kernel: string, verdicts: Record<string, Verdict>) =>
  show('memmap-alignment', design, kernel, verdicts);
const EXACT = { 'present-exact': 'holds', 'memtotal-exact': 'holds' } as const;

export const memmapOnMemory: Mail = {
  title: 'memmap on memory, March 2021',
  subject: 'mm,memory_hotplug: Allocate memmap from the added memory range',
  when: 'March 2021',
  counted:
    'Michal Hocko reviews; the patch that he quotes is Oscar Salvador’s. His remarks are counted as they come, the list in the middle (his own thinking) by its points.',
  questions: [
    {
      by: 'Hocko, 2',
      asks: 'Is the start of the block enough for the memmap, for no section can be removed without the rest?',
      answer:
        'It is: with whole blocks added and removed the memmap of an online section never lies on an offline block. A memmap for each section would do as well.',
      shown: [
        asked('v6.1-fixed', 'whole-section', {
          'memmap-on-online-block': 'holds',
          'unplugged-holds-no-memmap': 'holds',
        }),
        asked('what-if-per-section', 'whole-section', { 'memmap-on-online-block': 'holds' }),
      ],
    },
    {
      by: 'Hocko, 4',
      asks: 'Is it a real problem to remove several blocks at once, where each has its own vmemmap?',
      answer:
        'Not if each is torn down with its own altmap. With one altmap for all its count is wrong, and where the other block’s memmap lies elsewhere that memmap is never given back.',
      shown: [
        asked('what-if-remove-each-block', 'mixed', {
          'memmap-given-back': 'holds',
          'removal-leaves-nothing': 'holds',
        }),
        asked('what-if-remove-all-at-once', 'mixed', { 'memmap-given-back': 'violated' }),
        asked('what-if-remove-all-at-once', 'dimm', { 'altmap-used-up': 'violated' }, 'small'),
      ],
    },
    {
      by: 'Hocko, his thinking, 4 and 5; Hocko, 7',
      asks: 'Why must online_pages() and offline_pages() know of the vmemmap pages? Can the caller move start and length?',
      answer: 'They need not: with start and length moved, as merged, all is counted as it was posted to be.',
      shown: [asked('as-posted', 'dimm', EXACT), asked('v6.1-fixed', 'dimm', EXACT)],
    },
    {
      by: 'Hocko, his thinking, 6',
      asks: 'Is it right that removal passes the altmap down to remove_pagetable()?',
      answer:
        'It is what makes it safe: with an altmap no struct page is looked at. Where it is lost the memmap’s own pages go to the page allocator, and the second section’s are looked for in a memmap that is gone. One error path did lose it (mended in v6.7), and v6.8 has it again.',
      shown: [
        show('altmap-teardown', 'v5.14', 'x86', {
          'no-unmapped-struct-page': 'holds',
          'memmap-not-free': 'holds',
        }),
        show('altmap-teardown', 'what-if-altmap-lost', 'x86', {
          'no-unmapped-struct-page': 'violated',
          'memmap-not-free': 'violated',
        }),
        asked('v6.1', 'failures', { 'buddy-of-added-memory': 'violated' }),
        asked('v6.1-fixed', 'failures', { 'buddy-of-added-memory': 'holds' }),
        asked('v6.8', 'failures', { 'buddy-of-added-memory': 'violated' }),
      ],
    },
    {
      by: 'Hocko, 6',
      asks: 'What happens where the first section goes before the vmemmap of all others is torn down?',
      answer:
        'Within one removal, nothing, if the altmap is passed: the memory is there until all sections are gone; without it the second section’s removal faults. Where the first section’s memory leaves before the others the memmaps of all have left with it, which v5.14 refuses.',
      shown: [
        show('altmap-teardown', 'v5.14', 'x86', { 'no-unmapped-struct-page': 'holds' }),
        show('altmap-teardown', 'what-if-at-once', 'x86', { 'no-unmapped-struct-page': 'violated' }),
        show('altmap-teardown', 'per-range', 'what-if-by-section', {
          'valid-section-keeps-memory': 'violated',
        }),
        show('altmap-teardown', 'v5.14', 'what-if-by-section', { 'valid-section-keeps-memory': 'holds' }),
      ],
    },
    {
      by: 'Hocko, 8',
      asks: 'Do blocks of boot memory, with nothing reserved, need care of their own?',
      answer:
        'A removal that mixes them with others does: v6.1 refuses it for its size; v6.8 refuses it too, after it has told the firmware map.',
      shown: [
        asked('v6.1-fixed', 'boot', { 'refused-removal-changes-nothing': 'holds' }),
        asked('v6.8', 'boot', { 'refused-removal-changes-nothing': 'violated' }),
      ],
    },
    {
      by: 'Hocko, 9',
      asks: 'Is a start that is not aligned to a pageblock something to BUG on, and in which layer?',
      answer:
        'No: as posted and without the condition it is a BUG; as merged online_pages() warns and refuses, and nothing is changed.',
      shown: [
        asked('what-if-posted-without-c', 'wide-pageblock', { 'no-vm-bug': 'violated' }),
        asked('what-if-without-c', 'wide-pageblock', {
          'no-vm-bug': 'holds',
          'failed-online-leaves-offline': 'holds',
        }),
      ],
    },
    {
      by: 'Hocko, 10',
      asks: 'Which consumers should see the first page of the block, and which the first page for the buddy: zone choice, node state, notifiers?',
      answer:
        'The zone should be chosen for the block, and is. Notifiers of what is left miss sections that are all memmap: they have no page_ext. Node states differ only on a node with hardly any other memory.',
      shown: [
        asked('what-if-offsets-alone', 'what-if-zone-ends-in-head', { 'zones-apart': 'violated' }),
        asked('v6.1-fixed', 'whole-section', { 'page-ext-of-online': 'violated' }),
        asked('what-if-notifiers-told-block', 'whole-section', { 'page-ext-of-online': 'holds' }),
        asked('what-if-node-by-block', 'what-if-tiny-node', { 'node-follows-memory': 'violated' }),
      ],
    },
    {
      by: 'Hocko, 11',
      asks: 'Who sets memmap_on_memory?',
      answer:
        'A parameter of the module memory_hotplug, in a later patch of the series: no question for a model.',
    },
    {
      by: 'Hocko, 12',
      asks: 'Can the remaining size be misaligned where the vmemmap is whole PMDs?',
      answer:
        'Yes, where a pageblock is larger than a PMD: without CONFIG_HUGETLB_PAGE, with blocks of 128 MiB and page blocks of 4 MiB. With CONFIG_HUGETLB_PAGE it can’t, in no block of any size up to v6.1; from v6.8 on it can on powerpc with pages of 64K. The condition then refuses the memmap on memory.',
      shown: [
        sizes('b-alone', 'v6.1', {
          'rest-is-whole-pageblocks': 'violated',
          'rest-is-whole-with-hugetlb': 'holds',
        }),
        sizes('b-alone', 'v6.8', { 'rest-is-whole-with-hugetlb': 'violated' }),
        asked('v6.1-fixed', 'wide-pageblock', { 'add-gets-through': 'violated' }),
        asked('what-if-without-c', 'wide-pageblock', { 'online-gets-through': 'violated' }),
      ],
    },
    {
      by: 'Hocko, 13',
      asks: 'Where is hot-added memory counted in the pages of system RAM?',
      answer:
        'It is walked as a resource, so the head is in it or not by the range that is asked. Compared with what is left, a sum over the whole block is a hole, and no offline succeeds.',
      shown: [
        asked('what-if-holes-mixed', 'whole-section', { 'offline-gets-through': 'violated' }),
        asked('what-if-holes-of-block', 'whole-section', { 'offline-gets-through': 'holds' }),
      ],
    },
    {
      by: 'Hocko, 14',
      asks: 'Does removal work for a size of several blocks?',
      answer:
        'As posted and up to v6.7 it never does, where one of them has its memmap on itself: it is refused. From v6.8 on it does, if all of them have their memmap on themselves, or none.',
      shown: [
        asked('v6.1-fixed', 'dimm', { 'both-removed-at-once': 'violated' }, 'small'),
        asked('v6.8', 'dimm', { 'both-removed-at-once': 'holds' }, 'small'),
        asked('v6.8', 'boot', { 'both-removed-at-once': 'violated' }, 'small'),
      ],
    },
    {
      by: 'Hocko, 14',
      asks: 'Should arch_remove_memory() be called for each block of the walk?',
      answer: 'That works, for mixed blocks as well, and is what v6.8 does; but v6.8 refuses mixed ones.',
      shown: [
        asked('what-if-remove-each-block', 'dimm', {
          'altmap-used-up': 'holds',
          'removal-leaves-nothing': 'holds',
        }),
        asked(
          'what-if-remove-each-block',
          'boot',
          { 'both-removed-at-once': 'holds', 'removal-leaves-nothing': 'holds' },
          'small',
        ),
      ],
    },
    {
      by: 'Salvador, condition a',
      asks: 'Does a single block keep the vmemmap of online memory off offline memory?',
      answer: 'Yes, and without it it lies there: one altmap for two blocks puts both memmaps on the first.',
      shown: [
        asked('v6.1-fixed', 'dimm', { 'memmap-on-online-block': 'holds' }),
        asked('what-if-without-a', 'dimm', { 'memmap-on-online-block': 'violated' }),
      ],
    },
    {
      by: 'Salvador, condition b',
      asks: 'Does the vmemmap have to span whole PMDs?',
      answer:
        'Yes: without it one PMD, on the block that was added first, holds the memmap of the next as well; the first goes offline, is unplugged, and the next’s struct pages have left with it.',
      shown: [
        asked(
          'what-if-without-b',
          'half-pmd',
          { 'memmap-on-online-block': 'violated', 'unplugged-holds-no-memmap': 'violated' },
          'small',
        ),
        sizes('c-alone', 'v6.1', { 'memmap-is-whole-pmds': 'holds' }),
        sizes('c-alone', 'v6.18', { 'memmap-is-whole-pmds': 'violated' }),
      ],
    },
    {
      by: 'Salvador, condition c',
      asks: 'Does it have to leave whole pageblocks?',
      answer: 'Yes: else nothing of the block can ever be onlined.',
      shown: [asked('what-if-without-c', 'wide-pageblock', { 'online-gets-through': 'violated' })],
    },
    {
      by: 'Salvador, TODO',
      asks: 'Would base pages do where a PMD is not filled?',
      answer: 'They do: what condition b refuses comes and goes, and all is counted.',
      shown: [
        asked('what-if-base-pages', 'half-pmd', {
          ...EXACT,
          'memmap-on-online-block': 'holds',
          'removal-gets-through': 'holds',
        }),
      ],
    },
  ],
};
