// SPDX-License-Identifier: MIT
/** vmalloc() against memory hot-remove: the arm64 thread of July 2019, its four options and what was merged. */
import { system } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { cpuUp, kmemCacheCreate, kthreadd, zErofs } from './bystanders.ts';
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { leftover } from './costs.ts';
import { hotRemove } from './hotplug.ts';
import { mapper, unmapper } from './mappers.ts';
import { areas, layOut, memoryOf, threadNames } from './memory.ts';
import type { Limits, Settings } from './memory.ts';
import { mmu } from './mmu.ts';
import { propertiesOf } from './properties.ts';
import { ptdump } from './ptdump.ts';

export const vmallocHotRemove = model<Decisions, Settings, Limits>({
  name: 'vmalloc-hot-remove',
  asks: 'Can vmalloc() walk into a page table that hot-remove just freed, and which option stops it?',
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
    const regions = threads.map((name, self): Region => {
      const area = areas(placed, limits).indexOf(name);
      if (name.startsWith('vmalloc')) return mapper(memory, layout, decisions, 'vmalloc', name, self, area);
      if (name.startsWith('ioremap')) return mapper(memory, layout, decisions, 'ioremap', name, self, area);
      if (name.startsWith('vunmap')) return unmapper(memory, layout, decisions, name, self, 0);
      switch (name) {
        case 'kthreadd':
          return kthreadd(memory, layout, decisions, { self, area });
        case 'kmem_cache_create':
          return kmemCacheCreate(memory, layout, decisions, { self, area });
        case 'z_erofs':
          return zErofs(memory, layout, decisions, { self, area });
        case 'cpu_up':
          return cpuUp(memory, threads);
        case 'ptdump':
          return ptdump(memory, layout, decisions, self);
        case 'mmu':
          return mmu(memory, layout);
        default:
          return hotRemove(memory, layout, decisions, placed, limits, { name, self, area, threads });
      }
    });
    return {
      machine: system({ id: 'vmalloc-hot-remove', memory, threads: regions }),
      properties: propertiesOf(memory, layout, decisions, placed, limits),
      measures: leftover(placed, limits),
    };
  },
});
