// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source and the mail give. They were written down before the model was asked. A row whose
 * answer was another one then says `corrected after the model was asked`. A property that no reason names is expected to
 * hold.
 */
import type { Expected } from '../../src/model/types.ts';
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';
import { propertiesOf } from './properties.ts';

interface Reason {
  readonly property: string | readonly string[];
  readonly designs: readonly string[];
  readonly configurations: readonly string[];
  readonly verdict?: 'holds';
  readonly source: string;
}
const DESIGNS = Object.keys(designs);
const but = (...names: readonly string[]) => DESIGNS.filter((d) => !names.includes(d));
const EVERYWHERE = Object.keys(configurations);
const NO_MUTEX = ['v5.8', 'as-posted', 'what-if-no-mutex'];
const OFFLINES = ['v5.8', 'v5.10-fixed'];
/** Pages of files are not moved, or not looked at. */
const POSTED_MASK = ['as-posted', 'what-if-posted-mask', 'what-if-noio'];
/** From v5.12 on trace may be mapped. */
const MMAP = ['v5.14', 'what-if-posted-mask', 'what-if-noio'];
const memtrace = 'arch/powerpc/platforms/powernv/memtrace.c';

/** The first reason that fits a row is its reason. */
const reasons: readonly Reason[] = [
  // Two writers of enable.
  {
    property: 'within-the-array',
    designs: NO_MUTEX,
    configurations: ['writers'],
    source: `${memtrace} memtrace_init_regions_runtime() (v5.8): two kcalloc(), one memtrace_array_nr; d6718941a276 (v5.11)`,
  },
  {
    property: 'array-alive',
    designs: NO_MUTEX,
    configurations: ['writers'],
    source: `${memtrace} memtrace_online(), memtrace_free_regions() (v5.8, v5.11): two free the same array; d6718941a276`,
  },
  {
    property: ['nothing-lost', 'no-array-leaked', 'no-file-left'],
    designs: NO_MUTEX,
    configurations: ['writers'],
    source: `${memtrace} memtrace_init_regions_runtime() (v5.8): both write the entry at the same memtrace_array_nr`,
  },
  {
    property: ['shows-own-memory', 'one-mapping'],
    designs: NO_MUTEX,
    configurations: ['writers'],
    source: `${memtrace} (v5.8, v5.11): one gives back what the other has just taken and is about to ioremap()`,
  },
  {
    property: ['in-use-is-mapped', 'no-bad-page'],
    designs: ['as-posted', 'what-if-no-mutex'],
    configurations: ['writers'],
    source: `${memtrace} memtrace_free() (v5.11): one frees, by what it read of an entry, what the other takes meanwhile`,
  },
  {
    property: 'aligned-to-its-size',
    designs: DESIGNS,
    configurations: ['three-blocks'],
    source: `mm/page_alloc.c alloc_contig_pages() (v5.11): ALIGN(zone->zone_start_pfn, nr_pages), then pfn += nr_pages, and ${memtrace} memtrace_alloc_node() (v5.8): round_down(end_pfn - nr_pages, nr_pages); both are for powers of two, and memtrace_enable_set() refuses no other multiple of a block`,
  },
  // What the files show.
  {
    property: 'nothing-old-shown',
    designs: ['as-posted'],
    configurations: ['file-page'],
    verdict: 'holds',
    source: `no range is taken there`,
  },
  {
    property: 'nothing-old-shown',
    designs: ['v5.8', 'as-posted'],
    configurations: EVERYWHERE,
    source: `${memtrace} (v5.8): nothing clears the memory; c74cf7a3d59a (v5.11)`,
  },
  {
    property: 'no-stale-mapping',
    designs: but('what-if-repaired'),
    configurations: ['reader'],
    source: `${memtrace} (v5.8, v5.11, v5.14, v6.18): iounmap() comes before debugfs_remove_recursive(), memtrace_read() takes no lock`,
  },
  {
    property: ['array-alive', 'shows-own-memory'],
    designs: MMAP,
    configurations: ['reader'],
    source: `${memtrace} memtrace_init_debugfs(), memtrace_mmap() (v5.14): debugfs_create_file_unsafe() waits for nobody, and nothing unmaps what a process has mapped`,
  },
  // Hibernation.
  {
    property: 'no-unmapped-access',
    designs: ['what-if-pg-reserved'],
    configurations: ['hibernation'],
    source:
      'kernel/power/snapshot.c saveable_page() (v5.11): kernel_page_present() is always true on powerpc (include/linux/set_memory.h); note 2 of the patch',
  },
  {
    property: 'no-unmapped-access',
    designs: ['what-if-no-flag'],
    configurations: ['hibernation', 'what-if-page-present'],
    source: 'kernel/power/snapshot.c saveable_page() (v5.11): an online page that is not free is saved',
  },
  // The order of giving back.
  {
    property: 'in-use-is-mapped',
    designs: ['what-if-free-first'],
    configurations: ['allocator', 'writers', 'reader'],
    source: 'mm/page_alloc.c free_contig_range() (v5.11): the pages are the page allocator’s from then on',
  },
  {
    property: 'no-unmapped-access',
    designs: ['what-if-free-first'],
    configurations: ['allocator'],
    source: 'mm/page_alloc.c get_page_from_freelist() (v5.11): whoever is given the page goes to it',
  },
  // Masks, and what is looked at.
  {
    property: 'file-pages-move',
    designs: POSTED_MASK,
    configurations: ['allocator', 'file-page'],
    source:
      'mm/compaction.c isolate_migratepages_block() (v5.11, v5.14): !(cc->gfp_mask & __GFP_FS) && page_mapping(page)',
  },
  {
    property: ['file-pages-move', 'memory-is-taken', 'memory-is-given-back'],
    designs: ['as-posted', 'v5.11'],
    configurations: ['file-page'],
    source:
      'mm/page_alloc.c pfn_range_valid_contig() (v5.11): page_count(page) > 0, whatever the mask; gone with eb14d4eefdc4 (v5.13)',
  },
  {
    property: ['memory-is-taken', 'memory-is-given-back'],
    designs: ['what-if-posted-mask', 'what-if-noio'],
    configurations: ['file-page'],
    source: 'mm/page_alloc.c alloc_contig_range() (v5.14): -EBUSY, the page of the file stays',
  },
  {
    property: ['memory-is-taken', 'memory-is-given-back'],
    designs: ['v5.11'],
    configurations: ['movable'],
    source: 'include/linux/gfp.h gfp_zone() (v5.11): ZONE_NORMAL is the highest; note 1 of the patch',
  },
  {
    property: 'movable-zone-movable',
    designs: ['what-if-zone-movable'],
    configurations: ['movable'],
    source:
      'mm/page_alloc.c has_unmovable_pages() (v5.11): pages with a reference and no driver that gives them up',
  },
  {
    property: 'success-means-memory',
    designs: DESIGNS,
    configurations: ['file-page', 'console'],
    source: `${memtrace} memtrace_init_regions_runtime() (v5.8, v5.11): warns, and continues; so does the third write of the patch’s log`,
  },
  {
    property: 'success-means-memory',
    designs: ['v5.11'],
    configurations: ['movable'],
    source: `${memtrace} memtrace_init_regions_runtime() (v5.11): warns, and continues`,
  },
  // What fails.
  {
    property: [
      'within-the-array',
      'nothing-lost',
      'no-array-leaked',
      'no-file-left',
      'zero-gives-all-back',
      'error-means-none-taken',
    ],
    designs: but('what-if-repaired'),
    configurations: ['failures'],
    source: `${memtrace} memtrace_enable_set() (v5.8, v5.11, v6.18): where memtrace_init_debugfs() fails memtrace_size stays 0, and the next write forgets the array and goes on counting`,
  },
  {
    property: 'success-means-memory',
    designs: OFFLINES,
    configurations: ['failures'],
    source: `${memtrace} memtrace_online() (v5.8): device_online() is not looked at, memory stays offline until there is none to take`,
  },
  {
    property: 'one-mapping',
    designs: DESIGNS,
    configurations: ['failures'],
    source:
      'arch/powerpc/mm/mem.c arch_remove_linear_mapping() (v5.11), arch_remove_memory() (v5.8): a failure is warned of',
  },
];

/** Properties that the model got when mutants had survived. */
const LATER = [
  'no-array-leaked',
  'no-file-left',
  'no-isolation-left',
  'zero-is-told',
  'memory-has-its-file',
  'errors-have-a-reason',
];
const HOLDS = `${memtrace}, mm/page_alloc.c, kernel/power/snapshot.c (v5.8, v5.11, v5.14): nothing there breaks it`;
/** Each pair is asked what its configuration asks: the same for every design. */
const asked = (configuration: string) =>
  propertiesOf((configurations[configuration] as (typeof configurations)[string]).settings).map(
    (p) => p.name,
  );

export const expected: readonly Expected[] = Object.entries(configurations).flatMap(
  ([configuration, { about = DESIGNS }]) =>
    about.flatMap((design) =>
      asked(configuration).map((property): Expected => {
        const reason = reasons.find(
          (r) =>
            [r.property].flat().includes(property) &&
            r.designs.includes(design) &&
            r.configurations.includes(configuration),
        );
        return {
          configuration,
          design,
          property,
          verdict: reason && reason.verdict === undefined ? 'violated' : 'holds',
          source: `${LATER.includes(property) ? 'written after the model was asked: ' : ''}${reason?.source ?? HOLDS}`,
        };
      }),
    ),
);
