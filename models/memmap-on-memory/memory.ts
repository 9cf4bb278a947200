// SPDX-License-Identifier: MIT
/** Memory: two blocks that may be added, their sections and pages, the zone's counters, and the locks around them. */
import {
  array,
  bool,
  ghost,
  initially,
  int,
  mutex,
  oneOf,
  percpuRwsem,
  record,
  source,
} from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import { BLOCK, BLOCKS, ELSEWHERE, NOWHERE, SECTIONS, SECTION } from './layout.ts';
import type { Geometry } from './layout.ts';

export interface Settings {
  readonly geometry: Geometry;
  /** Block 0 is there at first, online, its memmap in other memory: boot memory, or added without an altmap. */
  readonly first: 'nothing' | 'boot memory' | 'hot-added';
  /** The allocation that adding may lack memory for: none, that of a block device, that of a section. */
  readonly lacks: 'nothing' | 'devices' | 'sections';
  /** An online may be refused by a notifier; an offline by isolation, a notifier or a signal. */
  readonly refuses: boolean;
  /** Ranges that are no whole blocks are added and removed as well. */
  readonly misaligned: boolean;
  /** The pfn walker takes get_online_mems(). */
  readonly walkerLocks: boolean;
  /** s390's standby memory: not accessible until a notifier makes it so. */
  readonly standby: boolean;
  /** Other pages of the node, which stay. */
  readonly otherPages: number;
  /** ZONE_DMA32 ends behind the first unit of block 0. */
  readonly zoneEndsInHead: boolean;
}
export interface Limits {
  readonly adds: number;
  readonly onlines: number;
  readonly offlines: number;
  readonly removals: number;
  /** How many pages the walker has to choose from. */
  readonly pfns: number;
}

export const THREADS = ['adder', 'onliner', 'offliner', 'remover', 'walker'] as const;
const UNITS = 2 * BLOCK;
/** Places in `zones`: ZONE_DMA32 is there where a configuration has it. */
export const NORMAL = 0;
export const DMA32 = 1;
export const NO_ZONE = 2;
const of = <T>(length: number, value: (i: number) => T) => Array.from({ length }, (_, i) => value(i));

export const zonesOf = ({ zoneEndsInHead }: Settings) => (zoneEndsInHead ? [NORMAL, DMA32] : [NORMAL]);

export function memoryOf(settings: Settings) {
  const { first, otherPages } = settings;
  const here = (block: number) => first !== 'nothing' && block === 0;
  const there = here(0) ? BLOCK : 0;
  const section = (s: number) => {
    const on = here(Math.floor((s * SECTION) / BLOCK));
    const early = on && first === 'boot memory';
    return { valid: on, online: on, early, page_ext: on, mapped: on };
  };
  const zone = {
    start: int(0, UNITS),
    end: int(0, UNITS),
    present: int(0, UNITS),
    managed: int(0, UNITS + SECTION),
  };
  const zones = zonesOf(settings);
  return {
    device_hotplug_lock: mutex(THREADS),
    mem_hotplug_lock: percpuRwsem(THREADS),
    /** struct mem_section: SECTION_HAS_MEM_MAP, SECTION_IS_ONLINE; `mapped`: its part of vmemmap is in use. */
    sections: initially(
      array(
        SECTIONS.length,
        record({
          valid: bool,
          online: bool,
          early: bool,
          page_ext: bool,
          mapped: bool,
        }),
      ),
      of(SECTIONS.length, section),
    ),
    /** Entries of vmemmap's page table: the unit that each maps first. */
    vmemmap: initially(
      array(SECTIONS.length, int(NOWHERE, UNITS - 1)),
      of(SECTIONS.length, (i) => (i === 0 && here(0) ? ELSEWHERE : NOWHERE)),
    ),
    /** struct pages, a unit each. */
    pages: initially(
      array(UNITS, oneOf('none', 'poison', 'initialised')),
      of(UNITS, (u) => (here(Math.floor(u / BLOCK)) ? 'initialised' : 'none')),
    ),
    /** The page allocator has been given them. */
    given: initially(
      array(UNITS, bool),
      of(UNITS, (u) => here(Math.floor(u / BLOCK))),
    ),
    /** A block's page blocks are MIGRATE_ISOLATE: its free pages are given to nobody. */
    isolated: array(BLOCKS.length, bool),
    /** The zone that struct pages of a block say they are in. */
    page_zone: array(BLOCKS.length, int(NORMAL, zones.length - 1)),
    /** struct memory_block; `none`: no such device. */
    blocks: initially(
      array(
        BLOCKS.length,
        record({
          state: oneOf('none', 'MEM_OFFLINE', 'MEM_GOING_OFFLINE', 'MEM_ONLINE'),
          /** mem->nr_vmemmap_pages, mem->altmap->free. */
          nr_vmemmap_pages: int(0, SECTION),
          zone: int(NORMAL, NO_ZONE),
        }),
      ),
      of(BLOCKS.length, (b) => ({
        state: here(b) ? ('MEM_ONLINE' as const) : ('none' as const),
        nr_vmemmap_pages: 0,
        zone: here(b) ? NORMAL : NO_ZONE,
      })),
    ),
    zones: initially(
      array(zones.length, record(zone)),
      zones.map((z) =>
        z === NORMAL
          ? { start: 0, end: there, present: there, managed: there }
          : { start: 0, end: 1, present: 0, managed: 0 },
      ),
    ),
    /** MemTotal, beyond that of the memory that is never touched here. */
    totalram_pages: initially(int(0, UNITS + SECTION), there),
    /** The node is in N_MEMORY. */
    node_memory: initially(bool, here(0) || otherPages > 0),
    /** "System RAM" in /proc/iomem. */
    resource: initially(array(BLOCKS.length, bool), of(BLOCKS.length, here)),
    /** /sys/firmware/memmap. */
    firmware_map: initially(array(BLOCKS.length, bool), of(BLOCKS.length, here)),
    /** The memory is plugged in, and can be read and written. */
    accessible: initially(array(BLOCKS.length, bool), of(BLOCKS.length, here)),
    /** Pieces of other memory that hold memmap. */
    borrowed: initially(int(0, SECTIONS.length), here(0) ? 1 : 0),
    /** The zone's span and the sections as they were when the walker read the span; 0 outside. */
    walked: ghost(
      record({
        start: int(0, UNITS),
        end: int(0, UNITS),
        sections: array(SECTIONS.length, record({ valid: bool, online: bool })),
      }),
    ),
    /** A block's MEM_PREPARE_ONLINE was heard, and no MEM_FINISH_OFFLINE since. */
    prepared: ghost(array(BLOCKS.length, bool)),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;
/** `mem`, `ms` and `zone` of the C: those of a place that there is. */
export const blockAt = (k: Kernel, b: number) => k.blocks[b] as Kernel['blocks'][number];
export const sectionAt = (k: Kernel, s: number) => k.sections[s] as Kernel['sections'][number];
export const zoneAt = (k: Kernel, z: number) => k.zones[z] as Kernel['zones'][number];

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
}

/** The two files that differ between versions, at that of the design. */
export const read = ({ version }: Decisions) => ({
  base: source('drivers/base/memory.c', version),
  hotplug: source('mm/memory_hotplug.c', version),
  sparse: source('mm/sparse.c', version),
});
