// SPDX-License-Identifier: MIT
/** How the first struct page is found, and what the kernel is built for. */
import type { Configuration, Design } from '../../src/model/types.ts';
import type { Decisions, Settings } from './sizes.ts';

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  rfc: {
    says: 'ALIGN_DOWN(), less nr_sects, which goes up with every sizeof(struct page) sections counted.',
    source: 'RFC PATCH 3/4 mm, memory_hotplug: allocate memmap from the added memory range, November 2018',
    decisions: { head: 'aligned, by count' },
  },
  'what-if-by-pages': {
    says: 'The same, but nr_sects goes up when the memmap crosses into the next section.',
    source: 'what nr_sects is said to be: nr of sects filled with memmap allocations',
    decisions: { head: 'aligned, by pages' },
  },
  'what-if-kept': {
    says: 'The altmap knows the range’s first vmemmap page.',
    source: 'struct vmem_altmap with one field more',
    decisions: { head: 'kept' },
  },
};

const MiB = 2 ** 20;
const x86: Settings = {
  page_shift: 12,
  section_bits: 27,
  mapping: 2 * MiB,
  struct_pages: [64],
  reserve: 0,
  poisoned: false,
  bases: ['low'],
  reserved: ['all'],
};
const powerpc: Settings = { ...x86, page_shift: 16, section_bits: 24 };

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
  x86: { says: 'x86-64: 4K pages, sections of 128 MiB, entries of 2 MiB', settings: x86 },
  arm64: {
    says: 'arm64 with 4K pages: sections of 1 GiB, entries of 2 MiB',
    settings: { ...x86, section_bits: 30 },
  },
  'powerpc-hash': {
    says: 'powerpc with 64K pages, hash: sections of 16 MiB, entries of 16 MiB',
    settings: { ...powerpc, mapping: 16 * MiB },
  },
  'powerpc-radix': {
    says: 'powerpc with 64K pages, radix: sections of 16 MiB, entries of 2 MiB',
    settings: powerpc,
  },
  'x86-debug-vm': {
    says: 'as x86; CONFIG_DEBUG_VM: page_init_poison()',
    settings: { ...x86, poisoned: true },
  },
  'x86-struct-page': {
    says: 'as x86; sizeof(struct page) by what is configured',
    settings: { ...x86, struct_pages: [64, 56, 72, 80, 96, 128] },
  },
  'x86-high': {
    says: 'as x86; the range lies at 16 TiB',
    settings: { ...x86, bases: ['low', 'at 16 TiB'] },
  },
  'what-if-reserve': {
    says: 'as x86; altmap->reserve is 2, as it may be on the stack, or with a driver of ZONE_DEVICE',
    settings: { ...x86, reserve: 2 },
  },
  'what-if-first-reserved': {
    says: 'as x86; PG_reserved is set on the range’s first page only',
    settings: { ...x86, reserved: ['all', 'first of the range'] },
  },
};
