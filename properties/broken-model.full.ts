// SPDX-License-Identifier: MIT
/**
 * The model broken on purpose, by hand, beside the mutants derived from the machine (mutants.test.ts). That something
 * violates each property is asked in verdicts.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import type { Instance } from '../src/model/types.ts';
import { brokenAt, last, violated } from './broken.ts';
import type { Step } from './broken.ts';

const broken = (design: string, configuration: string, thread: string, change: (step: Step) => void) =>
  brokenAt(model, design, configuration, thread, change);
const searched = new Map<string, string[]>();
/** One search for each mutant, whichever properties are asked of it. */
function violatedIn(what: string, instance: () => Instance): string[] {
  const known = searched.get(what) ?? violated(instance());
  searched.set(what, known);
  return known;
}

const mutants: readonly (readonly [what: string, property: string, instance: () => Instance])[] = [
  [
    'hot-remove frees the PMD page before it clears the entry',
    'no-freed-table-reachable',
    () =>
      broken('option-4', 'what-if-unpinned', 'hot_remove', (step) => {
        const after = last(step('free_pmd_page')).target;
        last(step('free_pmd_scan')).target = 'free_pmd_page';
        last(step('free_pmd_page')).target = 'free_pud_clear';
        last(step('free_pud_clear')).target = after;
      }),
  ],
  [
    'vmalloc returns with page_table_lock held',
    'no-deadlock',
    () =>
      broken('option-1', 'what-if-unpinned', 'vmalloc', (step) => delete last(step('walk_unlock')).actions),
  ],
  [
    'vmalloc returns with page_table_lock held',
    'ioremap-gets-through',
    () =>
      broken('option-1', 'what-if-unpinned', 'vmalloc', (step) => delete last(step('walk_unlock')).actions),
  ],
  [
    'vmalloc returns with page_table_lock held',
    'hot_remove-gets-through',
    () =>
      broken('option-1', 'what-if-unpinned', 'vmalloc', (step) => delete last(step('walk_unlock')).actions),
  ],
  [
    'ioremap returns with page_table_lock held',
    'vmalloc-gets-through',
    () =>
      broken('option-1', 'what-if-unpinned', 'ioremap', (step) => delete last(step('walk_unlock')).actions),
  ],
  [
    'vmalloc links a PMD page without looking again',
    'no-table-lost',
    () =>
      broken('option-4', 'what-if-unpinned', 'vmalloc', (step) => {
        last(step('pud_present')).target = 'pud_populate';
      }),
  ],
  [
    'vmalloc asks again when it gets no page',
    'every-call-returns',
    () =>
      broken('option-3', 'what-if-unpinned', 'vmalloc', (step) => {
        const refused = last(step('pte_alloc_one_kernel'));
        refused.target = 'pmd_none';
        delete refused.actions;
      }),
  ],
  [
    'hot-remove does not scan the PMD page',
    'live-mappings-reachable',
    () =>
      broken('option-1', 'what-if-unpinned', 'hot_remove', (step) => {
        const emptied = last(step('free_pmd_scan'));
        step('free_pmd_scan').splice(0, Infinity, { target: emptied.target });
      }),
  ],
];

describe('a broken model', () => {
  it.each(mutants)('is caught: %s, by %s', (what, property, instance) => {
    expect(violatedIn(what, instance)).toContain(property);
  });
});
