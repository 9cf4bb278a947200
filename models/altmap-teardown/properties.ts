// SPDX-License-Identifier: MIT
/** What must be true whatever the design. None of these knows which design it looks at. */
import { always, leadsTo, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { backing, blocksOf, sectionOf, sectionsOf } from './memory.ts';
import type { Build, Kernel } from './memory.ts';

const kernel = (s: View) => s.mem as Kernel;
const OFFLINING = /^(offline_begin|isolate|isolated|has_unmovable_pages|scan|migrate|test_|busy)/;

export function propertiesOf({ geometry: g, decisions: d, settings, threads }: Build): readonly Property[] {
  const [sections, blocks] = [sectionsOf(g), blocksOf(g)];
  const hotplugs = threads.filter((name) => name.startsWith('hotplug'));
  const firstOf = (range: number) => range * g.blocks;
  const counted = g.own && !d.altmap && !d.offsets && d.counts !== 'nobody';
  const memmapOf = (k: Kernel, s: number) => k.memory[sectionOf(backing(g, s))];
  const { beside, arch } = settings;
  const walks = beside.some((who) => who === 'compaction' || who === 'contig' || who === 'memory_failure');
  const properties: (Property | false)[] = [
    noFault(
      'no-unmapped-struct-page',
      'Hotplug touches no struct page whose memmap is not mapped.',
      'page-fault',
      'wild-page',
      'null-page',
    ),
    noFault('no-struct-page-in-no-memory', 'Nobody touches a memmap that lies in no memory.', 'no-memory'),
    noFault('no-bug', 'Neither BUG_ON() of __offline_isolated_pages() is hit.', 'bug'),
    noFault('no-bad-page', 'No "BUG: Bad page state" is printed.', 'bad-page'),
    noFault('memmap-not-overwritten', 'Nobody is given a page that holds a memmap.', 'memmap-overwritten'),
    always(
      'memmap-not-free',
      'No page that holds a mapped memmap is with the page allocator.',
      ...sections.map(
        (section) => (s: View) =>
          !g.own || !kernel(s).mapped[section] || kernel(s).page[backing(g, section)] !== 'buddy',
      ),
    ),
    always(
      'valid-section-has-memmap',
      'The memmap of a valid section is mapped.',
      ...sections.map(
        (section) => (s: View) => !kernel(s).section[section]?.valid || kernel(s).mapped[section] === true,
      ),
    ),
    always(
      'valid-section-keeps-memory',
      'The memmap of a valid section does not lie in memory that has left.',
      ...sections.map(
        (section) => (s: View) =>
          !g.own || !kernel(s).section[section]?.valid || memmapOf(kernel(s), section) !== 'gone',
      ),
    ),
    always(
      'no-stale-mapping',
      'No entry of a section that is gone leads to memory that has left.',
      ...sections.map(
        (section) => (s: View) =>
          !g.own ||
          kernel(s).section[section]?.valid === true ||
          kernel(s).pmd[section] === false ||
          memmapOf(kernel(s), section) !== 'gone',
      ),
    ),
    noDeadlock('no-deadlock', 'Nobody waits for ever.'),
    counted &&
      always(
        'count-is-sections',
        'The first struct page’s count is at most the number of sections of its range.',
        ...hotplugs.map((_, range) => (s: View) => (kernel(s).peak[range] as number) <= g.sections),
      ),
    counted &&
      always(
        'count-zero-once',
        'Once a range is removed its count has come to zero once, and never more often.',
        ...hotplugs.map((name, range) => (s: View) => {
          const zeros = kernel(s).zeros[range] as number;
          return zeros <= 1 && (s.at[name] !== 'removed' || zeros === 1);
        }),
      ),
    counted &&
      always(
        'counts-own-range',
        'A removal counts down its own range.',
        ...hotplugs.map(
          (name, range) => (s: View) =>
            s.at[name] !== 'dec_and_test' ||
            d.counts !== 'global' ||
            kernel(s).current_vmemmap_page === firstOf(range),
        ),
      ),
    always(
      'global-is-clear',
      'Once all ranges are removed current_vmemmap_page is NULL.',
      (s) => kernel(s).current_vmemmap_page === null || hotplugs.some((name) => s.at[name] !== 'removed'),
    ),
    settings.onlines &&
      always(
        'online-section-is-valid',
        'A section that is online is valid.',
        ...sections.map(
          (section) => (s: View) =>
            !kernel(s).section[section]?.online || kernel(s).section[section]?.valid === true,
        ),
      ),
    settings.onlines &&
      always(
        'sections-online-together',
        'Outside mem_hotplug_lock all sections of the block are online, or none.',
        ...sections
          .slice(1)
          .map(
            (section) => (s: View) =>
              kernel(s).mem_hotplug_lock !== null ||
              kernel(s).section[section]?.online === kernel(s).section[section - 1]?.online,
          ),
      ),
    settings.onlines &&
      always(
        'free-page-is-online',
        'Outside mem_hotplug_lock a page that is free or in use lies in a section that is online.',
        ...blocks.map(
          (p) => (s: View) =>
            kernel(s).mem_hotplug_lock !== null ||
            !['buddy', 'lru'].includes(kernel(s).page[p] as string) ||
            kernel(s).section[sectionOf(p)]?.online === true,
        ),
      ),
    settings.onlines &&
      always(
        'no-isolation-left',
        'No page block stays isolated.',
        (s) => !s.quiet || !kernel(s).isolated.some(Boolean),
      ),
    settings.onlines &&
      always(
        'no-isolation-warning',
        'do_migrate_range() does not complain of a page that it can’t isolate.',
        ...hotplugs.map((name) => (s: View) => s.at[name] !== 'dump_page'),
      ),
    settings.onlines &&
      leadsTo(
        'offline-ends',
        'An offline that has begun ends.',
        (s) => hotplugs.some((name) => OFFLINING.test(s.at[name] as string)),
        (s) => hotplugs.some((name) => !OFFLINING.test(s.at[name] as string)),
      ),
    settings.onlines &&
      sometimes('page-can-be-used', 'Pages of the range can be with the page allocator.', (s) =>
        kernel(s).page.includes('buddy'),
      ),
    settings.onlines &&
      sometimes('offline-gets-through', 'The range can be taken offline.', (s) =>
        hotplugs.some((name) => ['remove_lock', 'page_zone', 'offline'].includes(s.at[name] as string)),
      ),
    counted &&
      sometimes('count-gets-to-sections', 'The count comes to the number of sections.', (s) =>
        kernel(s).peak.every((peak) => peak === g.sections),
      ),
    arch !== 's390' &&
      sometimes('removal-gets-through', 'The memory can be removed.', (s) =>
        hotplugs.every((name) => s.at[name] === 'removed'),
      ),
    beside.includes('user') &&
      sometimes('page-is-migrated', 'A page in use can be in the way of an offline.', (s) =>
        blocks.some((p) => kernel(s).page[p] === 'lru' && kernel(s).isolated[p] === true),
      ),
    walks &&
      noFault(
        'walker-finds-memmap',
        'Who walks pfns touches no struct page whose memmap is not mapped.',
        'walker-page-fault',
      ),
    beside.includes('contig') &&
      always(
        'contig-gets-no-memmap',
        'alloc_contig_range() grabs no page that holds a memmap.',
        (s) => s.at['contig'] !== 'grabbed',
      ),
    beside.includes('memory_failure') &&
      always(
        'hwpoison-kept',
        'A page that was marked PG_hwpoison stays so.',
        ...blocks.map((p) => (s: View) => !kernel(s).poisoned[p] || kernel(s).hwpoison[p] === true),
      ),
    beside.includes('pfn_valid') &&
      noFault('usage-there', 'pfn_valid() follows no NULL ms->usage.', 'null-dereference'),
    beside.includes('pfn_valid') &&
      noFault(
        'usage-not-freed',
        'pfn_valid() reads no ms->usage that was freed, and none is freed twice.',
        'use-after-free',
        'double-call-rcu',
      ),
  ];
  return properties.filter((p) => p !== false);
}
