// SPDX-License-Identifier: MIT
/** What must be true whatever the design. None of these knows which design it looks at. */
import { always, alwaysPossible, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { indexOf, rootOf, threadNames } from './memory.ts';
import type { Kernel, Layout, Limits } from './memory.ts';

const kernel = (s: View) => s.mem as Kernel;

export function propertiesOf(layout: Layout, limits: Limits): readonly Property[] {
  const ranges = [
    layout.vmalloc,
    layout.hotVmemmap,
    ...(layout.bootVmemmap === null ? [] : [layout.bootVmemmap]),
  ];
  const threads = threadNames(limits);
  const byRole = (role: string) => threads.filter((name) => name.startsWith(role));
  const getsThrough = ['vmalloc', 'ioremap', 'vunmap', 'hot_remove']
    .filter((role) => byRole(role).length > 0)
    .map((role) =>
      alwaysPossible(`${role}-gets-through`, `Whatever has happened, ${role} can still return.`, (s) =>
        byRole(role).every((name) => s.ended[name]),
      ),
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
    always('no-freed-table-reachable', 'No page table page that was freed is reachable from the root.', (s) =>
      everyLinkedTableLives(kernel(s)),
    ),
    always(
      'live-mappings-reachable',
      'Once all is quiet, every live mapping is reachable from the root.',
      (s) => !s.quiet || (vmallocMappingsReachable(kernel(s), layout) && vmemmapReachable(kernel(s), layout)),
    ),
    always(
      'no-table-lost',
      'Once all is quiet, every table page is linked or free.',
      (s) => !s.quiet || everyUsedTableIsLinked(kernel(s)),
    ),
    always(
      'leftover-bounded',
      'Once all is quiet, no range has more tables than it takes to map it.',
      (s) => !s.quiet || tablesUsed(kernel(s)) <= layout.rootEntries + ranges.length,
    ),
    noFault(
      'no-sleep-in-atomic',
      'Nothing that may sleep is called with a spinlock held.',
      'sleeping-in-atomic',
    ),
    noDeadlock('no-deadlock', 'No thread waits for ever, and no threads wait for each other in a cycle.'),
    ...getsThrough,
    sometimes('vmalloc-can-map', 'vmalloc can succeed.', (s) => kernel(s).vm_area.includes('mapped')),
    sometimes(
      'memory-can-go',
      'The memory can be removed as often as the bound says.',
      (s) => s.ended['hot_remove'] === true,
    ),
  ];
}

function everyLinkedTableLives(k: Kernel): boolean {
  return k.pud.every((pmd) => {
    const page = pmd === null ? undefined : k.pmd_page[pmd];
    return !page || (page.used && page.entry.every((pte) => pte === null || k.pte_page[pte]?.used === true));
  });
}

/** The PTE page that maps an address, or null. */
function pteTableOf(k: Kernel, layout: Layout, at: number): number | null {
  const pmd = k.pud[rootOf(layout, at)] ?? null;
  return pmd === null ? null : (k.pmd_page[pmd]?.entry[indexOf(layout, at)] ?? null);
}

function vmallocMappingsReachable(k: Kernel, layout: Layout): boolean {
  return k.vm_area.every((state, area) => {
    if (state !== 'mapped') return true;
    const table = pteTableOf(k, layout, layout.vmalloc);
    return table !== null && k.pte_page[table]?.pte[area] === true;
  });
}

/** The vmemmap of boot memory, and that of the hot-pluggable memory while it is there. */
function vmemmapReachable(k: Kernel, layout: Layout): boolean {
  const ranges = [layout.bootVmemmap, k.memory_present ? layout.hotVmemmap : null];
  return ranges.every((at) => {
    if (at === null) return true;
    const table = pteTableOf(k, layout, at);
    return table !== null && k.pte_page[table]?.pte[0] === true;
  });
}

function everyUsedTableIsLinked(k: Kernel): boolean {
  const linkedPmd = (page: number) => k.pud.includes(page);
  const linkedPte = (page: number) =>
    k.pmd_page.some((pmd, i) => pmd.used && linkedPmd(i) && pmd.entry.includes(page));
  return (
    k.pmd_page.every((p, i) => !p.used || linkedPmd(i)) && k.pte_page.every((p, i) => !p.used || linkedPte(i))
  );
}

const tablesUsed = (k: Kernel) => [...k.pmd_page, ...k.pte_page].filter((p) => p.used).length;
