// SPDX-License-Identifier: MIT
/**
 * What must be true whatever the design. None of these knows which design it looks at. Reachability is asked at every
 * moment, not only once all is quiet: nothing lawful makes a live mapping unreachable for a while, and the step that
 * breaks the property is then the step to look at.
 */
import { always, alwaysPossible, leadsTo, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { aftermath } from './aftermath.ts';
import type { Decisions } from './designs.ts';
import { areas, indexOf, rootOf, threadNames } from './memory.ts';
import type { Hand, Kernel, Layout, Limits, Memory, Settings, WalkStack } from './memory.ts';
import { sections } from './sections.ts';

const kernel = (s: View) => s.mem as Kernel;
const stack = (s: View, name: string) => s.stack[name] as WalkStack;
/** One function for each object that a sentence says "every" of. */
const each = (count: number, holds: (s: View, i: number) => boolean) =>
  Array.from({ length: count }, (_, i) => (s: View) => holds(s, i));

export function propertiesOf(
  memory: Memory,
  layout: Layout,
  d: Decisions,
  settings: Settings,
  limits: Limits,
): readonly Property[] {
  const mapped = areas(settings, limits).length;
  const walked = settings.beside.includes('mmu');
  // A page that only ptdump points to is in nobody's hands: it neither links nor frees.
  const hands = threadNames(settings, limits).flatMap((name, self): Hand[] =>
    ['ptdump', 'mmu', 'cpu_up'].includes(name) ? [] : [{ name, self }],
  );
  return [
    noFault(
      'no-freed-table-accessed',
      'No step reads or writes a page table page that was freed.',
      'use-after-free',
    ),
    noFault(
      'no-wild-pointer',
      'No step follows a table pointer derived from an empty entry.',
      'wild-pointer',
    ),
    always(
      'no-freed-table-reachable',
      'No page table page that was freed is reachable from the root.',
      ...each(layout.rootEntries, (s, root) => everyLinkedTableLives(kernel(s), root)),
    ),
    always(
      'live-mappings-reachable',
      'Every live mapping is reachable from the root.',
      ...each(mapped, (s, area) => areaReachable(kernel(s), layout, area)),
      (s) => othersReachable(kernel(s), layout),
    ),
    always(
      'no-table-lost',
      'Every table page is linked, in the hands of a thread, or free.',
      ...each(memory.pmd_page.length, (s, page) => !pmdLost(s, hands, page)),
      ...each(memory.pte_page.length, (s, page) => !pteLost(s, hands, page)),
    ),
    always(
      'leftover-bounded',
      'Once all is quiet, there are no more tables than it takes to map every range once.',
      (s) => !s.quiet || tablesUsed(kernel(s)) <= tablesToMapAll(layout),
    ),
    noFault(
      'no-sleep-in-atomic',
      'Nothing that may sleep is called with a spinlock held.',
      'sleeping-in-atomic',
    ),
    noDeadlock('no-deadlock', 'No thread waits for ever, and no threads wait for each other in a cycle.'),
    ...sections(settings),
    ...(walked ? HARDWARE : []),
    ...getsThrough(settings, limits),
    ...(mapped > 0
      ? [sometimes('vmalloc-can-map', 'vmalloc can succeed.', (s) => kernel(s).vm_area.includes('mapped'))]
      : []),
    sometimes(
      'hotplug-can-finish',
      'The memory can be removed and added as often as the bound says.',
      (s) => s.ended['hot_remove'] === true && s.stack['hot_remove'].hotplugs_left === 0,
    ),
    ...aftermath(layout, d, settings, limits, hands),
    noFault(
      'leaf-set-once',
      'No leaf entry is set that is set already: vmap_pte_range() warns and fails, ioremap_pte_range() is a BUG.',
      'warn',
      'bug',
    ),
    // Each thread has so much to do and no more: that all come to rest at once says that each comes to its own end.
    leadsTo(
      'every-call-returns',
      'Every call of vmalloc() ends, failed or not, and so does all else that is begun.',
      (s) => !s.quiet,
      (s) => s.quiet,
    ),
  ];
}

/** What the table walker of a CPU must not see. */
const HARDWARE: readonly Property[] = [
  always(
    'clear-flush-free',
    'No walk cache or TLB holds a table or a page that was freed: clear, flush, then free, as arm64 asks.',
    (s) => !kernel(s).walk_cache.pmd_freed,
    (s) => !kernel(s).walk_cache.pte_freed,
    (s) => !kernel(s).walk_cache.tlb_freed,
  ),
  noFault(
    'no-freed-page-walked',
    'No table walk or access of a CPU goes through a page that was freed.',
    'walk-of-freed-table',
    'access-to-freed-page',
  ),
];

/** Wherever things stand, the threads of a role can still return; those of a configuration can, or wait for work. */
function getsThrough(settings: Settings, limits: Limits): Property[] {
  const threads = threadNames(settings, limits);
  const goOn = (name: string, who: string, role: string, of: readonly string[]) =>
    of.length === 0
      ? []
      : [
          alwaysPossible(name, `Whatever has happened, ${who} can still ${role}.`, (s) =>
            of.every((thread) => s.ended[thread]),
          ),
        ];
  return [
    ...['vmalloc', 'ioremap', 'vunmap', 'hot_remove'].flatMap((role) =>
      goOn(
        `${role}-gets-through`,
        role,
        'return',
        threads.filter((name) => name.startsWith(role)),
      ),
    ),
    ...goOn(
      'others-get-through',
      'the other threads',
      'return',
      settings.beside.filter((name) => name !== 'mmu'),
    ),
  ];
}

function everyLinkedTableLives(k: Kernel, root: number): boolean {
  const pmd = k.pud[root] ?? null;
  const page = pmd === null ? undefined : k.pmd_page[pmd];
  return !page || (page.used && page.entry.every((pte) => pte === null || k.pte_page[pte]?.used === true));
}

/** Does the walk from the root to this leaf entry find it set? */
function reachable(k: Kernel, layout: Layout, at: number, leaf: number): boolean {
  const pmd = k.pud[rootOf(layout, at)] ?? null;
  const table = pmd === null ? null : (k.pmd_page[pmd]?.entry[indexOf(layout, at)] ?? null);
  return table !== null && k.pte_page[table]?.pte[leaf] === true;
}

const areaReachable = (k: Kernel, layout: Layout, area: number) =>
  k.vm_area[area] !== 'mapped' || reachable(k, layout, layout.vmalloc, area);

/** What was mapped at boot, and the vmemmap of the hot-pluggable memory while it is in use. */
const othersReachable = (k: Kernel, layout: Layout) =>
  layout.permanent.every((at) => reachable(k, layout, at, 0)) &&
  (!k.memory_present || reachable(k, layout, layout.hotVmemmap, 0));

/** Is a thread about to link the page, or to free it? It then holds it as a new page, or a good pointer to it. */
const pmdInHand = (s: View, hands: readonly Hand[], page: number) =>
  hands.some(
    ({ name, self }) => stack(s, name).new_pmd === page || kernel(s).pmd_page[page]?.pointers[self] === true,
  );
const pteInHand = (s: View, hands: readonly Hand[], page: number) =>
  hands.some(
    ({ name, self }) => stack(s, name).new_pte === page || kernel(s).pte_page[page]?.pointers[self] === true,
  );

const pmdLost = (s: View, hands: readonly Hand[], page: number) =>
  kernel(s).pmd_page[page]?.used === true && !kernel(s).pud.includes(page) && !pmdInHand(s, hands, page);

/** Linked means in some PMD page's entry: if that page is lost itself, it is that page which is reported. */
const pteLost = (s: View, hands: readonly Hand[], page: number) =>
  kernel(s).pte_page[page]?.used === true &&
  !kernel(s).pmd_page.some((pmd) => pmd.entry.includes(page) && pmd.used) &&
  !pteInHand(s, hands, page);

const tablesUsed = (k: Kernel) => [...k.pmd_page, ...k.pte_page].filter((p) => p.used).length;

/** One PMD page for each root entry, one PTE page for each range: vmalloc, the hot memory's vmemmap, what is permanent. */
const tablesToMapAll = (layout: Layout) => layout.rootEntries + 2 + layout.permanent.length;
