// SPDX-License-Identifier: MIT
/** One memory block between its sysfs files, its notifiers and its DIMM. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { acpi } from './acpi.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { memoryOf, threadNames } from './block.ts';
import type { Build, Limits, Settings } from './block.ts';
import { propertiesOf } from './properties.ts';
import { show, store } from './sysfs.ts';
import { short } from './short.ts';

const dimm: Settings = { bootMemory: false, present: true, veto: false, memblockPfnValid: false };

export const memoryBlock = model<Decisions, Settings, Limits>({
  name: 'memory-block',
  asks: 'Do the writers of a memory block’s state, its notifiers and its DIMM’s removal get along?',
  short,
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'The DIMM is one memory block: there are no others to put back, and the second pass of acpi_scan_try_to_offline(), which tries a refused one once more, is left out; so is physical_node_lock, of one ACPI device.',
    'mem_hotplug_lock has writers only; cpus_read_lock() and the notifier chain’s rwsem are left out.',
    'Steps of drivers/base/core.c, fs/kernfs and drivers/acpi are those of v6.1 in every design. v6.18 takes mem_hotplug_lock in memory_block_online(), around the same steps; MEM_PREPARE_ONLINE and node_notify() are left out.',
    'CONFIG_NUMA, CONFIG_MEMORY_HOTREMOVE. The node is online already. add_memory() does not online (mhp_default_online_type is MMOP_OFFLINE).',
    'The block is all the memory its node has; v5.2 meets a node other than 0.',
    'online is written as online_kernel or online_movable; add_memory() itself does not fail.',
    'An offline fails by isolation, by a notifier or by a signal; migration ends in one step.',
  ],
  designs,
  configurations: {
    dimm: { says: 'the DIMM is there, online; no notifier refuses', settings: dimm },
    veto: { says: 'as dimm; any notifier may refuse', settings: { ...dimm, veto: true } },
    boot: {
      says: 'as dimm, but boot memory of arm64 (v5.7 and later): the first notifier refuses to offline it',
      settings: { ...dimm, bootMemory: true },
    },
    'first-add': { says: 'the DIMM is not there at first', settings: { ...dimm, present: false } },
    'what-if-arm64-pfn-valid': {
      says: 'as dimm; pfn_valid() asks memblock: arm64 before v5.14, where v5.2 and v5.3 remove by the posted series alone',
      settings: { ...dimm, memblockPfnValid: true },
    },
  },
  bounds: {
    tiny: {
      says: 'one write to state, one read of valid_zones; one eject or add',
      limits: { writers: 1, readers: 1, hotplugs: 1 },
    },
    small: {
      says: 'one write to state, one read of valid_zones; an eject and an add',
      limits: { writers: 1, readers: 1, hotplugs: 2 },
    },
    // Two writes undo each other, an offline and an online, behind the back of an eject and of a third write. Three
    // hotplugs: an eject meets the block that an add put back.
    large: {
      says: 'three writes to state, one read of valid_zones; three ejects or adds',
      limits: { writers: 3, readers: 1, hotplugs: 3 },
    },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings, limits);
    const threads = threadNames(limits);
    const build: Build = { memory, decisions, settings, limits, threads };
    const region = (name: string) =>
      name === 'acpi' ? acpi(build) : name === 'show' ? show(build) : store(build, name);
    return {
      machine: system({ id: 'memory-block', memory, threads: threads.map(region) }),
      properties: propertiesOf(settings, limits),
    };
  },
});
