// SPDX-License-Identifier: MIT
/** memtrace without hot-unplug, v1 of October 2020, and the reply to its last patch. */
import { show } from './types.ts';
import type { Mail } from './types.ts';

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
        'It is less: no reclaim at all. For the pages that it migrates to alloc_contig_range() reclaims none the less, up to v6.9 with a mask of its own.',
      shown: [
        show('gfp', 'memtrace-v1', 'v5.12', {
          'no-reclaim-unasked': 'violated',
          'file-pages-move': 'violated',
        }),
        show('gfp', 'memtrace-v1', 'v6.18', { 'no-reclaim-unasked': 'holds' }),
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
    { by: 'Hildenbrand, 1', asks: 'Does freeing undo all that allocating did?' },
    { by: 'Hildenbrand, 3', asks: 'What do the lines of the console say, in which order?' },
    { by: 'Hildenbrand, note 1', asks: 'What would an exception for ZONE_MOVABLE bring?' },
    { by: 'Hildenbrand, note 2', asks: 'Is PG_reserved enough for hibernation to leave the pages alone?' },
    { by: 'Hildenbrand, note 3', asks: 'Does it have to be whole memory blocks?' },
    {
      by: 'Hildenbrand, comment in memtrace_alloc_node()',
      asks: 'Does alloc_contig_pages() align to the size, whatever the size?',
    },
  ],
};
