// SPDX-License-Identifier: MIT
/**
 * The part of swapper_pg_dir that maps the added memory: one PUD entry, the PMD page below it, PTE pages below that
 * with debug_pagealloc (4K pages; a section of 1 GiB, of whose PMD entries a bound looks at a few).
 */
import { cpus } from '../../src/model/cpu.ts';
import {
  array,
  bool,
  ghost,
  int,
  kworker,
  mutex,
  oneOf,
  pageAllocator,
  percpuRwsem,
  stopMachineFields,
  stopperStack,
  WMARK_LOW,
} from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';

/** What a kernel configuration decides. */
export interface Settings {
  /** CONFIG_DEBUG_ATOMIC_SLEEP */
  readonly debugAtomicSleep: boolean;
  /** Interrupts may use memory up while the hot-add runs, down to what GFP_ATOMIC may not take. */
  readonly memoryLow: boolean;
  /** ... and no page lies on the list of another CPU than the one that reclaims; else one does, on the last CPU's. */
  readonly listsEmpty: boolean;
  /** debug_pagealloc: NO_BLOCK_MAPPINGS | NO_CONT_MAPPINGS. */
  readonly debugPagealloc: boolean;
  /** NR_CPUS >= 4, and LOCKDEP or DEBUG_SPINLOCK: the spinlock of a page table does not fit into its struct page. */
  readonly ptlockAlloc: boolean;
  /** A CPU comes up or goes down meanwhile. */
  readonly cpuHotplug: boolean;
  /** kernel_init marks the kernel's read-only data meanwhile: the end of boot. */
  readonly marksRodata: boolean;
}
/** Who takes part: what a bound says. */
export interface Limits {
  readonly cpus: number;
  /** Tasks that walk swapper_pg_dir, each on a CPU of its own from CPU 1 on. */
  readonly readers: number;
  /** PMD entries that the added memory has. */
  readonly pmdEntries: number;
  /** Entries of a PTE page that are looked at. */
  readonly ptes: number;
}

export const numbered = (role: string, count: number) =>
  Array.from({ length: count }, (_, i) => (count > 1 ? `${role}${i}` : role));
export const stoppers = (limits: Limits) => numbered('migration', limits.cpus);
export const readers = (limits: Limits) => numbered('ptdump', limits.readers);
/** Who may take a page table: hot_add itself, or the callback, on CPU 0. */
export const MAPPERS = ['hot_add', 'migration0'];
/** The CPUs whose workers have something to do: where the reclaim is, and where a page lies on the list. */
export const drainedCpus = ({ memoryLow, listsEmpty }: Settings, limits: Limits): number[] =>
  memoryLow ? [0, ...(listsEmpty ? [] : [limits.cpus - 1])] : [];
export const threadNames = (settings: Settings, limits: Limits) => [
  'hot_add',
  ...readers(limits),
  ...(settings.memoryLow ? ['net_rx'] : []),
  ...drainedCpus(settings, limits).map(kworker),
  ...(settings.cpuHotplug ? ['cpu_up'] : []),
  ...(settings.marksRodata ? ['kernel_init'] : []),
  ...stoppers(limits),
];

/** The page tables that the mapping takes: a PMD page, and a PTE page for each PMD entry that is no block. */
export const tablesNeeded = (settings: Settings, limits: Limits) =>
  1 + (settings.debugPagealloc ? limits.pmdEntries : 0);

/** `garbage`: it points to a table that has not been cleared yet. */
const tableEntry = oneOf('none', 'table', 'garbage', 'block');

/** Of each CPU, the free pages on its own list. */
const listed = ({ memoryLow, listsEmpty }: Settings, limits: Limits): readonly number[] =>
  Array.from({ length: limits.cpus }, (_, cpu) =>
    memoryLow && !listsEmpty && cpu + 1 === limits.cpus ? 1 : 0,
  );
/** Free pages above the low watermark are as many as there are tables to come. */
const freeAtFirst = (settings: Settings, limits: Limits) => WMARK_LOW + tablesNeeded(settings, limits);
/** The pages that there are: free ones and those of others are never more. */
export const pagesAtMost = (settings: Settings, limits: Limits) =>
  listed(settings, limits).reduce((sum, pages) => sum + pages, freeAtFirst(settings, limits));
/** Whose table a slot of the fixmap maps: of the linear mapping, of the kernel's read-only data. */
const slot = oneOf('none', 'linear', 'rodata');

export function memoryOf(settings: Settings, limits: Limits) {
  const tables = tablesNeeded(settings, limits);
  const threads = threadNames(settings, limits);
  return {
    // Outermost first: a task's preempt_disable(), or a stopper, its preempt_count, irqs off.
    cpus: cpus(limits.cpus, threads, 3),
    cpu_hotplug_lock: percpuRwsem(threads),
    ...stopMachineFields(limits.cpus),
    ...pageAllocator(freeAtFirst(settings, limits), pagesAtMost(settings, limits), listed(settings, limits)),
    fixmap_lock: mutex(threads),
    FIX_PUD: slot,
    FIX_PMD: slot,
    FIX_PTE: slot,
    pud: tableEntry,
    pmd: array(limits.pmdEntries, tableEntry),
    pte: array(limits.pmdEntries, array(limits.ptes, bool)),
    /** Tables allocated ahead, cleared. */
    pool: int(0, tables),
    /** __add_pages() has made the memory known: others may use its linear addresses from now on. */
    added: ghost(bool),
    /** Each reader: it has shown the last PMD entry, or the first PTE below it, mapped. */
    shown: array(limits.readers, ghost(bool)),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;

/** What a walk of swapper_pg_dir keeps on its stack. */
export const walkStack = {
  /** The entry it follows, as it was when read. */
  entry: tableEntry,
};
export type Walker = Values<typeof walkStack>;

/** What a thread that maps keeps on its stack. */
export const mappingStack = (limits: Limits) => ({
  ...stopperStack,
  /** The PMD entry, and below it the PTE, that is next. */
  index: int(0, limits.pmdEntries - 1),
  leaf: int(0, limits.ptes - 1),
  /** The new table has been cleared. */
  zeroed: bool,
});
export type Mapper = Values<ReturnType<typeof mappingStack>>;

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
}
