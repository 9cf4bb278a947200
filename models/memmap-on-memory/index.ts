// SPDX-License-Identifier: MIT
/** Memory whose memmap lies on itself: added, brought online and offline, removed, and walked by pfn. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { adder } from './add.ts';
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { memoryOf } from './memory.ts';
import type { Build, Limits, Settings } from './memory.ts';
import { offliner } from './offline.ts';
import { onliner } from './online.ts';
import { propertiesOf } from './properties.ts';
import { remover } from './remove.ts';
import { walker } from './walker.ts';
import { short } from './short.ts';

export const memmapOnMemory = model<Decisions, Settings, Limits>({
  name: 'memmap-on-memory',
  asks: 'Does hot-added memory that holds its own memmap come and go, block by block, without anybody missing it?',
  short,
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'Two blocks of two sections, pages by the quarter of a block: what is counted is in proportion. A whole range of vmemmap is there or not; no intermediate page table is looked at.',
    'Adds, onlines, offlines and removals all hold device_hotplug_lock, as they do from v4.20 on; device_lock, kernfs and cpu_hotplug_lock are in memory-block.',
    'The node is online already, and has no other memory unless a configuration says so. One zone, ZONE_NORMAL; ZONE_DMA32 where a configuration says so.',
    'Notifiers are page_ext’s and, of s390, the one that makes memory accessible; KASAN’s shadow is left out.',
    'vmemmap is populated and freed as x86-64 does it, CONFIG_SPARSEMEM_VMEMMAP; struct pages that are poisoned read as Reserved.',
    'Whoever adds memory asks for MHP_MEMMAP_ON_MEMORY; a removal is asked for of memory that is there, and the memory is unplugged after it.',
    'A pfn walker looks at one page. The force mode of v6.6 is in memmap-alignment.',
  ],
  designs,
  configurations,
  bounds: {
    tiny: {
      says: 'one add, one online, one offline, one removal; the first page walked',
      limits: { adds: 1, onlines: 1, offlines: 1, removals: 1, pfns: 1 },
    },
    small: {
      says: 'two adds, two onlines, one offline, one removal; one page of four walked',
      limits: { adds: 2, onlines: 2, offlines: 1, removals: 1, pfns: 4 },
    },
    large: {
      says: 'two adds, two onlines, two offlines, two removals; one page of four walked',
      limits: { adds: 2, onlines: 2, offlines: 2, removals: 2, pfns: 4 },
    },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings);
    const b: Build = { memory, decisions, settings, limits };
    return {
      machine: system({
        id: 'memmap-on-memory',
        memory,
        threads: [adder(b), onliner(b), offliner(b), remover(b), walker(b)],
      }),
      properties: propertiesOf(decisions, settings, limits),
    };
  },
});
