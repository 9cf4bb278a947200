// SPDX-License-Identifier: MIT
/** Which blocks may hold their own memmap: the conditions, alone and together. */
import type { Design } from '../../src/model/types.ts';

export interface Decisions {
  /** Condition b: the memmap is whole PMDs, or whatever the architecture maps it by. */
  readonly wholeMappings: boolean;
  /** Condition c: what is left is whole page blocks. */
  readonly wholePageblocks: boolean;
  /** As much more than the memmap is kept as makes whole page blocks. */
  readonly rounds: boolean;
}

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'b-and-c': {
    says: 'The memmap is whole PMDs, and what is left is whole page blocks.',
    source: 'as merged: mhp_supports_memmap_on_memory(), mm/memory_hotplug.c (v5.14)',
    decisions: { wholeMappings: true, wholePageblocks: true, rounds: false },
  },
  'b-alone': {
    says: 'The memmap is whole PMDs; nothing is asked of what is left.',
    source: 'the review of March 2021: is more than this ever needed?',
    decisions: { wholeMappings: true, wholePageblocks: false, rounds: false },
  },
  'c-alone': {
    says: 'What is left is whole page blocks; nothing is asked of the memmap.',
    source: 'the same question the other way round',
    decisions: { wholeMappings: false, wholePageblocks: true, rounds: false },
  },
  'no-condition': {
    says: 'Any block may.',
    source: 'no rule at all',
    decisions: { wholeMappings: false, wholePageblocks: false, rounds: false },
  },
  force: {
    says: 'Whole PMDs, and pages are wasted up to the next page block.',
    source: '2d1f649c7c08 (v6.6): memmap_on_memory=force; before that a what-if',
    decisions: { wholeMappings: true, wholePageblocks: true, rounds: true },
  },
};
