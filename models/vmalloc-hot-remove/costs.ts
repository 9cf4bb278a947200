// SPDX-License-Identifier: MIT
/** What Option 3 costs: tables that stay linked with nothing in them once the memory is gone. */
import type { Measure, View } from '../../src/model/types.ts';
import type { Kernel, Limits, Settings } from './memory.ts';

/** How often the memory can be removed within the bound. */
const removals = (settings: Settings, limits: Limits) =>
  settings.memoryPresent ? Math.ceil(limits.hotplugs / 2) : Math.floor(limits.hotplugs / 2);

/** One measure for each removal: the tables left over between it and the next hot-add. */
export function leftover(settings: Settings, limits: Limits): readonly Measure[] {
  return Array.from({ length: removals(settings, limits) }, (_, i): Measure => {
    const done = 2 * i + (settings.memoryPresent ? 1 : 2);
    return {
      name: `empty tables left by removal ${i + 1}`,
      says: 'linked page table pages without an entry, all threads quiet',
      when: { hot_remove: 'next' },
      value: (s) => (hotplugsDone(s, limits) === done ? emptyTables(s.mem as Kernel) : undefined),
    };
  });
}

const hotplugsDone = (s: View, limits: Limits) =>
  limits.hotplugs - (s.stack['hot_remove'].hotplugs_left as number);

/** Tables that map nothing: no leaf entry is set below them. */
function emptyTables(k: Kernel): number {
  const empty = (table: number | null) =>
    table !== null && k.pte_page[table]?.pte.every((set) => !set) === true;
  const pmdPages = k.pud.filter((page) => page !== null).map((page) => k.pmd_page[page]);
  const ptePages = pmdPages.flatMap((page) => page?.entry.filter((table) => table !== null) ?? []);
  const mapsNothing = pmdPages.filter((page) => page?.entry.every((table) => table === null || empty(table)));
  return mapsNothing.length + ptePages.filter(empty).length;
}
