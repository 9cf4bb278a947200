// SPDX-License-Identifier: MIT
/** What is empty in altmap-teardown, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

/** Recorded at bound tiny. */
const NONE = 'none of the 1,598 mutants that are recorded (tiny) breaks it, and no design does';

const POWERPC =
  'on powerpc the memmap of every range is its own: each section waits for its range, and goes in the steps range_';
const TABLE =
  'what the table has for a struct page lay in the memmap that went before it: free_pagetable() faults on that';
const MIGRATE =
  'do_migrate_range() begins at a page that scan_movable_pages() has found, behind the memmap, and all from there on are free or movable';
const each = (names: readonly string[], why: string) =>
  Object.fromEntries(names.map((name) => [`hotplug.${name}`, why]));
const BEHIND = [
  'table_clear_reserved',
  'table_free_page',
  'table_free_pages_check',
  'table_pud_clear',
] as const;

export const vacuous: Vacuous = {
  steps: {
    'contig.grabbed':
      'each of has_unmovable_pages(), the test of a page block and that of isolated pages keeps it from a memmap; no design lacks two',
    ...each(['backing_page', 'remove_mapping', 'vmemmap_list_free', 'vmemmap_populated'], POWERPC),
    ...each(['dump_page', 'migrate_next'], MIGRATE),
    ...each([...BEHIND, ...BEHIND.map((name) => `range_${name}`)], TABLE),
  },
  properties: { 'count-is-sections': NONE, 'lock-order': NONE, 'contig-gets-no-memmap': NONE },
};
