// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source and the patch give, written down before the model was asked. A row whose answer
 * was another one then says `corrected after the model was asked`. What no reason names is expected to hold.
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
const EVERYWHERE = Object.keys(configurations);
/** pfn_valid() asks memblock alone. */
const POSTED = ['as-posted', 'what-if-blocks', 'what-if-contiguous'];
const TRICKS = [...POSTED, 'what-if-nomap-each-section', 'what-if-nomap-range'];
const MEMBLOCK = [...TRICKS, 'what-if-no-trick'];
/** Sections, devices and mapping of an add that failed are looked at. */
const FAILURES = ['failures', 'failures-alone'];
const MERGED = ['v5.3', 'v5.11', 'what-if-undone'];

/** The first reason that fits a row is its reason. */
const reasons: readonly Reason[] = [
  {
    property: 'no-absent-memmap',
    designs: MEMBLOCK,
    configurations: ['one-section', 'sections', 'failures'],
    source:
      'mm/memory_hotplug.c add_memory_resource() (v4.14): memblock_add_node() comes first, and pfn_valid() of arm64 asks memblock alone (arch/arm64/mm/init.c)',
  },
  {
    property: 'no-absent-memmap',
    designs: [...MERGED, 'what-if-all-undone'],
    configurations: ['failures'],
    source:
      'mm/memory_hotplug.c add_memory_resource() (v5.3, v5.11): what a failure takes back, arch_remove_memory() after create_memory_block_devices(): a walker that is past pfn_valid() is not waited for',
  },
  {
    property: 'no-section-skipped',
    designs: POSTED,
    configurations: ['sections', 'failures', 'online', 'debug-pagealloc'],
    source:
      'mm/memory_hotplug.c __add_section(), __add_pages() (v4.14): of the second section pfn_valid() is true, -EEXIST, taken for 0',
  },
  {
    property: 'no-section-skipped',
    designs: ['what-if-no-trick'],
    configurations: EVERYWHERE,
    source:
      'mm/memory_hotplug.c __add_section(), __add_pages() (v4.14): -EEXIST of every section, taken for 0',
  },
  {
    property: ['failure-leaves-no-section', 'failure-leaves-no-mapping'],
    designs: [...TRICKS, 'what-if-generic-pfn-valid'],
    configurations: FAILURES,
    source:
      'arch/arm64/mm/init.c arch_add_memory() of the patch, mm/memory_hotplug.c __add_pages() (v4.14): nobody undoes anything but memblock_add_node()',
  },
  {
    property: 'failure-leaves-no-mapping',
    designs: ['v5.3'],
    configurations: FAILURES,
    source: 'arch/arm64/mm/mmu.c arch_add_memory(), arch_remove_memory() (v5.3): FIXME',
  },
  {
    property: 'failure-leaves-no-section',
    designs: ['v5.3', 'v5.11'],
    configurations: FAILURES,
    source:
      'mm/memory_hotplug.c __add_pages() (v5.3, v5.11): breaks where a section fails, and the ones before it stay',
  },
  {
    property: 'add-fails',
    designs: ['what-if-no-trick'],
    configurations: ['failures'],
    source: 'mm/memory_hotplug.c __add_pages() (v4.14): nothing is allocated where every section is skipped',
  },
  {
    property: 'added-is-reserved',
    designs: MERGED,
    configurations: EVERYWHERE,
    source:
      'mm/memory_hotplug.c __add_pages() (v5.3): pages are initialised, Reserved, when they are brought online (d0dc12e86b31, v4.17)',
  },
  {
    property: ['no-warning', 'no-block-refused'],
    designs: TRICKS,
    configurations: ['online', 'debug-pagealloc'],
    source:
      'drivers/base/memory.c register_new_memory(), pages_correctly_reserved() (v4.14): the device is there while the first page is nomap, then not yet Reserved',
  },
  {
    property: 'block-comes-online',
    designs: ['what-if-no-trick'],
    configurations: ['online'],
    source: 'mm/memory_hotplug.c __add_section() (v4.14): no section, no device',
  },
  {
    property: ['mapped-as-it-is-used', 'block-comes-online'],
    designs: ['what-if-blocks', 'what-if-contiguous'],
    configurations: ['debug-pagealloc'],
    source:
      'mm/memory.c apply_to_pte_range() (v4.14): BUG_ON(pmd_huge(*pmd)); of a contiguous set all entries are to be the same (DDI 0487)',
  },
  {
    property: 'added-has-its-node',
    designs: TRICKS,
    configurations: ['what-if-numa'],
    source:
      'mm/memory_hotplug.c __add_section() (v4.14): set_page_node() is skipped with SetPageReserved(), and the patch repairs Reserved alone',
  },
];

/** The model got it when a mutant had survived. */
const LATER = ['online-is-in-use'];
const HOLDS =
  'mm/memory_hotplug.c, arch/arm64/mm/mmu.c, arch/arm64/mm/init.c (v4.14, v5.3, v5.11): nothing there breaks it';
/** What a configuration asks is the same in each bound. */
const asked = (configuration: string) => {
  const { settings } = configurations[configuration] as (typeof configurations)[string];
  return propertiesOf(settings, { sections: 1 }).map((p) => p.name);
};

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
