// SPDX-License-Identifier: MIT
/** What must be left of a thread that has returned, and of memory that was removed: found missing by mutants. */
import { always } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import type { Decisions } from './designs.ts';
import { areas, indexOf, rootOf } from './memory.ts';
import type { Hand, Kernel, Layout, Limits, Settings, WalkStack } from './memory.ts';

export function aftermath(
  layout: Layout,
  d: Decisions,
  settings: Settings,
  limits: Limits,
  hands: readonly Hand[],
): Property[] {
  const areaOf = areas(settings, limits);
  return [
    always(
      'nothing-in-hand',
      'A thread that has returned holds no lock, no table and no area that is neither mapped nor free.',
      ...hands.map((hand) => (s: View) => s.ended[hand.name] !== true || emptyHanded(s, hand, areaOf)),
    ),
    always(
      'removed-memory-unmapped',
      'While the memory is away nothing of it is mapped, nor its own table linked where tables are freed.',
      (s) => !isAway(s) || !mapped(s.mem as Kernel, layout, d),
    ),
  ];
}

/** Threads that can be at an end with an area they have not asked for: one waits for work, one may not need it. */
const MAY_NOT_MAP = ['kthreadd', 'hot_remove'];

function emptyHanded(s: View, { name, self }: Hand, areaOf: readonly string[]): boolean {
  const k = s.mem as Kernel;
  const me = s.stack[name] as WalkStack;
  const pages = [...k.pmd_page, ...k.pte_page];
  const area = MAY_NOT_MAP.includes(name) ? -1 : areaOf.indexOf(name);
  return (
    k.page_table_lock !== name &&
    k.page_lock !== name &&
    [k.mem_hotplug_lock, k.cpu_hotplug_lock].every((sem) => sem.writer !== name && sem.readers[self] === 0) &&
    me.new_pmd === null &&
    me.new_pte === null &&
    (area < 0 || k.vm_area[area] !== 'reserved') &&
    pages.every((page) => page.pointers[self] !== true)
  );
}

/** Not there, and hot-add has not begun. */
const isAway = (s: View) =>
  !s.mem.memory_present && (s.at['hot_remove'] === 'next' || s.at['hot_remove'] === 'returned');

/** The PTE page of a block is the block's alone: no design keeps it for others' entries. */
function mapped(k: Kernel, layout: Layout, d: Decisions): boolean {
  const pmd = k.pud[rootOf(layout, layout.hotVmemmap)] ?? null;
  const table = pmd === null ? null : (k.pmd_page[pmd]?.entry[indexOf(layout, layout.hotVmemmap)] ?? null);
  return table !== null && (d.freeTables || k.pte_page[table]?.pte[0] === true);
}
