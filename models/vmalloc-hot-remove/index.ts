// SPDX-License-Identifier: MIT
/** vmalloc() against memory hot-remove: the arm64 thread of July 2019, its four options and what was merged. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { hotRemove } from './hotplug.ts';
import { mapper, unmapper } from './mappers.ts';
import { layOut, memoryOf, threadNames } from './memory.ts';
import type { Limits, Settings } from './memory.ts';
import { propertiesOf } from './properties.ts';

const shared: Settings = { sharedRootEntry: true, bootMemory: false, memoryPresent: true };

export const vmallocHotRemove = model<Decisions, Settings, Limits>({
  name: 'vmalloc-hot-remove',
  asks: 'Can vmalloc() walk into a page table that hot-remove just freed, and which option stops it?',
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'Table layout of arm64 with 64K pages and 48-bit VA: root entry, PMD page, PTE pages. 16K/48-bit has the same shape one level up.',
    'Each thread maps one page; a PTE page is looked at in two entries. Which free page an allocation returns makes no difference.',
    'Hot-add and hot-remove are one thread in turn (mem_hotplug_lock); only vmemmap is mapped and unmapped, not the linear map.',
    'Hot-add’s own allocations succeed; those of vmalloc and ioremap may fail.',
    'No hardware table walker: TLB and walk-cache flushes are steps without effect.',
  ],
  designs,
  configurations: {
    shared: { says: 'vmalloc and vmemmap share a PMD page; no boot memory under it', settings: shared },
    'shared-boot': {
      says: 'they share a PMD page; boot memory’s vmemmap is mapped through it too',
      settings: { ...shared, bootMemory: true },
    },
    'shared-first-add': {
      says: 'they share a PMD page, which is not there before the first hot-add or vmalloc',
      settings: { ...shared, memoryPresent: false },
    },
    disjoint: {
      says: 'vmalloc and vmemmap hang under different root entries',
      settings: { ...shared, sharedRootEntry: false },
    },
  },
  bounds: {
    tiny: {
      says: 'one vmalloc; the memory is removed once (or added once)',
      limits: { vmalloc: 1, ioremap: 0, vunmap: 0, hotplugs: 1 },
    },
    small: {
      says: 'one vmalloc, one ioremap; the memory is removed and added once',
      limits: { vmalloc: 1, ioremap: 1, vunmap: 0, hotplugs: 2 },
    },
    large: {
      says: 'two vmallocs, one vunmap; the memory is removed and added twice',
      limits: { vmalloc: 2, ioremap: 0, vunmap: 1, hotplugs: 4 },
    },
  },
  build(decisions, settings, limits) {
    const placed = { ...settings, sharedRootEntry: settings.sharedRootEntry && !decisions.separateTables };
    const memory = memoryOf(placed, limits);
    const layout = layOut(placed);
    const roles = threadNames(limits);
    const threads = roles.map((name, self) => {
      if (name === 'hot_remove') return hotRemove(memory, layout, decisions, limits, name, self);
      if (name.startsWith('vunmap')) return unmapper(memory, layout, decisions, name, self, 0);
      const role = name.startsWith('ioremap') ? 'ioremap' : 'vmalloc';
      return mapper(memory, layout, decisions, role, name, self, self);
    });
    return {
      machine: system({ id: 'vmalloc-hot-remove', memory, threads }),
      properties: propertiesOf(memory, layout, limits),
    };
  },
});
