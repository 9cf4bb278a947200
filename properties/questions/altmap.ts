// SPDX-License-Identifier: MIT
/** The first memmap from the added range, November 2018: Dave Hansen’s review and Oscar Salvador’s answers. */
import type { Mail } from './types.ts';

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
    { by: 'Hansen, 2', asks: 'Can ZONE_DEVICE’s altmaps use this, or is the code there twice?' },
    { by: 'Hansen, 3', asks: 'Why does powerpc skip these pages where it frees vmemmap?' },
    { by: 'Salvador, on 3', asks: 'Does the skip leave the mapping behind?' },
    { by: 'Hansen, 4', asks: 'Why may s390 not use the added range?' },
    { by: 'Hansen, 5', asks: 'Does x86 have to do nothing with these pages but leave them?' },
    { by: 'Hansen, 6', asks: 'Why 80 references for 10 GiB?' },
    { by: 'Hansen, 7', asks: 'Is aligning down right, or does it reach into what lies before?' },
    { by: 'Hansen, 8', asks: 'May the flags be set without atomics (the answer’s a, b and c)?' },
    { by: 'Hansen, 9', asks: 'Why does compaction have to look for these pages?' },
    { by: 'Hansen, 10', asks: 'Why does it matter that the first page is Reserved?' },
    { by: 'Hansen, 11', asks: 'Is every page of the range to be searched for one of these?' },
    { by: 'Hansen, 12', asks: 'Are the two branches of online_pages_range() the same?' },
    { by: 'Hansen, 13', asks: 'What happens where one of the checks is missing?' },
    { by: 'Hansen, 14', asks: 'Who owns the global variable, and which lock protects it?' },
    { by: 'Hansen, 15', asks: 'Is there a reason to tear down backwards?' },
    { by: 'Salvador, on 15', asks: 'Is it the cleared PMDs that break the forward order?' },
  ],
};
