// SPDX-License-Identifier: MIT
/**
 * Ranges of hot-added memory whose memmap lies at their own start. In real sizes a section is 128 MiB, a page block 2 MiB,
 * and the memmap of a section is one page block: a section holds the memmaps of 64. Here it holds those of two, so that
 * three sections have a memmap that is longer than a section.
 */
import {
  array,
  bool,
  fault,
  ghost,
  id,
  initially,
  int,
  lock,
  mutex,
  oneOf,
  rcuState,
  record,
  rcuHead,
  spinlock,
} from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';

export type Bystander = 'user' | 'compaction' | 'contig' | 'memory_failure' | 'pfn_valid';
export interface Settings {
  readonly arch: 'x86' | 'powerpc' | 's390';
  readonly ranges: 1 | 2;
  /** Of each range. Null: as the bound says. */
  readonly sections: number | null;
  /** The range is onlined and offlined between its addition and its removal. */
  readonly onlines: boolean;
  /** Each section is removed by a remove_memory() of its own, and the memory behind it leaves at once. */
  readonly bySection: boolean;
  /** The PMD table of the range's vmemmap is its own, and lies in the range, in front of the memmap. */
  readonly tableInside: boolean;
  /** CONFIG_DEBUG_VM, without vm_debug=-: page_init_poison() fills a new memmap with ones. */
  readonly poisons: boolean;
  /** CONFIG_DEBUG_VM: free_pages_check() looks at a page before it is on any list. */
  readonly checksFree: boolean;
  /** memory_failure() asks pfn_to_online_page(), as in v5.14; else pfn_valid(), as in v5.0. */
  readonly asksOnline: boolean;
  readonly beside: readonly Bystander[];
}
export interface Limits {
  /** Sections of a range, where the configuration does not say it. */
  readonly sections: number;
}

/** Page blocks in a section: as many as sections whose memmap a section holds. */
export const BLOCKS = 2;

/** Sections and page blocks are numbered through all ranges, as their addresses are. */
export interface Geometry {
  readonly ranges: number;
  /** Sections of a range. */
  readonly sections: number;
  /** The memmap of a range lies in the range. */
  readonly own: boolean;
  /** Page blocks in front of the memmap: those of page tables. */
  readonly table: number;
  /** Page blocks of a range that are not for the page allocator. */
  readonly vmemmap: number;
  /** Page blocks of a range. */
  readonly blocks: number;
}
export function geometryOf(settings: Settings, d: Decisions, limits: Limits): Geometry {
  const { ranges, tableInside, arch } = settings;
  const sections = settings.sections ?? limits.sections;
  const own = arch !== 's390' || !d.s390Veto;
  const table = tableInside ? 1 : 0;
  const vmemmap = own ? table + sections : 0;
  return { ranges, sections, own, table, vmemmap, blocks: sections * BLOCKS };
}
export const sectionOf = (block: number) => Math.floor(block / BLOCKS);
/** The page block that the memmap of a section lies in. */
export const backing = (g: Geometry, section: number) =>
  Math.floor(section / g.sections) * g.blocks + g.table + (section % g.sections);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
export const sectionsOf = (g: Geometry) => upTo(g.ranges * g.sections);
export const blocksOf = (g: Geometry) => upTo(g.ranges * g.blocks);

export const threadNames = (settings: Settings, d: Decisions) => [
  ...upTo(settings.ranges).map((i) => (settings.ranges > 1 ? `hotplug${i}` : 'hotplug')),
  ...settings.beside,
  ...(d.usage === 'rcu' || d.usage === 'rcu-null' ? ['usage_rcu'] : []),
];

/** PG_hwpoison, in one word with PG_reserved; and whether somebody has set it. */
const hwpoison = (blocks: number) => ({
  hwpoison: array(blocks, bool),
  poisoned: ghost(array(blocks, bool)),
});
/** ms->usage of the one section that there is then. */
const usage = (threads: readonly string[]) => ({
  usage: id('usage', 1),
  usage_freed: bool,
  rcu: rcuState(threads),
  usage_rcu: rcuHead,
});

export function memoryOf(settings: Settings, d: Decisions, limits: Limits) {
  const threads = threadNames(settings, d);
  const g = geometryOf(settings, d, limits);
  const [sections, blocks] = [g.ranges * g.sections, g.ranges * g.blocks];
  const memory = settings.arch === 's390' ? 'standby' : 'there';
  return {
    device_hotplug_lock: mutex(threads),
    mem_hotplug_lock: lock('rwsem', threads),
    zone_lock: spinlock(threads),
    /** The entry that maps the memmap of a section; on powerpc its element of vmemmap_list. */
    pmd: array(sections, bool),
    /** ms->section_mem_map: the section is valid; its pages are online. */
    section: array(sections, record({ valid: bool, online: bool })),
    /** What the struct pages of a page block say, all alike. `unreserved`: the mapping of `vmemmap`, without PG_reserved. */
    page: array(blocks, oneOf('none', 'reserved', 'vmemmap', 'unreserved', 'buddy', 'lru')),
    /** Their _refcount. The first page block's is that of its first page. */
    count: array(blocks, initially(int(-1, g.sections + 1), 0)),
    /** Of each range's altmap, where a design keeps one: its sections that are still there. */
    nr_sections: array(g.ranges, int(0, g.sections)),
    /** MIGRATE_ISOLATE. */
    isolated: array(blocks, bool),
    /** mm/sparse.c: the range that is being removed, by its first struct page. */
    current_vmemmap_page: id('page', blocks),
    ...((settings.beside.includes('memory_failure') ? hwpoison(blocks) : {}) as ReturnType<typeof hwpoison>),
    ...((settings.beside.includes('pfn_valid') ? usage(threads) : {}) as ReturnType<typeof usage>),
    /** What the MMU makes of the entries: struct pages that can be touched. */
    mapped: ghost(array(sections, bool)),
    /** The memory itself. Memory on standby is configured when it is onlined (s390). */
    memory: ghost(array(sections, initially(oneOf('there', 'standby', 'gone'), memory))),
    /** Per range: what the first struct page's count has come to, and how often it has come to zero. */
    peak: ghost(array(g.ranges, int(0, g.sections + 1))),
    zeros: ghost(array(g.ranges, int(0, 2))),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly geometry: Geometry;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly threads: readonly string[];
}

/** Where a thread that walks page blocks is: 0 between two walks. */
export interface Walk {
  p: number;
}
export interface Hotplug extends Walk {
  /** The section, of those of the range; and one whose vmemmap is freed, of all, down or up to which. */
  s: number;
  j: number;
  to: number;
  /** Page blocks of the section that have been looked at. */
  n: number;
  /** altmap->nr_sects */
  nr_sects: number;
  /** A page's flags, as read. */
  flags: boolean;
}
export const hotplugStack = (g: Geometry) => ({
  p: int(0, g.blocks),
  s: int(0, g.sections - 1),
  j: int(0, g.ranges * g.sections - 1),
  to: int(0, g.ranges * g.sections - 1),
  n: int(0, BLOCKS),
  nr_sects: int(0, g.sections),
  flags: bool,
});

type At<Me> = (me: Me, k: Kernel) => number;
const fails = <Me>(when: (k: Kernel, me: Me) => boolean, note: string, kind: string) => ({
  when,
  note,
  then: fault(kind),
});
export type Walker = 'page-fault' | 'walker-page-fault';
/** What becomes of an access to a struct page that is not there: its memmap is not mapped, or lies in no memory. */
export const touches = <Me>(g: Geometry, at: At<Me>, kind: Walker = 'page-fault') => [
  fails<Me>((k, me) => k.mapped[sectionOf(at(me, k))] === false, 'its memmap is not mapped', kind),
  g.own &&
    fails<Me>(
      (k, me) => k.memory[sectionOf(backing(g, sectionOf(at(me, k))))] !== 'there',
      'its memmap lies in no memory',
      'no-memory',
    ),
];
