// SPDX-License-Identifier: MIT
/** The Promela twins in peers/spin: which macro of a twin stands for which decision and setting of its model. */
import type { Check } from '../models/altmap-teardown/designs.ts';
import { altmapTeardown } from '../models/altmap-teardown/index.ts';
import { memmapOnMemory } from '../models/memmap-on-memory/index.ts';
import type { Limits as BlockLimits } from '../models/memory-block/block.ts';
import { memoryBlock } from '../models/memory-block/index.ts';
import { stopMachineHotAdd } from '../models/stop-machine-hot-add/index.ts';
import { vmallocHotRemove } from '../models/vmalloc-hot-remove/index.ts';
import { threadNames } from '../models/vmalloc-hot-remove/memory.ts';
import type { Allocation, Bystander, Limits, Settings } from '../models/vmalloc-hot-remove/memory.ts';
import { twin } from './twin.ts';
import type { Twin } from './twin.ts';

/** A macro for each of several things, one of which is new only with a macro of its own. */
const among = <K extends string>(macroOf: Readonly<Record<K, string>>, there: readonly K[]) =>
  Object.fromEntries(
    Object.entries<string>(macroOf).map(([name, macro]) => [macro, there.includes(name as K)]),
  );
const BESIDE: Readonly<Record<Bystander, string>> = {
  kthreadd: 'KTHREADD',
  cpu_up: 'CPU_UP',
  kmem_cache_create: 'KMEM_CACHE_CREATE',
  z_erofs: 'Z_EROFS',
  ptdump: 'PTDUMP',
  mmu: 'MMU',
};
const ALLOCATES: Readonly<Record<Allocation, string>> = {
  kasan: 'KASAN',
  page_ext: 'PAGE_EXT',
  percpu: 'PERCPU',
  pcpu_chunk: 'PCPU_CHUNK',
};

/** How many vmalloc()s, how many hot-plugs. */
const vmallocSize = (limits: Limits, settings: Settings) => {
  const threads = threadNames(settings, limits);
  const other = threads.find((name) => /^(ioremap|vunmap)/.test(name));
  if (other !== undefined) return `thread ${other}`;
  return { MAPPERS: threads.filter((name) => name.startsWith('vmalloc')).length, HOTPLUGS: limits.hotplugs };
};
const vmalloc = twin(
  vmallocHotRemove,
  {
    walkLock: (roles) => ({
      WALK_LOCK_VMALLOC: roles.includes('vmalloc'),
      WALK_LOCK_VUNMAP: roles.includes('vunmap'),
      WALK_LOCK_HOT_REMOVE: roles.includes('hot_remove'),
    }),
    dropBetweenLevels: (on) => ({ DROP_BETWEEN_LEVELS: on }),
    allocUnderLock: (on) => ({ ALLOC_UNDER_LOCK: on }),
    freeLock: (on) => ({ FREE_LOCK: on }),
    freeTables: (on) => ({ FREE_TABLES: on }),
    floorCeiling: (on) => ({ FLOOR_CEILING: on }),
    separateTables: (on) => ({ SEPARATE_TABLES: on }),
    onlineMems: (over) => ({ READS_CALL: over === 'call', READS_MAPPING: over === 'mapping' }),
    // Its mappers are vmalloc()s.
    readers: (paths) =>
      paths.length === 0 || paths.includes('vmalloc')
        ? { READS_MAP_KERNEL_RANGE: paths.includes('map_kernel_range') }
        : 'get_online_mems() without vmalloc()',
    cpusInside: (on) => ({ CPUS_INSIDE: on }),
    ptdumpLock: (where) => ({ PTDUMP_LOCKS_SHOW: where === 'show', PTDUMP_LOCKS_WALK: where === 'walk' }),
    lockedAdd: (on) => ({ LOCKED_ADD: on }),
    freeBeforeClear: (on) => ({ FREE_BEFORE_CLEAR: on }),
    sharedRootEntry: (on) => ({ SHARED_ROOT_ENTRY: on }),
    pinned: (on) => ({ PINNED: on }),
    bootMemory: (on) => ({ BOOT_MEMORY: on }),
    memoryPresent: (on) => ({ MEMORY_PRESENT: on }),
    beside: (threads) => among(BESIDE, threads),
    allocates: (kind) => among(ALLOCATES, kind === null ? [] : [kind]),
    startsKswapd: (on) => ({ STARTS_KSWAPD: on }),
    checksWx: (on) => ({ CHECKS_WX: on }),
    cpuHotplug: (on) => ({ CPU_HOTPLUG: on }),
  },
  vmallocSize,
);

const stopMachine = twin(stopMachineHotAdd, {
  stopMachine: (on) => ({ STOP_MACHINE: on }),
  gfp: (mask) => ({ GFP_ATOMIC: mask === 'GFP_ATOMIC' }),
  preallocate: (on) => ({ PREALLOCATE: on }),
  unwind: (on) => ({ UNWIND: on }),
  cpuslocked: (on) => ({ CPUSLOCKED: on }),
  fixmapLock: (on) => ({ FIXMAP_LOCK: on }),
  // What a step is called.
  version: () => ({}),
  debugAtomicSleep: (on) => ({ DEBUG_ATOMIC_SLEEP: on }),
  memoryLow: (on) => ({ MEMORY_LOW: on }),
  debugPagealloc: (on) => ({ DEBUG_PAGEALLOC: on }),
  listsEmpty: (on) => ({ LISTS_EMPTY: on }),
  ptlockAlloc: (on) => ({ PTLOCK_ALLOC: on }),
  cpuHotplug: (on) => ({ CPU_HOTPLUG: on }),
  marksRodata: (on) => ({ MARKS_RODATA: on }),
});

/** How many writers, how many ejects and adds. */
const blockSize = ({ writers, readers, hotplugs }: BlockLimits) =>
  readers === 1 ? { WRITERS: writers, HOTPLUGS: hotplugs } : 'more than one reader';
const block = twin(
  memoryBlock,
  {
    storeLock: (how) => ({ STORE_TRIES: how === 'trylock', STORE_WAITS: how === 'lock' }),
    hotplugLock: (on) => ({ HOTPLUG_LOCK: on }),
    zoneFollowsOnline: (on) => ({ ZONE_FOLLOWS_ONLINE: on }),
    removesDevices: (when) => ({
      REMOVE_DEVICES_FIRST: when === 'before the lock',
      REMOVE_UNDER_LOCK: when === 'under the lock',
    }),
    memblockFirst: (on) => ({ MEMBLOCK_FIRST: on }),
    cancelTold: (on) => ({ CANCEL_TOLD: on }),
    nidFirst: (on) => ({ NID_FIRST: on }),
    nidUnset: (to) => ({ NID_ZERO: to === 'node 0' }),
    readsNidFirst: (on) => ({ READS_NID_FIRST: on }),
    nidOfPfn: (on) => ({ NID_OF_PFN: on }),
    checkUnderLock: (on) => ({ CHECK_UNDER_LOCK: on }),
    writesState: (on) => ({ WRITES_STATE: on }),
    // What a step is called.
    text: () => ({}),
    bootMemory: (on) => ({ BOOT_MEMORY: on }),
    present: (on) => ({ PRESENT: on }),
    veto: (on) => ({ VETO: on }),
    memblockPfnValid: (on) => ({ MEMBLOCK_PFN_VALID: on }),
  },
  blockSize,
);

const CHECK: Readonly<Partial<Record<Check, string>>> = {
  __init_single_page: 'CHECK_INIT',
  has_unmovable_pages: 'CHECK_UNMOVABLE',
  do_migrate_range: 'CHECK_MIGRATE',
  test_pages_isolated: 'CHECK_TEST',
  __test_page_isolated_in_pageblock: 'CHECK_TEST_PAGE',
  __offline_isolated_pages: 'CHECK_OFFLINE',
  free_pagetable: 'CHECK_FREE_TABLE',
};
const altmap = twin(altmapTeardown, {
  // free_pages_check() meets no page that it could be asked about; nobody here walks pfns.
  checks: (there) =>
    Object.fromEntries(Object.entries(CHECK).map(([name, macro]) => [macro, there.includes(name as Check)])),
  offsets: (on) => ({ OFFSETS: on }),
  counts: (how) => ({ COUNT_GLOBAL: how === 'global', COUNT_RANGE: how === 'range' }),
  order: (how) => ({ BACKWARD: how === 'backward' }),
  lastFirst: (on) => ({ LAST_FIRST: on }),
  altmap: (on) => ({ ALTMAP: on }),
  unmapsOwn: (on) => ({ UNMAPS_OWN: on }),
  s390Veto: (on) => ({ S390_VETO: on }),
  hotplugLock: (on) => ({ HOTPLUG_LOCK: on }),
  atomicReserved: (on) => ({ ATOMIC_RESERVED: on }),
  // Without pfn_valid() beside it, what a step is called.
  usage: () => ({}),
  arch: (name) => ({ POWERPC: name === 'powerpc', S390: name === 's390' }),
  ranges: (n) => ({ TWO_RANGES: n === 2 }),
  sections: (n) => ({ TWO_SECTIONS: n === 2 }),
  onlines: (on) => ({ ONLINES: on }),
  bySection: (on) => ({ BY_SECTION: on }),
  tableInside: (on) => ({ TABLE: on }),
  poisons: (on) => ({ POISONS: on }),
  checksFree: (on) => ({ CHECKS_FREE: on }),
  asksOnline: () => ({}),
  beside: (who) =>
    who.every((one) => one === 'user') ? { USER: who.length > 0 } : `it has no ${who.join(', ')}`,
});

const onMemory = twin(
  memmapOnMemory,
  {
    oneBlock: (on) => ({ ONE_BLOCK: on }),
    wholePmds: (on) => ({ WHOLE_PMDS: on }),
    wholePageblocks: (on) => ({ WHOLE_PAGEBLOCKS: on }),
    basePages: (on) => ({ BASE_PAGES: on }),
    perSection: (on) => ({ PER_SECTION: on }),
    unsupported: (what) => ({ ELSE_ELSEWHERE: what === 'memmap elsewhere' }),
    addsEachBlock: (on) => ({ ADDS_EACH_BLOCK: on }),
    altmapOnError: (on) => ({ ALTMAP_ON_ERROR: on }),
    removes: (what) => ({
      REMOVES_EACH_BLOCK: what === 'each block',
      REMOVES_AT_ONCE: what === 'all at once',
    }),
    refusesMixed: (on) => ({ REFUSES_MIXED: on }),
    devicesUnderLock: (on) => ({ DEVICES_UNDER_LOCK: on }),
    lockOver: (what) => ({ LOCK_OVER_BLOCK: what === 'block' }),
    prepares: (on) => ({ PREPARES: on }),
    memZone: (on) => ({ MEM_ZONE: on }),
    calleeKnows: (on) => ({ CALLEE_KNOWS: on }),
    zoneOf: (told) => ({ ZONE_OF_REST: told === 'rest' }),
    nodeOf: (told) => ({ NODE_OF_REST: told === 'rest' }),
    notifierOf: (told) => ({ NOTIFIER_OF_REST: told === 'rest' }),
    // A range that is compared with itself has no holes, whichever it is.
    holesOf: (told) => ({ HOLES_MIXED: told === 'block, compared with rest' }),
    unaccountsFirst: (on) => ({ UNACCOUNTS_FIRST: on }),
    // What a step is called.
    version: () => ({}),
    geometry: ({ memmap, pmd, pageblock }) => ({
      WHOLE_SECTION: memmap === 2,
      HALF_PMD: pmd === 2,
      WIDE_PAGEBLOCK: pageblock === 2,
    }),
    first: (what) => ({ BOOT_MEMORY: what === 'boot memory', HOT_ADDED: what === 'hot-added' }),
    lacks: (what) => ({ LACKS_DEVICES: what === 'devices', LACKS_SECTIONS: what === 'sections' }),
    refuses: (on) => ({ REFUSES: on }),
    misaligned: (on) => ({ MISALIGNED: on }),
    walkerLocks: (on) => ({ WALKER_LOCKS: on }),
    standby: (on) => ({ STANDBY: on }),
    otherPages: (n) => (n < 2 ? { OTHER_PAGE: n === 1 } : `${n} other pages`),
    zoneEndsInHead: (on) => ({ DMA32: on }),
  },
  ({ adds, onlines, offlines, removals, pfns }) => ({
    ADDS: adds,
    ONLINES: onlines,
    OFFLINES: offlines,
    REMOVALS: removals,
    PFNS: pfns,
  }),
);

export const twins: readonly Twin[] = [vmalloc, stopMachine, block, altmap, onMemory];
