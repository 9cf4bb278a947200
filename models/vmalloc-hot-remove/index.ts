// SPDX-License-Identifier: MIT
/** vmalloc() against memory hot-remove: the arm64 thread of July 2019, its four options and what was merged. */
import { system } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { beside } from './bystanders.ts';
import { configurations } from './configurations.ts';
import { leftover } from './costs.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { ioremap } from './ioremap.ts';
import { areas, layOut, memoryOf, threadNames } from './memory.ts';
import type { Build, Bystander, Limits, Settings } from './memory.ts';
import { hot_remove } from './memory_hotplug.ts';
import { propertiesOf } from './properties.ts';
import { mapper, unmapper } from './vmalloc.ts';
import { short } from './short.ts';

export const vmallocHotRemove = model<Decisions, Settings, Limits>({
  name: 'vmalloc-hot-remove',
  asks: 'Can vmalloc() walk into a page table that hot-remove just freed, and which option stops it?',
  short,
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'Table layout of arm64 with 64K pages and 48-bit VA: root entry, PMD page, PTE pages. 16K/48-bit has the same shape one level up.',
    'Each thread maps one page; a PTE page is looked at in two entries. Which free page an allocation returns makes no difference.',
    'One block is added, onlined, offlined and removed by one thread in turn; only vmemmap is mapped and unmapped, not the linear map.',
    'Hot-add’s own allocations succeed; those of vmalloc and ioremap may fail. What vmalloc does before the walk without a lock is left out. KASAN’s shadow is mapped as vmalloc maps.',
    'A CPU’s table walker takes part in configuration hw-walker alone; elsewhere TLB and walk-cache flushes have no effect.',
  ],
  designs,
  configurations,
  bounds: {
    tiny: {
      says: 'one thread that maps; the memory is removed once (or added once)',
      limits: { vmalloc: 1, ioremap: 0, vunmap: 0, hotplugs: 1 },
    },
    small: {
      says: 'two threads that map (vmalloc, ioremap); the memory is removed and added once',
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
    const threads = threadNames(placed, limits);
    const b: Build = {
      memory,
      layout,
      decisions,
      settings: placed,
      limits,
      threads,
      areas: areas(placed, limits),
    };
    const regionOf = (name: string): Region => {
      if (name.startsWith('vmalloc')) return mapper(b, name);
      if (name.startsWith('ioremap')) return ioremap(b, name);
      if (name.startsWith('vunmap')) return unmapper(b, name);
      return name === 'hot_remove' ? hot_remove(b, name) : beside[name as Bystander](b);
    };
    return {
      machine: system({ id: 'vmalloc-hot-remove', memory, threads: threads.map(regionOf) }),
      properties: propertiesOf(memory, layout, decisions, placed, limits),
      measures: leftover(placed, limits),
    };
  },
});
