// SPDX-License-Identifier: MIT
/** What memtrace's threads share: blocks of memory, memtrace's array of entries, its files in debugfs. */
import {
  array,
  bool,
  ghost,
  id,
  initially,
  int,
  mutex,
  oneOf,
  record,
  source,
} from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';

/**
 * What a block's pages are: with the page allocator; in use for something that does not move, for anonymous memory, for
 * a file; taken by alloc_contig_pages(); offline, with a memmap; removed.
 */
export const USES = ['buddy', 'kernel', 'anon', 'file', 'contig', 'offline', 'gone'] as const;
export type Use = (typeof USES)[number];
export type Zone = 'Normal' | 'Movable';

export interface Settings {
  /** What the memory is used for at first, block by block; of several nodes the first has the first blocks. */
  readonly blocks: readonly Use[];
  readonly zones: readonly Zone[];
  readonly nodes: number;
  /** How many tasks write to `enable`, and what: sizes in blocks. */
  readonly writers: number;
  readonly values: readonly number[];
  /** What somebody else allocates and frees meanwhile, if anybody does. */
  readonly allocates: readonly ('kernel' | 'file')[];
  readonly hibernates: boolean;
  /** Somebody reads (or maps) the file `trace`. */
  readonly reads: boolean;
  /** kcalloc(), ioremap() and what makes or removes a linear mapping may fail; and add_memory(), device_online(). */
  readonly failures: boolean;
  /** kernel_page_present() looks at the page table; on powerpc it is always true. */
  readonly pagePresent: boolean;
}
export interface Limits {
  /** How often a writer writes that is alone; how often the first of two does, and the second. */
  readonly alone: number;
  readonly first: number;
  readonly second: number;
}

/** How often somebody else allocates a page; opens `trace`. */
export const ALLOCATIONS = 1;
export const READS = 1;

export const writersOf = (s: Settings) =>
  Array.from({ length: s.writers }, (_, i) => (s.writers > 1 ? `enable${i}` : 'enable'));
export const threadsOf = (s: Settings) => [
  ...writersOf(s),
  ...(s.allocates.length > 0 ? ['user'] : []),
  ...(s.reads ? ['trace'] : []),
  ...(s.hibernates ? ['hibernate'] : []),
];
/** How often each writer writes; and all of them. */
export const writesOf = (s: Settings, l: Limits, writer: string) =>
  s.writers > 1 ? l[writer === 'enable0' ? 'first' : 'second'] : l.alone;
export const writes = (s: Settings, l: Limits) =>
  writersOf(s).reduce((sum, name) => sum + writesOf(s, l, name), 0);

const block = record({
  use: oneOf(...USES),
  /** The linear mapping is there. */
  linear: initially(bool, true),
  /** What its struct pages say. */
  flag: oneOf('none', 'PG_offline', 'PG_reserved'),
  /** Its page blocks are MIGRATE_ISOLATE. */
  isolated: bool,
  /** ioremap() has mapped it; a process has. */
  io: bool,
  user: bool,
  /** It holds what the kernel or a process wrote there. */
  old_data: ghost(initially(bool, true)),
});

/** One struct memtrace_entry; kcalloc() leaves zeros, and node 0 is a node. */
const entry = (s: Settings) =>
  record({
    /** NUMA_NO_NODE: null. */
    nid: initially(id('node', s.nodes), 0),
    start: int(0, s.blocks.length - 1),
    size: int(0, Math.max(...s.values)),
    /** ent->mem is not NULL. */
    mem: bool,
    /** ent->dir is a directory in debugfs, with the file `trace`. */
    dir: bool,
  });

export function memoryOf(s: Settings, l: Limits) {
  const threads = threadsOf(s);
  const all = writes(s, l);
  const first = s.blocks.map((use) => ({ ...block.initial, use }));
  return {
    memtrace_mutex: mutex(threads),
    device_hotplug_lock: mutex(threads),
    /** In blocks. */
    memtrace_size: int(0, Math.max(...s.values)),
    memtrace_array: id('array', all),
    memtrace_array_nr: int(0, s.nodes * all),
    /** What kcalloc() gave: each is given once, so that no stale pointer goes unseen. */
    arrays: array(
      all,
      record({ life: oneOf('unused', 'allocated', 'freed'), ent: array(s.nodes, entry(s)) }),
    ),
    /** The directory of each node in debugfs: the array whose entry its files stand for. */
    dirs: array(s.nodes, id('array', all)),
    /** Somebody is inside memtrace_read(): debugfs_file_get(). */
    reading: bool,
    block: initially(array(s.blocks.length, block), first),
    /** The page that somebody else has in use: the page table or the page cache says which, and migration changes that. */
    held: id('block', s.blocks.length),
    /** try_to_freeze_tasks(): nobody enters the kernel any more; who is inside. */
    freezing: bool,
    inside: array(threads.length, bool),
    /** A page of a file was moved out of the way. */
    file_moved: ghost(bool),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;
export type Block = Kernel['block'][number];

/** The stack of a writer. */
export const stackOf = (s: Settings, l: Limits, writer: string) => ({
  left: initially(int(0, writesOf(s, l, writer)), writesOf(s, l, writer)),
  /** The size asked for; that of the region that is freed. */
  val: int(0, Math.max(...s.values)),
  size: int(0, Math.max(...s.values)),
  /** The first block of a range that is tried, taken or given back. */
  start: id('block', s.blocks.length),
  nid: int(0, s.nodes),
  /** An array that was loaded, and a place in it. */
  a: id('array', writes(s, l)),
  i: initially(int(-1, s.nodes * writes(s, l)), 0),
  /** A block of it; how many are isolated. */
  j: int(0, Math.max(...s.values)),
  isolated: int(0, Math.max(...s.values)),
  failed: bool,
});
export type Writer = Values<ReturnType<typeof stackOf>>;

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly threads: readonly string[];
}

/** The files, at the version that a design's steps were read from. */
export const read = ({ version }: Decisions) => ({
  memtrace: source('arch/powerpc/platforms/powernv/memtrace.c', version),
  page_alloc: source('mm/page_alloc.c', version),
  compaction: source('mm/compaction.c', version),
  migrate: source('mm/migrate.c', version),
  hotplug: source('mm/memory_hotplug.c', version),
  mem: source('arch/powerpc/mm/mem.c', version),
  snapshot: source('kernel/power/snapshot.c', version),
});

/** The blocks of a node. */
const blocksOf = (s: Settings, nid: number) => {
  const each = s.blocks.length / s.nodes;
  return { first: nid * each, end: (nid + 1) * each };
};

/** ALIGN() and round_down() are for powers of two: of another size they clear the bits of size - 1 all the same. */
const round_down = (at: number, size: number) => at & ~(size - 1);
const ALIGN = (at: number, size: number) => round_down(at + size - 1, size);
/** The ranges that alloc_contig_pages() looks at, in its order: zone by zone of the zonelist, the highest first. */
export function contigRanges(s: Settings, movable: boolean, nid: number, size: number): readonly number[] {
  const { first, end } = blocksOf(s, nid);
  if (size === 0) return [];
  const zones: readonly Zone[] = movable ? ['Movable', 'Normal'] : ['Normal'];
  return zones.flatMap((zone) => {
    const inZone = (at: number) => s.zones[at] === zone;
    const all = Array.from({ length: end - first }, (_, i) => first + i).filter(inZone);
    const [start = 0, after = 0] = [all[0], (all.at(-1) ?? -1) + 1];
    const ranges: number[] = [];
    for (let at = ALIGN(start, size); at + size <= after; at += size) ranges.push(at);
    return ranges;
  });
}
/** The ranges that memtrace tries to take offline, in its order: from the node's end down, and not the node's first. */
export function offlineRanges(s: Settings, nid: number, size: number): readonly number[] {
  if (size === 0) return [];
  const { first, end } = blocksOf(s, nid);
  const ranges: number[] = [];
  for (let at = round_down(end - size, size); at > first; at -= size) ranges.push(at);
  return ranges;
}
