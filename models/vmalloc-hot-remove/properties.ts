// SPDX-License-Identifier: MIT
/**
 * What must be true whatever the design. None of these knows which design it looks at. Reachability is asked at every
 * moment, not only once all is quiet: nothing lawful makes a live mapping unreachable for a while, and the step that
 * breaks the property is then the step to look at.
 */
import { always, alwaysPossible, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { areas, indexOf, rootOf, threadNames } from './memory.ts';
import type { Kernel, Layout, Limits, Memory } from './memory.ts';
import type { WalkStack } from './pages.ts';

const kernel = (s: View) => s.mem as Kernel;
const stacks = (s: View) => Object.values(s.stack) as WalkStack[];
/** One function for each object that a sentence says "every" of. */
const each = (count: number, holds: (s: View, i: number) => boolean) =>
  Array.from({ length: count }, (_, i) => (s: View) => holds(s, i));

export function propertiesOf(memory: Memory, layout: Layout, limits: Limits): readonly Property[] {
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
      ...each(areas(limits), (s, area) => areaReachable(kernel(s), layout, area)),
      (s) => vmemmapReachable(kernel(s), layout),
    ),
    always(
      'no-table-lost',
      'Every table page is linked, in the hands of a thread, or free.',
      ...each(memory.pmd_page.length, (s, page) => !pmdLost(kernel(s), stacks(s), page)),
      ...each(memory.pte_page.length, (s, page) => !pteLost(kernel(s), stacks(s), page)),
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
    ...getsThrough(limits),
    sometimes('vmalloc-can-map', 'vmalloc can succeed.', (s) => kernel(s).vm_area.includes('mapped')),
    sometimes(
      'hotplug-can-finish',
      'The memory can be removed and added as often as the bound says.',
      (s) => s.ended['hot_remove'] === true,
    ),
  ];
}

/** For each role: wherever things stand, its threads can still return. */
function getsThrough(limits: Limits): Property[] {
  const threads = threadNames(limits);
  const byRole = (role: string) => threads.filter((name) => name.startsWith(role));
  const roles = ['vmalloc', 'ioremap', 'vunmap', 'hot_remove'].filter((role) => byRole(role).length > 0);
  return roles.map((role) =>
    alwaysPossible(`${role}-gets-through`, `Whatever has happened, ${role} can still return.`, (s) =>
      byRole(role).every((name) => s.ended[name]),
    ),
  );
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

/** The vmemmap of boot memory, and that of the hot-pluggable memory while it is in use. */
const vmemmapReachable = (k: Kernel, layout: Layout) =>
  (layout.bootVmemmap === null || reachable(k, layout, layout.bootVmemmap, 0)) &&
  (!k.memory_present || reachable(k, layout, layout.hotVmemmap, 0));

/** Is a thread about to link the page, or to free it? It then holds it as a new page, or a good pointer to it. */
const pmdInHand = (k: Kernel, threads: readonly WalkStack[], page: number) =>
  threads.some((me) => me.new_pmd === page) || k.pmd_page[page]?.pointers.includes(true) === true;
const pteInHand = (k: Kernel, threads: readonly WalkStack[], page: number) =>
  threads.some((me) => me.new_pte === page) || k.pte_page[page]?.pointers.includes(true) === true;

const pmdLost = (k: Kernel, threads: readonly WalkStack[], page: number) =>
  k.pmd_page[page]?.used === true && !k.pud.includes(page) && !pmdInHand(k, threads, page);

/** Linked means in some PMD page's entry: if that page is lost itself, it is that page which is reported. */
const pteLost = (k: Kernel, threads: readonly WalkStack[], page: number) =>
  k.pte_page[page]?.used === true &&
  !pteInHand(k, threads, page) &&
  !k.pmd_page.some((pmd) => pmd.used && pmd.entry.includes(page));

const tablesUsed = (k: Kernel) => [...k.pmd_page, ...k.pte_page].filter((p) => p.used).length;

/** One PMD page for each root entry, one PTE page for each range: vmalloc, the hot memory's vmemmap, boot memory's. */
const tablesToMapAll = (layout: Layout) => layout.rootEntries + 2 + (layout.bootVmemmap === null ? 0 : 1);
