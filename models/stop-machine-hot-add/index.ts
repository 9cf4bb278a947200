// SPDX-License-Identifier: MIT
/** Hot-add's page tables under stop_machine(): the arm64 patch of November 2017, its repairs, what was merged. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { ptdump } from './dump.ts';
import { memoryOf, readers } from './memory.ts';
import type { Limits, Settings } from './memory.ts';
import { hotAdd } from './memory_hotplug.ts';
import { diskIrq, hog, migration } from './others.ts';
import { propertiesOf } from './properties.ts';

const plenty: Settings = {
  debugAtomicSleep: false,
  memoryLow: false,
  debugPagealloc: false,
  diskIrqOnCpu0: false,
};
const low: Settings = { ...plenty, memoryLow: true };

export const stopMachineHotAdd = model<Decisions, Settings, Limits>({
  name: 'stop-machine-hot-add',
  asks: 'May a stop_machine() callback allocate the page tables of hot-added memory, and is stop_machine() needed?',
  assumptions: [
    'Sequential consistency: dsb(ishst) and the barriers of multi_cpu_stop() are not modelled.',
    'CONFIG_PREEMPT: a task is preempted wherever preemption is on. CPUs neither come nor go (cpus_read_lock()).',
    'A loop that spins until a word changes is one step that waits.',
    'One page by GFP_KERNEL does not return NULL: below the low watermark it reclaims, and reclaim waits for one writeback, ended by an interrupt on a fixed CPU.',
    'Where memory may run low, one task uses it up, down to the reserve. 4K pages, a new PUD entry; a failed hot-add may leave empty tables.',
    'A splat ends the run: with CONFIG_DEBUG_ATOMIC_SLEEP nothing after it is looked at.',
  ],
  designs,
  configurations: {
    plenty: { says: 'memory enough; CONFIG_DEBUG_ATOMIC_SLEEP off', settings: plenty },
    'plenty-debug': {
      says: 'memory enough; CONFIG_DEBUG_ATOMIC_SLEEP on',
      settings: { ...plenty, debugAtomicSleep: true },
    },
    low: { says: 'memory may run low; the disk interrupts the last CPU', settings: low },
    'low-debug': {
      says: 'memory may run low; CONFIG_DEBUG_ATOMIC_SLEEP on',
      settings: { ...low, debugAtomicSleep: true },
    },
    'low-irq-on-cpu0': {
      says: 'memory may run low; the disk interrupts the CPU that the callback runs on',
      settings: { ...low, diskIrqOnCpu0: true },
    },
    'plenty-pagealloc': {
      says: 'memory enough; debug_pagealloc: the memory is mapped by pages',
      settings: { ...plenty, debugPagealloc: true },
    },
    'low-pagealloc': {
      says: 'memory may run low; debug_pagealloc: the memory is mapped by pages',
      settings: { ...low, debugPagealloc: true },
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
    // The caller's CPU, one for each reader, the disk's, and two that are only stopped: any of them may be the last to
    // ack a state. Each CPU more is five times the states.
    large: {
      says: 'six CPUs, two readers of swapper_pg_dir; two PMD entries of two pages',
      limits: { cpus: 6, readers: 2, pmdEntries: 2, ptes: 2 },
    },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings, limits);
    const b = { memory, decisions, settings, limits };
    const threads = [
      hotAdd(b),
      ...readers(limits).map((name, i) => ptdump(b, name, i)),
      ...(settings.memoryLow ? [hog(b)] : []),
      diskIrq(b),
      ...Array.from({ length: limits.cpus }, (_, cpu) => migration(b, cpu)),
    ];
    return {
      machine: system({ id: 'stop-machine-hot-add', memory, threads }),
      properties: propertiesOf(decisions, settings, limits),
    };
  },
});
