// SPDX-License-Identifier: MIT
/** Where the answer at bound large is another one than at small, and why: written after the model was asked. */
import type { Otherwise } from '../../src/model/types.ts';

const UNPINNED = ['what-if-unpinned', 'what-if-first-add'];

export const otherwise: readonly Otherwise[] = [
  {
    configurations: UNPINNED,
    designs: ['option-1-one-mutator-missing'],
    properties: ['no-freed-table-accessed', 'no-wild-pointer'],
    verdict: 'holds',
    because: 'ioremap is the mutator that does not take part, and large has a second vmalloc in its place',
  },
  {
    configurations: UNPINNED,
    designs: ['option-2-vmalloc-alone'],
    properties: [
      'leftover-bounded',
      'live-mappings-reachable',
      'no-freed-table-accessed',
      'no-table-lost',
      'no-wild-pointer',
    ],
    verdict: 'holds',
    because: 'ioremap takes no hotplug lock there, and large has a second vmalloc in its place',
  },
];
