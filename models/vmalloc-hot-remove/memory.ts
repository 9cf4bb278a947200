// SPDX-License-Identifier: MIT
/**
 * The kernel page tables the model is about, as arm64 lays them out with 64K pages and 48-bit VA: a root entry (the
 * PUD is folded into the PGD), one PMD page, PTE pages below, leaf entries in those. Other layouts have the same shape
 * one level up (16K/48-bit shares a PUD page).
 */
import {
  array,
  bool,
  ghost,
  id,
  initially,
  kthreadCreate,
  lock,
  oneOf,
  percpuRwsem,
  record,
  spinlock,
  thread,
  tlb,
} from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';

/** What a kernel configuration decides. */
export interface Settings {
  /** Do vmalloc and vmemmap hang under one root entry? */
  readonly sharedRootEntry: boolean;
  /** Does the fixmap, linked at boot and never unlinked, lie between vmalloc and vmemmap? */
  readonly pinned: boolean;
  /** Is boot memory's vmemmap mapped under vmemmap's first root entry? It can't be removed. */
  readonly bootMemory: boolean;
  /** Has the memory been hot-added before the model starts? Otherwise its first step adds it. */
  readonly memoryPresent: boolean;
  /** Who takes part beside vmalloc and hot-remove; they take the place of all mappers but one vmalloc. */
  readonly beside: readonly Bystander[];
  /** What hot-add runs under mem_hotplug_lock that allocates virtual memory, if it does. */
  readonly allocates: Allocation | null;
  /** The memory is the first of its node: onlining it starts the node's kswapd. */
  readonly startsKswapd: boolean;
  /** ptdump is called by ptdump_check_wx(), not by ptdump_show(). */
  readonly checksWx: boolean;
  /** CPUs come and go: mem_hotplug_begin() takes cpu_hotplug_lock first, and it matters. */
  readonly cpuHotplug: boolean;
}
/** Threads that some configurations add. */
export type Bystander = 'kthreadd' | 'cpu_up' | 'kmem_cache_create' | 'z_erofs' | 'ptdump' | 'mmu';
export type Allocation = 'kasan' | 'page_ext' | 'percpu' | 'pcpu_chunk';
/** Those of them that call vmalloc(). */
const MAPPING: readonly Bystander[] = ['kthreadd', 'kmem_cache_create', 'z_erofs'];

/** Who takes part, and how long: what a bound says. */
export interface Limits {
  readonly vmalloc: number;
  readonly ioremap: number;
  readonly vunmap: number;
  /** How often the memory is removed or added, in turn. */
  readonly hotplugs: number;
}

/** Where things lie, in units of one PMD entry's span (512M with 64K pages). */
export interface Layout {
  readonly rootEntries: number;
  /** Entries of a PMD page that the model looks at: those in use. */
  readonly pmdEntries: number;
  readonly vmalloc: number;
  readonly vmemmapStart: number;
  readonly vmemmapEnd: number;
  /** The vmemmap of the memory that is added and removed. */
  readonly hotVmemmap: number;
  /** What is mapped at boot and stays: the fixmap, boot memory's vmemmap, where they lie here. */
  readonly permanent: readonly number[];
}
export const rootOf = (layout: Layout, at: number) => Math.floor(at / layout.pmdEntries);
export const indexOf = (layout: Layout, at: number) => at % layout.pmdEntries;
/** The entries that lead to the PTE page of an address. */
export interface Entries {
  readonly root: number;
  readonly index: number;
}
export const entriesOf = (layout: Layout, at: number): Entries => ({
  root: rootOf(layout, at),
  index: indexOf(layout, at),
});

/** Entries of a PTE page that are looked at. A scan visits each. */
export const PTE_ENTRIES = 2;

export function layOut(settings: Settings): Layout {
  const [fixmap, boot] = [settings.pinned ? 1 : 0, settings.bootMemory ? 1 : 0];
  // vmalloc's one entry, the fixmap's and vmemmap's follow each other; unshared, vmemmap starts at the next root entry.
  const pmdEntries = settings.sharedRootEntry ? 2 + fixmap + boot : 2;
  const vmemmapStart = settings.sharedRootEntry ? 1 + fixmap : pmdEntries;
  const rootEntries = settings.sharedRootEntry ? 1 : 2;
  return {
    rootEntries,
    pmdEntries,
    vmalloc: 0,
    vmemmapStart,
    vmemmapEnd: rootEntries * pmdEntries,
    hotVmemmap: vmemmapStart + boot,
    permanent: [...(settings.pinned ? [1] : []), ...(settings.bootMemory ? [vmemmapStart] : [])],
  };
}

/** How many threads of each role there are. */
function rolesOf(settings: Settings, limits: Limits): (readonly [role: string, count: number])[] {
  const others = settings.beside.length > 0 || settings.allocates !== null;
  const [vmalloc, ioremap] = others
    ? [Math.min(1, limits.vmalloc + limits.ioremap - 1), 0]
    : [limits.vmalloc, limits.ioremap];
  return [
    ['vmalloc', vmalloc],
    ['ioremap', ioremap],
    ['vunmap', Math.min(limits.vunmap, vmalloc)],
    ...settings.beside.map((role) => [role, 1] as const),
    ['hot_remove', 1],
  ];
}
/** The names of the threads, in the order of their columns. */
export const threadNames = (settings: Settings, limits: Limits): string[] =>
  rolesOf(settings, limits).flatMap(([role, count]) =>
    Array.from({ length: count }, (_, i) => (count > 1 ? `${role}${i}` : role)),
  );

/** The areas of the vmalloc range, by who maps them. */
export function areas(settings: Settings, limits: Limits): string[] {
  const maps = (name: string) => /^(vmalloc|ioremap)/.test(name) || MAPPING.includes(name as Bystander);
  const allocates = settings.allocates === null ? [] : ['hot_remove'];
  return [...threadNames(settings, limits).filter(maps), ...allocates];
}

export function memoryOf(settings: Settings, limits: Limits) {
  const layout = layOut(settings);
  const threads = threadNames(settings, limits);
  const start = initialTables(settings, layout);
  // Enough pages that none is ever lacking, however many are lost: what is there at the start, one each mapper may
  // allocate, one each hot-add may.
  const adds = settings.memoryPresent ? Math.floor(limits.hotplugs / 2) : Math.ceil(limits.hotplugs / 2);
  const mapped = areas(settings, limits).length;
  const spare = mapped + adds;
  const pmdPages = start.pmdPages.length + spare;
  const ptePages = start.ptePages.length + spare;
  // Which threads hold a pointer taken in the page's present life. Freeing the page clears it: their pointers stay
  // stale even when the page is allocated anew.
  const pointers = ghost(array(threads.length, bool));
  const none = threads.map(() => false);
  const pmdPage = record({ used: bool, entry: array(layout.pmdEntries, id('pte_page', ptePages)), pointers });
  const ptePage = record({ used: bool, pte: array(PTE_ENTRIES, bool), pointers });
  const unused = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
  return {
    /** init_mm.page_table_lock */
    page_table_lock: spinlock(threads),
    /** Held for writing by hot-add, hot-remove, onlining and offlining. */
    mem_hotplug_lock: percpuRwsem(threads),
    cpu_hotplug_lock: percpuRwsem(threads),
    /** PG_locked of a page in the block: z_erofs holds it, offlining waits for it. */
    page_lock: lock('mutex', threads, { novalidate: true }),
    kthread_create: kthreadCreate,
    /** The root entries: the PUD is folded into the PGD. */
    pud: initially(array(layout.rootEntries, id('pmd_page', pmdPages)), start.pud),
    pmd_page: initially(array(pmdPages, pmdPage), [
      ...start.pmdPages.map((entry) => ({ used: true, entry, pointers: none })),
      ...unused(spare, {
        used: false,
        entry: unused<number | null>(layout.pmdEntries, null),
        pointers: none,
      }),
    ]),
    pte_page: initially(array(ptePages, ptePage), [
      ...start.ptePages.map((pte) => ({ used: true, pte, pointers: none })),
      ...unused(spare, { used: false, pte: unused(PTE_ENTRIES, false), pointers: none }),
    ]),
    vm_area: array(mapped, oneOf('reserved', 'mapped', 'lazy', 'free')),
    /** What the table walker of a CPU has cached for the block's vmemmap, and whether it was freed since. */
    walk_cache: tlb({ pmd: id('pmd_page', pmdPages), pte: id('pte_page', ptePages) }),
    /** The page that backs the block's vmemmap has been given back. */
    vmemmap_freed: ghost(initially(bool, !settings.memoryPresent)),
    /** The hot-pluggable memory block is there, and its vmemmap in use. */
    memory_present: initially(bool, settings.memoryPresent),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly layout: Layout;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
  /** All threads, in the order of their index. */
  readonly threads: readonly string[];
  /** Who maps which area of the vmalloc range. */
  readonly areas: readonly string[];
}

/** The page tables before the first step. */
function initialTables(settings: Settings, layout: Layout) {
  const mapped = [...layout.permanent, ...(settings.memoryPresent ? [layout.hotVmemmap] : [])];
  const roots = [...new Set(mapped.map((at) => rootOf(layout, at)))];
  const pmdPages = roots.map((root) =>
    Array.from({ length: layout.pmdEntries }, (_, i) => {
      const page = mapped.findIndex((at) => rootOf(layout, at) === root && indexOf(layout, at) === i);
      return page < 0 ? null : page;
    }),
  );
  const ptePages = mapped.map(() => Array.from({ length: PTE_ENTRIES }, (_, i) => i === 0));
  const pud = Array.from({ length: layout.rootEntries }, (_, root) =>
    roots.includes(root) ? roots.indexOf(root) : null,
  );
  return { pud, pmdPages, ptePages };
}

/** A thread that links and frees pages: its name, its place among the threads. */
export interface Hand {
  readonly name: string;
  readonly self: number;
}
/** What a walk keeps in local variables: its pointers, and pages it allocated but has not linked yet. */
export interface WalkStack {
  pmd: number | null;
  pte: number | null;
  new_pmd: number | null;
  new_pte: number | null;
}
export const walkStack = (k: { pmd_page: { length: number }; pte_page: { length: number } }) => ({
  pmd: id('pmd_page', k.pmd_page.length),
  pte: id('pte_page', k.pte_page.length),
  new_pmd: id('pmd_page', k.pmd_page.length),
  new_pte: id('pte_page', k.pte_page.length),
});
/** A thread that walks the tables. */
export const walking = ({ memory, threads }: Build, name: string) =>
  thread(memory, name, walkStack(memory), { threads });
/** What a scan of a table keeps beside: the entry it is at. */
export interface ScanStack extends WalkStack {
  i: number;
}
