// SPDX-License-Identifier: MIT
/** Hot-add on arm64: the nomap trick of November 2017 and what pfn_valid() answers meanwhile; what was merged instead. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { hot_add } from './hot_add.ts';
import { memoryOf, threadsOf } from './memory.ts';
import type { Build, Limits, Settings } from './memory.ts';
import { kpageflags, online } from './others.ts';
import { propertiesOf } from './properties.ts';
import { short } from './short.ts';

const REGIONS = { hot_add, kpageflags, online } as const;

export const arm64AddPages = model<Decisions, Settings, Limits>({
  name: 'arm64-add-pages',
  asks: 'Does arm64’s hot-add get every section in, and can a pfn walker meet a memmap that is not there?',
  short,
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'A section has two pages, its first and another one; a memory block is one section, as MIN_MEMORY_BLOCK_SIZE says.',
    'Each change of memblock is one step: a reader that meets memblock_insert_region() half done is left out.',
    'mem_hotplug_lock has one holder here: nobody else adds or removes. online_pages() does not take it in v4.14, and finds no device before it is let go in v5.3.',
    'hotplug_paging() is one step for each section; that it runs in stop_machine() is the subject of stop-machine-hot-add.',
    'A failure is one of memory: of a memmap, a device, memblock’s array of regions. CONFIG_SPARSEMEM_VMEMMAP; the memmap of a section is all there or not at all.',
  ],
  designs,
  configurations,
  bounds: {
    tiny: { says: 'two sections', limits: { sections: 2 } },
    small: { says: 'three sections', limits: { sections: 3 } },
    large: { says: 'four sections', limits: { sections: 4 } },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings, limits);
    const threads = threadsOf(settings);
    const build: Build = { memory, decisions, settings, limits, threads };
    const region = (name: string) => REGIONS[name as keyof typeof REGIONS](build);
    return {
      machine: system({ id: 'arm64-add-pages', memory, threads: threads.map(region) }),
      properties: propertiesOf(settings, limits),
    };
  },
});
