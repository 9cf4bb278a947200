// SPDX-License-Identifier: MIT
/** memtrace without hot-unplug, v1 of October 2020, and the reply to its last patch. */
import { show } from './types.ts';
import type { Mail, Verdict } from './types.ts';

const taken = (design: string, configuration: string, verdicts: Record<string, Verdict>) =>
  show('memtrace', design, configuration, verdicts);

export const memtrace: Mail = {
  title: 'memtrace without hot-unplug, November 2020',
  subject: 'powernv/memtrace: don’t abuse memory hot(un)plug infrastructure for memory allocations',
  when: '3 November 2020',
  counted: 'Michal Hocko replies; the patch that he quotes is David Hildenbrand’s.',
  questions: [
    {
      by: 'Hocko, 2',
      asks: 'Is __GFP_THISNODE | __GFP_NOWARN alone a mask to allocate with?',
      answer:
        'It allows no reclaim, though the callee sleeps: pages of files are not moved out of the way. With GFP_KERNEL, as merged, nothing of that is left.',
      shown: [
        show('gfp', 'memtrace-v1', 'v5.12', { 'reclaim-where-it-sleeps': 'violated' }),
        show('gfp', 'memtrace-merged', 'v5.12', {
          'reclaim-where-it-sleeps': 'holds',
          'file-pages-move': 'holds',
        }),
      ],
    },
    {
      by: 'Hocko, 2',
      asks: 'Does that mask work all the same?',
      answer:
        'It can succeed, where nothing but anonymous pages is in the way; it is taken by every version.',
      shown: [show('gfp', 'memtrace-v1', 'v5.12', { 'mask-taken': 'holds', 'can-succeed': 'holds' })],
    },
    {
      by: 'Hocko, 3',
      asks: 'Is it in effect GFP_NOIO?',
      answer:
        'As a mask it is less: no reclaim at all. For the pages that it migrates to alloc_contig_range() reclaims none the less, up to v6.9 with a mask of its own. In what is moved out of the way the two are the same.',
      shown: [
        show('gfp', 'memtrace-v1', 'v5.12', { 'no-reclaim-unasked': 'violated' }),
        show('gfp', 'memtrace-v1', 'v6.18', { 'no-reclaim-unasked': 'holds' }),
        taken('what-if-noio', 'file-page', { 'memory-is-taken': 'violated' }),
        taken('what-if-posted-mask', 'file-page', { 'memory-is-taken': 'violated' }),
      ],
    },
    {
      by: 'Hocko, 3',
      asks: 'Is it worth something to be inside a normal compaction context?',
      answer:
        'Yes, from v5.13 on: with GFP_KERNEL a range with a page of a file in it is emptied and taken. Before, a page in use ended the search, whatever the mask.',
      shown: [
        taken('v5.14', 'file-page', { 'memory-is-taken': 'holds', 'file-pages-move': 'holds' }),
        taken('v5.11', 'file-page', { 'memory-is-taken': 'violated' }),
      ],
    },
    {
      by: 'Hocko, 3',
      asks: 'Is this a context that may sleep?',
      answer: 'Yes, a write to a file in debugfs: GFP_KERNEL is right there.',
      shown: [show('gfp', 'memtrace-merged', 'v5.12', { 'no-sleep-in-atomic': 'holds' })],
    },
    {
      by: 'Hildenbrand, 1',
      asks: 'Does writing mem->state oneself, as was done before, do what offlining does?',
      answer: 'No: dev->offline says otherwise, and a later write to state is refused or does nothing.',
      shown: [
        show('memory-block', 'v5.2-memtrace', 'dimm', { 'device-agrees': 'violated' }),
        show('memory-block', 'v5.2', 'dimm', { 'device-agrees': 'holds' }),
      ],
    },
    {
      by: 'Hildenbrand, 1',
      asks: 'Does freeing undo all that allocating did?',
      answer:
        'Where nothing fails: a write of 0 leaves all memory mapped, unmarked, with who had it. After a failure in the middle memory stays taken that no write gives back.',
      shown: [
        taken('v5.11', 'allocator', { 'zero-gives-all-back': 'holds', 'in-use-is-mapped': 'holds' }),
        taken('v5.11', 'failures', { 'zero-gives-all-back': 'violated', 'nothing-lost': 'violated' }),
        taken('what-if-repaired', 'failures', { 'zero-gives-all-back': 'holds', 'nothing-lost': 'holds' }),
      ],
    },
    {
      by: 'Hildenbrand, 1',
      asks: 'Are the pages as free of old data, and of a second writer, as that?',
      answer: 'Not as posted: the patches before it (clearing, a mutex) are what sees to that.',
      shown: [
        taken('as-posted', 'allocator', { 'nothing-old-shown': 'violated' }),
        taken('as-posted', 'writers', { 'within-the-array': 'violated' }),
        taken('v5.11', 'writers', { 'nothing-old-shown': 'holds', 'within-the-array': 'holds' }),
      ],
    },
    {
      by: 'Hildenbrand, 3',
      asks: 'What do the lines of the console say, in which order?',
      answer:
        'Mapped, freed, allocated: what was there is given back first. The third write gets nothing, says so, and succeeds all the same. The lines are replayed, and with two of them swapped refused, by properties/memtrace.test.ts.',
      shown: [
        taken('as-posted', 'console', { 'success-means-memory': 'violated', 'in-use-is-mapped': 'holds' }),
      ],
    },
    {
      by: 'Hildenbrand, note 1',
      asks: 'What would an exception for ZONE_MOVABLE bring?',
      answer: 'Memory where there is none elsewhere, and then something in ZONE_MOVABLE that can’t be moved.',
      shown: [
        taken('v5.11', 'movable', { 'memory-is-taken': 'violated' }),
        taken('what-if-zone-movable', 'movable', {
          'memory-is-taken': 'holds',
          'movable-zone-movable': 'violated',
        }),
      ],
    },
    {
      by: 'Hildenbrand, note 2',
      asks: 'Is PG_reserved enough for hibernation to leave the pages alone?',
      answer:
        'Not on powerpc, whose kernel_page_present() is always true: they are copied without a mapping. PG_offline is enough; where page tables are looked at PG_reserved would be.',
      shown: [
        taken('what-if-pg-reserved', 'hibernation', { 'no-unmapped-access': 'violated' }),
        taken('v5.11', 'hibernation', { 'no-unmapped-access': 'holds' }),
        taken('what-if-pg-reserved', 'what-if-page-present', { 'no-unmapped-access': 'holds' }),
      ],
    },
    {
      by: 'Hildenbrand, note 3',
      asks: 'Does it have to be whole memory blocks?',
      answer:
        'Until v5.10, where blocks were taken offline. Afterwards nothing needs one: alloc_contig_pages() takes any number of pages, and what is unmapped is only as coarse as the linear mapping. No step of the designs from v5.11 on asks for a block.',
      shown: [],
    },
    {
      by: 'Hildenbrand, comment in memtrace_alloc_node()',
      asks: 'Does alloc_contig_pages() align to the size, whatever the size?',
      answer:
        'To a power of two. ALIGN() of another size clears the wrong bits, and enable takes any multiple of a block: three of them begin where the zone has it so. The way before, round_down() of a pfn, was no better.',
      shown: [
        taken('v5.11', 'allocator', { 'aligned-to-its-size': 'holds' }),
        taken('v5.11', 'three-blocks', { 'aligned-to-its-size': 'violated' }),
        taken('v5.8', 'three-blocks', { 'aligned-to-its-size': 'violated' }),
      ],
    },
  ],
};
