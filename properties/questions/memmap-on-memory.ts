// SPDX-License-Identifier: MIT
/** memmap on memory, March 2021, and its review. */
import { show } from './types.ts';
import type { Mail } from './types.ts';

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
    },
    {
      by: 'Hocko, 4',
      asks: 'Is it a real problem to remove several blocks at once, where each has its own vmemmap?',
    },
    {
      by: 'Hocko, his thinking, 4',
      asks: 'Why must online_pages() know of the vmemmap pages? Can its caller move start and length?',
    },
    { by: 'Hocko, his thinking, 5', asks: 'The same of offlining.' },
    {
      by: 'Hocko, his thinking, 6',
      asks: 'Is it right that removal passes the altmap down to remove_pagetable()?',
      answer:
        'It is what makes it safe: with an altmap no struct page is looked at. Where it is lost the memmap’s own pages go to the page allocator, and the second section’s are looked for in a memmap that is gone.',
      shown: [
        show('altmap-teardown', 'v5.14', 'x86', {
          'no-unmapped-struct-page': 'holds',
          'memmap-not-free': 'holds',
        }),
        show('altmap-teardown', 'what-if-altmap-lost', 'x86', {
          'no-unmapped-struct-page': 'violated',
          'memmap-not-free': 'violated',
        }),
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
    { by: 'Hocko, 8', asks: 'Do blocks of boot memory, with nothing reserved, need care of their own?' },
    {
      by: 'Hocko, 9',
      asks: 'Is a start that is not aligned to a pageblock something to BUG on, and in which layer?',
    },
    {
      by: 'Hocko, 10',
      asks: 'Which consumers should see the first page of the block, and which the first page for the buddy: zone choice, node state, notifiers?',
    },
    { by: 'Hocko, 11', asks: 'Who sets memmap_on_memory?' },
    {
      by: 'Hocko, 12',
      asks: 'Can the remaining size be misaligned where the vmemmap is whole PMDs?',
    },
    { by: 'Hocko, 13', asks: 'Where is hot-added memory counted in the pages of system RAM?' },
    { by: 'Hocko, 14', asks: 'Does removal work for a size of several blocks?' },
    { by: 'Hocko, 14', asks: 'Should arch_remove_memory() be called for each block of the walk?' },
    {
      by: 'Salvador, condition a',
      asks: 'Does a single block keep the vmemmap of online memory off offline memory?',
    },
    { by: 'Salvador, condition b', asks: 'Does the vmemmap have to span whole PMDs?' },
    { by: 'Salvador, condition c', asks: 'Does it have to leave whole pageblocks?' },
    { by: 'Salvador, TODO', asks: 'Would base pages do where a PMD is not filled?' },
  ],
};
