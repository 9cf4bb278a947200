// SPDX-License-Identifier: MIT
/** What hot-remove does with tables that it finds empty. A formula asks for a decision, never for a design's name. */
import type { Design } from '../../src/model/types.ts';

export interface Decisions {
  /** Which tables it frees where they are empty. */
  readonly frees: 'as built' | 'all' | 'none of vmemmap';
  /** What else it asks before it frees one. */
  readonly guard: 'as built' | 'nothing' | 'floor and ceiling';
  /** The VA layout keeps vmalloc and vmemmap under different entries of the root. */
  readonly separateTables: boolean;
}

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'as-built': {
    says: 'What the version itself does.',
    source: 'arch/*/mm of the configuration’s version',
    decisions: { frees: 'as built', guard: 'as built', separateTables: false },
  },
  none: {
    says: 'Every table that is found empty is freed.',
    source: 'V5 of "arm64/mm: Enable memory hot remove", June 2019',
    decisions: { frees: 'all', guard: 'nothing', separateTables: false },
  },
  'option-3': {
    says: 'No table of vmemmap is freed; those of the linear map are.',
    source: 'Option 3: memory hot-remove does not free (conflicting) page table pages; V6 of the series',
    decisions: { frees: 'none of vmemmap', guard: 'nothing', separateTables: false },
  },
  'option-4': {
    says: 'As none, and vmalloc ends at the entry of the root in which vmemmap begins.',
    source: 'Option 4: don’t let vmalloc and vmemmap share intermediate page table pages',
    decisions: { frees: 'all', guard: 'nothing', separateTables: true },
  },
  'floor-ceiling': {
    says: 'A table is freed only if its whole span lies within what is removed.',
    source: 'as merged: bbd6ec605c0f (v5.7), free_empty_tables() with floor and ceiling',
    decisions: { frees: 'all', guard: 'floor and ceiling', separateTables: false },
  },
};
/** Options of the arm64 thread; elsewhere the question is what is built, and what if nothing were asked. */
export const ELSEWHERE = ['as-built', 'none'];
