// SPDX-License-Identifier: MIT
/** What the kernel is built for and booted on, and who meets the range. */
import type { Configuration } from '../../src/model/types.ts';
import { designs } from './designs.ts';
import type { Settings } from './memory.ts';

const x86: Settings = {
  arch: 'x86',
  ranges: 1,
  sections: null,
  onlines: true,
  bySection: false,
  tableInside: false,
  poisons: false,
  checksFree: false,
  asksOnline: false,
  beside: ['user'],
};
const TEARDOWN = [
  'rfc',
  'what-if-forward',
  'what-if-at-once',
  'what-if-last-first',
  'per-range',
  'v1-2019',
  'v5.14',
  'what-if-altmap-lost',
];
/** Each check taken back; compaction has a configuration of its own. */
const CHECKS = Object.keys(designs).filter((name) => name.startsWith('no-') && name !== 'no-compaction');
const USAGE = ['v5.14', 'v6.8', 'v6.10'];

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
  x86: {
    says: 'x86-64; the range is added, onlined, offlined and removed; somebody allocates a page',
    settings: x86,
    about: [...TEARDOWN, ...CHECKS],
  },
  powerpc: {
    says: 'powerpc: the vmemmap is a list of mappings',
    settings: { ...x86, arch: 'powerpc' },
    about: ['rfc', 'v1-2019', 'per-range'],
  },
  s390: {
    says: 'memory on standby: it can be touched once it is onlined; s390, which removes no memory in v5.0',
    settings: { ...x86, arch: 's390' },
    about: ['rfc', 'what-if-s390-no-veto'],
  },
  'what-if-table-inside': {
    says: 'as x86; the PMD table of the range’s vmemmap is its own, and lies in the range too',
    settings: { ...x86, onlines: false, beside: [], tableInside: true },
    about: ['rfc', 'per-range', 'what-if-at-once', 'what-if-last-first', 'v5.14'],
  },
  'two-ranges': {
    says: 'two ranges of two sections, added and removed side by side',
    settings: { ...x86, ranges: 2, sections: 2, onlines: false, beside: [] },
    about: ['rfc', 'per-range', 'v5.14', 'what-if-no-hotplug-lock', 'what-if-no-lock-per-range'],
  },
  'what-if-by-section': {
    says: 'the same; each section is removed by a remove_memory() of its own, and its memory leaves',
    settings: { ...x86, ranges: 2, sections: 2, onlines: false, beside: [], bySection: true },
    about: ['rfc', 'per-range', 'v5.14'],
  },
  'debug-vm': {
    says: 'as x86; CONFIG_DEBUG_VM: a new memmap is filled with ones, pages are looked at when they are freed',
    settings: { ...x86, poisons: true, checksFree: true },
    about: ['rfc', 'per-range', 'v5.14', 'what-if-altmap-lost'],
  },
  'debug-vm-no-poison': {
    says: 'the same, booted with vm_debug=-: a new memmap stays as it is',
    settings: { ...x86, checksFree: true },
    about: ['rfc', 'no-free-pagetable', 'no-free-pages-check'],
  },
  compaction: {
    says: 'as x86; kcompactd looks for pages to migrate meanwhile, with no lock of hotplug',
    settings: { ...x86, sections: 3, beside: ['user', 'compaction'] },
    about: ['rfc', 'v5.14', 'no-compaction'],
  },
  contig: {
    says: 'as x86; alloc_contig_range() wants a page block of the memmap meanwhile',
    settings: { ...x86, beside: ['contig'] },
    about: ['rfc', 'no-has-unmovable', 'no-test-in-pageblock', 'no-test-isolated'],
  },
  'memory-failure': {
    says: 'as x86, not onlined; a machine check of any page meanwhile: memory_failure() asks pfn_valid(), as in v5.0',
    settings: { ...x86, onlines: false, beside: ['memory_failure'] },
    about: ['rfc', 'non-atomic'],
  },
  'memory-failure-online': {
    says: 'the same, but memory_failure() asks pfn_to_online_page(), as in v5.14',
    settings: { ...x86, onlines: false, asksOnline: true, beside: ['memory_failure'] },
    about: ['rfc', 'non-atomic'],
  },
  'pfn-valid': {
    says: 'one section, not onlined; pfn_valid() of its first page meanwhile',
    settings: { ...x86, sections: 1, onlines: false, beside: ['pfn_valid'] },
    about: USAGE,
  },
};
