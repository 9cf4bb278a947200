// SPDX-License-Identifier: MIT
/** What kernels of several versions decide, and what happens to them when one decision is taken back. */
import type { Design } from '../../src/model/types.ts';

export interface Decisions {
  /** How state_store() takes device_hotplug_lock. */
  readonly storeLock: 'trylock' | 'lock' | 'none';
  /** Hot-add and hot-remove hold device_hotplug_lock. */
  readonly hotplugLock: boolean;
  /** online_pages() isolates the new range, gives it up on failure; offline_pages() takes it out of its zone. */
  readonly zoneFollowsOnline: boolean;
  /** The block devices are removed before mem_hotplug_begin(), not after. */
  readonly removeDevicesFirst: boolean;
  /** memblock forgets the range before arch_remove_memory(). */
  readonly memblockFirst: boolean;
  /** MEM_CANCEL_* reaches the links that were told alone, as notifier_call_chain_robust() does. */
  readonly cancelTold: boolean;
  /** mem->nid is set before device_register() makes the attributes visible. */
  readonly nidFirst: boolean;
  /** What mem->nid is until it is set: kzalloc() left it 0 until 2c91f8fc6c99 (v5.4). */
  readonly nidUnset: 'node 0' | 'NUMA_NO_NODE';
  /** try_remove_memory() looks at the block's state under mem_hotplug_lock, not before it. */
  readonly checkUnderLock: boolean;
  /** The remover offlines by writing mem->state, without device_lock and without dev->offline. */
  readonly writesState: boolean;
  /** What the steps are called in the version they were read from. */
  readonly text: KernelText;
}

/** Function names and statements that differ between versions and mean the same step. */
export interface KernelText {
  readonly version: string;
  /** What memory_block_action() calls on the way to online_pages(), and to `offlinePages`. */
  readonly viaOnline: readonly string[];
  readonly viaOffline: readonly string[];
  readonly offlinePages: string;
  readonly oneZone: string;
  readonly initMemmap: string;
  readonly parse: string;
  readonly addBlock: string;
  readonly newBlock: string;
  /** Where mem->nid is set. */
  readonly setsNid: { readonly func: string; readonly file: string };
  readonly removeSection: string;
  /** What takes the block's device away. */
  readonly removeDevice: string;
}
const V52_TEXT: KernelText = {
  version: 'v5.2',
  viaOnline: ['memory_block_action'],
  viaOffline: ['memory_block_action', 'offline_pages'],
  offlinePages: '__offline_pages',
  oneZone: 'test_pages_in_a_zone(start_pfn, end_pfn)',
  initMemmap: 'memmap_init_zone(), set_pageblock_migratetype(MIGRATE_MOVABLE)',
  parse: 'sysfs_streq(buf, "offline"), ...',
  addBlock: 'init_memory_block',
  newBlock: 'mem = kzalloc()',
  setsNid: { func: 'register_mem_sect_under_node', file: 'drivers/base/node.c' },
  removeSection: 'sparse_remove_one_section()',
  removeDevice: 'unregister_memory_section',
};
const V61_TEXT: KernelText = {
  version: 'v6.1',
  viaOnline: ['memory_block_action', 'memory_block_online'],
  viaOffline: ['memory_block_action', 'memory_block_offline'],
  offlinePages: 'offline_pages',
  oneZone: 'page_zone(pfn_to_page(start_pfn)) != zone',
  initMemmap: 'memmap_init_range(MIGRATE_ISOLATE)',
  parse: 'mhp_online_type_from_str(buf)',
  addBlock: 'add_memory_block',
  newBlock: 'mem = kzalloc(), mem->nid = NUMA_NO_NODE',
  setsNid: { func: 'memory_block_add_nid', file: 'drivers/base/memory.c' },
  removeSection: 'sparse_remove_section()',
  removeDevice: 'remove_memory_block_devices',
};

const V61: Decisions = {
  storeLock: 'trylock',
  hotplugLock: true,
  zoneFollowsOnline: true,
  removeDevicesFirst: true,
  memblockFirst: false,
  cancelTold: false,
  nidFirst: false,
  nidUnset: 'NUMA_NO_NODE',
  checkUnderLock: false,
  writesState: false,
  text: V61_TEXT,
};
const V52: Decisions = {
  ...V61,
  zoneFollowsOnline: false,
  removeDevicesFirst: false,
  memblockFirst: true,
  nidUnset: 'node 0',
  checkUnderLock: true,
  text: V52_TEXT,
};

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'v5.2': {
    says: 'Zones shrink at removal; memblock forgets the range before arch_remove_memory().',
    source: 'v5.2 drivers/base/memory.c, mm/memory_hotplug.c',
    decisions: V52,
  },
  'v6.1': {
    says: 'Zones follow onlining; block devices go before mem_hotplug_begin().',
    source: 'v6.1 drivers/base/memory.c, mm/memory_hotplug.c',
    decisions: V61,
  },
  'nid-before-register': {
    says: 'As v6.1, but mem->nid is set before device_register().',
    source: 'v6.1 with a repair of add_memory_block()',
    decisions: { ...V61, nidFirst: true },
  },
  'cancel-to-told': {
    says: 'As v6.1, but MEM_CANCEL_* reaches told links alone.',
    source: 'v6.1 with a repair: blocking_notifier_call_chain_robust()',
    decisions: { ...V61, cancelTold: true },
  },
  'no-hotplug-lock-add': {
    says: 'As v6.1, but hot-add and hot-remove do not take device_hotplug_lock.',
    source: 'add_memory() as before 8df1d0e4a265 (v4.20)',
    decisions: { ...V61, hotplugLock: false },
  },
  'no-hotplug-lock-store': {
    says: 'As v6.1, but state_store() does not take device_hotplug_lock.',
    source: 'the outermost lock taken away from one of the two paths',
    decisions: { ...V61, storeLock: 'none' },
  },
  'blocking-store': {
    says: 'As v6.1, but state_store() waits for device_hotplug_lock.',
    source: 'as before 5e33bc4165f3 (v3.12): no lock_device_hotplug_sysfs()',
    decisions: { ...V61, storeLock: 'lock' },
  },
  'writes-state': {
    says: 'As v5.2, but the remover offlines by writing mem->state.',
    source: 'v5.2 arch/powerpc/platforms/powernv/memtrace.c memtrace_offline_pages()',
    decisions: { ...V52, writesState: true },
  },
};
