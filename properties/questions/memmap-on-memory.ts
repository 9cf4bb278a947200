// SPDX-License-Identifier: MIT
/** memmap on memory, March 2021, and its review. */
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
    },
    {
      by: 'Hocko, 6',
      asks: 'What happens where the first section goes before the vmemmap of all others is torn down?',
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
