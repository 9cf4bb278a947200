// SPDX-License-Identifier: MIT
/** The answers that the RFC's arithmetic gives, written down before the model was asked. What no row names holds. */
import type { Expected } from '../../src/model/types.ts';
import { configurations, designs } from './designs.ts';

interface Row {
  readonly configurations: readonly string[];
  readonly designs: readonly string[];
  readonly violated: readonly string[];
  readonly source: string;
}
const ALL = Object.keys(designs);
const ON_X86 = Object.keys(configurations).filter((name) => !/^(arm64|powerpc)/.test(name));
const BY_ADDRESS = ['rfc', 'what-if-by-pages'];
const LOST = ['head-is-first', 'count-is-sections'];

const MARK = 'include/linux/memremap.h mark_vmemmap_pages() (RFC on v5.0)';
const ONLINE = 'mm/memory_hotplug.c online_pages_range() (RFC on v5.0)';

/** The first row that names a property is its reason. */
const rows: readonly Row[] = [
  {
    configurations: ['powerpc-hash'],
    designs: ['rfc'],
    violated: [...LOST, 'eighty'],
    source: `${MARK}: one entry maps the memmaps of 1024 sections, and the 256 pages for it fill the first section: the second section's pfn lies in the second section, and nr_sects is 0 up to count 64`,
  },
  {
    configurations: ['powerpc-radix'],
    designs: ['rfc'],
    violated: [...LOST, 'eighty'],
    source: `${MARK}: nr_sects goes up every sizeof(struct page) = 64 sections; a section is filled by the memmaps of PAGE_SIZE / sizeof(struct page) = 1024. The two numbers are one with 4K pages and 64 bytes`,
  },
  {
    configurations: ['powerpc-hash', 'powerpc-radix'],
    designs: ALL,
    violated: ['crosses'],
    source: 'the memmap of 160 sections is at most as long as one',
  },
  {
    configurations: ['x86-debug-vm'],
    designs: ['rfc'],
    violated: [...LOST, 'eighty'],
    source: `${MARK}: the first page_ref_inc() makes -1 0, and 0 % align is 0: nr_sects is 1 from the second section on`,
  },
  {
    configurations: ['x86-struct-page'],
    designs: BY_ADDRESS,
    violated: LOST,
    source: `${MARK}: ALIGN_DOWN() masks bits of align - 1, which is no row of ones with 56, 72, 80, 96; with 128 a section is filled by 32 sections, and nr_sects goes up at 128`,
  },
  {
    configurations: ['x86-high'],
    designs: ALL,
    violated: ['onlines-no-memmap'],
    source: `${ONLINE}: unsigned pfn_end_section has 32 bits, pfn does not: from 16 TiB on no page is looked at`,
  },
  {
    configurations: ['what-if-reserve'],
    designs: BY_ADDRESS,
    violated: [...LOST, 'eighty'],
    source: `${MARK}: aligned down the head lies in the pages that are reserved, as the review asked`,
  },
  {
    configurations: ['what-if-reserve'],
    designs: ALL,
    violated: ['marks-what-it-took', 'onlines-no-memmap'],
    source: `mm/sparse-vmemmap.c altmap_alloc_block_buf() (v5.0): nr_align pages are skipped, which ${MARK} does not know but for WARN_ON(self->align)`,
  },
  {
    configurations: ['what-if-first-reserved'],
    designs: ALL,
    violated: ['onlines-the-rest'],
    source: `${ONLINE}: each section's first page behind the memmap is asked for PG_reserved, where the range's first was before`,
  },
  {
    configurations: [...ON_X86, 'powerpc-radix'],
    designs: ALL,
    violated: ['blocks-aligned'],
    source:
      'mm/memory_hotplug.c online_pages_blocks() (v5.1): order is that of what is left, up to MAX_ORDER - 1, wherever the block begins: an odd number of sections is 512 pages off',
  },
];
const PROPERTIES = [
  ...LOST,
  'marks-what-it-took',
  'branches-agree',
  'onlines-no-memmap',
  'onlines-the-rest',
  'blocks-aligned',
  'crosses',
  'eighty',
];
const HOLDS = `${MARK}: 4K pages, 64 bytes: a section is filled by the memmaps of 64, and nr_sects goes up at 64; ${ONLINE}: pfn + 0, PAGES_PER_SECTION - 0`;

export const expected: readonly Expected[] = Object.keys(configurations).flatMap((configuration) =>
  ALL.flatMap((design) =>
    PROPERTIES.map((property): Expected => {
      const row = rows.find(
        (r) =>
          r.configurations.includes(configuration) &&
          r.designs.includes(design) &&
          r.violated.includes(property),
      );
      const answer = { configuration, design, property };
      return row
        ? { ...answer, verdict: 'violated', source: row.source }
        : { ...answer, verdict: 'holds', source: HOLDS };
    }),
  ),
);
