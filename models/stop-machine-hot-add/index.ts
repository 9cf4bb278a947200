// SPDX-License-Identifier: MIT
/** Hot-add's page tables under stop_machine(): the arm64 patch of November 2017, its repairs, what was merged. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { ptdump } from './dump.ts';
import { memoryOf, readers } from './memory.ts';
import type { Limits, Settings } from './memory.ts';
import { kernelInit } from './fixmap.ts';
import { hotAdd } from './memory_hotplug.ts';
import { cpuUp, kworkers, migration, netRx } from './others.ts';
import { propertiesOf } from './properties.ts';
import { short } from './short.ts';

const plenty: Settings = {
  debugAtomicSleep: false,
  memoryLow: false,
  listsEmpty: false,
  debugPagealloc: false,
  ptlockAlloc: false,
  cpuHotplug: false,
  marksRodata: false,
};
const low: Settings = { ...plenty, memoryLow: true };
/** Those that allocate in the callback: where that is the question, they alone are asked. */
const IN_CALLBACK = ['as-posted', 'gfp-atomic'];
const MERGED = ['additive-update', 'additive-update-unwind', 'additive-update-fixmap-lock'];
const about = [...IN_CALLBACK, 'preallocated', ...MERGED];

export const stopMachineHotAdd = model<Decisions, Settings, Limits>({
  name: 'stop-machine-hot-add',
  asks: 'May a stop_machine() callback allocate the page tables of hot-added memory, and is stop_machine() needed?',
  short,
  assumptions: [
    'Sequential consistency: dsb(ishst) and the barriers of multi_cpu_stop() are not modelled.',
    'CONFIG_PREEMPT: a task is preempted wherever preemption is on. A loop that spins until a word changes is one step that waits.',
    'Hot-add comes from memory_probe_store(), which takes no device_hotplug_lock until v4.20, as cpu_up() of suspend and kexec does not; ACPI hot-add and CPUs through sysfs take it and keep each other out. A CPU that comes or goes is none of those that are modelled.',
    'One page by GFP_KERNEL does not return NULL: reclaim always finds a clean page. It waits in drain_all_pages() alone; that a stopped task holds an rwsem of the rmap, oom_lock, or a request tag of the disk, is left out: each is one more way to hang.',
    'Where memory may run low, packets use it up, down to where GFP_ATOMIC fails. Watermarks are in proportion, of few pages; lowmem_reserve is 0.',
    '4K pages, four levels, a new PUD entry; a failed hot-add may leave empty tables. A slab has an object left.',
    'A slot of the fixmap is looked at where two use it; what its TLB entry holds is current.',
    'A splat ends the run: with CONFIG_DEBUG_ATOMIC_SLEEP nothing after it is looked at.',
  ],
  designs,
  configurations: {
    plenty: { says: 'memory enough; CONFIG_DEBUG_ATOMIC_SLEEP off', settings: plenty, about },
    'plenty-debug': {
      says: 'memory enough; CONFIG_DEBUG_ATOMIC_SLEEP on',
      settings: { ...plenty, debugAtomicSleep: true },
      about: IN_CALLBACK,
    },
    'plenty-lockdep': {
      says: 'memory enough; CONFIG_DEBUG_ATOMIC_SLEEP and LOCKDEP (or DEBUG_SPINLOCK) on, NR_CPUS >= 4',
      settings: { ...plenty, debugAtomicSleep: true, ptlockAlloc: true },
      about,
    },
    'plenty-cpu-hotplug': {
      says: 'memory enough; a CPU comes up or goes down meanwhile (memory_probe_store() of v4.14)',
      settings: { ...plenty, cpuHotplug: true },
      about: [...IN_CALLBACK, 'preallocated', 'preallocated-cpuslocked', ...MERGED],
    },
    low: {
      says: 'memory may run low; a free page lies on the list of the last CPU',
      settings: low,
      about,
    },
    'low-debug': {
      says: 'memory may run low; CONFIG_DEBUG_ATOMIC_SLEEP on',
      settings: { ...low, debugAtomicSleep: true },
      about: IN_CALLBACK,
    },
    'low-lists-empty': {
      says: 'memory may run low; no free page lies on a list but that of the CPU that reclaims',
      settings: { ...low, listsEmpty: true },
      about: IN_CALLBACK,
    },
    'plenty-pagealloc': {
      says: 'memory enough; debug_pagealloc: the memory is mapped by pages',
      settings: { ...plenty, debugPagealloc: true },
      about,
    },
    'low-pagealloc': {
      says: 'memory may run low; debug_pagealloc: the memory is mapped by pages',
      settings: { ...low, debugPagealloc: true },
      about,
    },
    boot: {
      says: 'memory enough; ACPI hot-add while kernel_init marks read-only data (v5.0 on; the posted series before)',
      settings: { ...plenty, marksRodata: true },
      about: ['preallocated-cpuslocked', ...MERGED],
    },
  },
  bounds: {
    tiny: {
      says: 'two CPUs, one reader of swapper_pg_dir; one PMD entry of one page',
      limits: { cpus: 2, readers: 1, pmdEntries: 1, ptes: 1 },
    },
    small: {
      says: 'three CPUs, one reader of swapper_pg_dir; two PMD entries of two pages',
      limits: { cpus: 3, readers: 1, pmdEntries: 2, ptes: 2 },
    },
    // The caller's CPU, one for each reader, and one with a page on its list. Each CPU more is five times the states.
    large: {
      says: 'four CPUs, two readers of swapper_pg_dir; two PMD entries of two pages',
      limits: { cpus: 4, readers: 2, pmdEntries: 2, ptes: 2 },
    },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings, limits);
    const b = { memory, decisions, settings, limits };
    const threads = [
      hotAdd(b),
      ...readers(limits).map((name, i) => ptdump(b, name, i)),
      ...(settings.memoryLow ? [netRx(b)] : []),
      ...kworkers(b),
      ...(settings.cpuHotplug ? [cpuUp(b)] : []),
      ...(settings.marksRodata ? [kernelInit(b)] : []),
      ...Array.from({ length: limits.cpus }, (_, cpu) => migration(b, cpu)),
    ];
    return {
      machine: system({ id: 'stop-machine-hot-add', memory, threads }),
      properties: propertiesOf(settings, limits),
    };
  },
});
