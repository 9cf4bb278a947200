// SPDX-License-Identifier: MIT
/** What the postings and the kernel decide, and what happens where one decision is taken back. */
import type { Design } from '../../src/model/types.ts';

/** The places where the RFC looks for PageVmemmap() and that can be asked one by one. */
export const CHECKS = [
  '__init_single_page',
  'has_unmovable_pages',
  'do_migrate_range',
  'test_pages_isolated',
  '__test_page_isolated_in_pageblock',
  '__offline_isolated_pages',
  'isolate_migratepages_block',
  'free_pagetable',
  'free_pages_check',
] as const;
export type Check = (typeof CHECKS)[number];

export interface Decisions {
  /** Where pages that hold a memmap are told from others: by PageVmemmap(), here; by their place, never. */
  readonly checks: readonly Check[];
  /** Onlining and offlining leave out the first pages of a range by their number, as memory_block_online() does. */
  readonly offsets: boolean;
  /** Whose count says when the vmemmap of a range is freed; or each section's is freed when the section goes. */
  readonly counts: 'global' | 'range' | 'nobody';
  /** The order in which the vmemmap of a range is freed. */
  readonly order: 'backward' | 'forward';
  /** __remove_pages() begins with the last section. */
  readonly lastFirst: boolean;
  /** vmemmap_free() is told of the altmap, and looks at no struct page. */
  readonly altmap: boolean;
  /** powerpc clears the mapping of pages that are the range's own. */
  readonly unmapsOwn: boolean;
  /** s390 takes MHP_MEMMAP_FROM_RANGE back: the memmap comes from elsewhere. */
  readonly s390Veto: boolean;
  /** Adding and removing memory hold device_hotplug_lock and mem_hotplug_lock. */
  readonly hotplugLock: boolean;
  /** PG_reserved is set by an atomic operation. */
  readonly atomicReserved: boolean;
  /** How ms->usage goes: before the section is invalid, without a grace period; with one; and pfn_valid() looks for NULL. */
  readonly usage: 'none' | 'plain' | 'rcu' | 'rcu-null';
}

const RFC: Decisions = {
  checks: CHECKS,
  offsets: false,
  counts: 'global',
  order: 'backward',
  lastFirst: false,
  altmap: false,
  unmapsOwn: false,
  s390Veto: true,
  hotplugLock: true,
  atomicReserved: true,
  usage: 'none',
};
const MERGED: Decisions = {
  ...RFC,
  checks: [],
  offsets: true,
  counts: 'nobody',
  altmap: true,
  unmapsOwn: true,
  usage: 'plain',
};

const POSTED = 'RFC PATCH 3/4 mm, memory_hotplug: allocate memmap from the added memory range, November 2018';
const without = (check: Check, source: string): Design<Decisions> => ({
  says: `The RFC without PageVmemmap() in ${check}().`,
  source,
  decisions: { ...RFC, checks: CHECKS.filter((c) => c !== check) },
});
const IN_THE_LIST = 'the reply to the review of the RFC, list of checks, one taken back';
const IN_THE_PATCH = `${POSTED}, a check that the list leaves out, taken back`;

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  rfc: {
    says: 'One count in the first struct page, one global pointer; freed last section first when it is zero.',
    source: POSTED,
    decisions: RFC,
  },
  'what-if-forward': {
    says: 'The RFC, but freed first section first when the count is zero.',
    source: 'the question of the review: free_vmemmap_range() goes backward, was there a reason?',
    decisions: { ...RFC, order: 'forward' },
  },
  'what-if-at-once': {
    says: 'Each section’s vmemmap is freed when the section goes, first section first; no count.',
    source: 'mm/sparse.c sparse_remove_one_section() (v5.0), with PageVmemmap() alone',
    decisions: { ...RFC, counts: 'nobody' },
  },
  'what-if-last-first': {
    says: 'The same, but __remove_pages() begins with the last section.',
    source: 'mm/memory_hotplug.c __remove_pages() (v5.0), turned round',
    decisions: { ...RFC, counts: 'nobody', lastFirst: true },
  },
  'per-range': {
    says: 'The RFC with the count in the range’s altmap, which is kept; no global, no struct page.',
    source: 'the review: who owns the global?',
    decisions: { ...RFC, counts: 'range' },
  },
  'v1-2019': {
    says: 'The RFC, where powerpc clears the mapping of the range’s own pages.',
    source: 'PATCH 3/4 mm, memory_hotplug: allocate memmap from the added memory range, January 2019',
    decisions: { ...RFC, unmapsOwn: true },
  },
  'v5.14': {
    says: 'As merged: vmemmap_free() counts in the altmap; onlining and offlining go by offsets.',
    source: 'mm/memory_hotplug.c try_remove_memory(), arch/x86/mm/init_64.c free_hugepage_table() (v5.14)',
    decisions: MERGED,
  },
  'what-if-altmap-lost': {
    says: 'As merged, but vmemmap_free() is given NULL for the altmap.',
    source: 'an altmap that is lost on the way: f42ce5f087eb (v6.7)',
    decisions: { ...MERGED, altmap: false },
  },
  'v6.8': {
    says: 'As merged; ms->usage is freed after a grace period.',
    source: '5ec8e8ea8b77 (v6.8)',
    decisions: { ...MERGED, usage: 'rcu' },
  },
  'v6.10': {
    says: 'The same, and pfn_section_valid() looks whether ms->usage is NULL.',
    source: '82f0b6f041fa (v6.10); read in v6.17',
    decisions: { ...MERGED, usage: 'rcu-null' },
  },
  'what-if-no-hotplug-lock': {
    says: 'The RFC without device_hotplug_lock and mem_hotplug_lock.',
    source: 'the reply to the review: the global is safe because hot-remove is serialized',
    decisions: { ...RFC, hotplugLock: false },
  },
  'what-if-no-lock-per-range': {
    says: 'A count for each range, and neither lock.',
    source: 'the same, without the global',
    decisions: { ...RFC, counts: 'range', hotplugLock: false },
  },
  'what-if-s390-no-veto': {
    says: 'The RFC, but s390 takes the memmap from memory that is on standby.',
    source: `${POSTED}, arch/s390/mm/init.c arch_add_memory() without its new lines`,
    decisions: { ...RFC, s390Veto: false },
  },
  'non-atomic': {
    says: 'The RFC with __SetPageReserved().',
    source: 'the reply to the review: __SetPageReserved() can be used, for three reasons',
    decisions: { ...RFC, atomicReserved: false },
  },
  'no-has-unmovable': without('has_unmovable_pages', IN_THE_LIST),
  'no-test-in-pageblock': without('__test_page_isolated_in_pageblock', IN_THE_LIST),
  'no-test-isolated': without('test_pages_isolated', IN_THE_LIST),
  'no-offline-isolated': without('__offline_isolated_pages', IN_THE_LIST),
  'no-free-pages-check': without('free_pages_check', IN_THE_LIST),
  'no-free-pagetable': without('free_pagetable', IN_THE_LIST),
  'no-init-single': without('__init_single_page', IN_THE_PATCH),
  'no-migrate': without('do_migrate_range', IN_THE_PATCH),
  'no-compaction': without('isolate_migratepages_block', IN_THE_PATCH),
};
