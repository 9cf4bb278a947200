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
  /** When the block devices are removed: before mem_hotplug_begin(), after it, or with each section in __remove_pages(). */
  readonly removesDevices: 'before the lock' | 'under the lock' | 'with the section';
  /** memblock forgets the range before arch_remove_memory(). */
  readonly memblockFirst: boolean;
  /** MEM_CANCEL_* reaches the links that were told alone, as notifier_call_chain_robust() does. */
  readonly cancelTold: boolean;
  /** mem->nid is set before device_register() makes the attributes visible. */
  readonly nidFirst: boolean;
  /** What mem->nid is until it is set: kzalloc() left it 0 until 2c91f8fc6c99 (v5.4). */
  readonly nidUnset: 'node 0' | 'NUMA_NO_NODE';
  /** valid_zones_show() reads mem->nid before mem->state. */
  readonly readsNidFirst: boolean;
  /** The links to the node are found by asking the range's pfns for their node; else mem->nid says it. */
  readonly nidOfPfn: boolean;
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
  /** What links block and node, and what takes that away. */
  readonly links: string;
  readonly unlinks: string;
  readonly removeSection: string;
  readonly remove: '__remove_memory' | 'try_remove_memory';
  /** node_states_set_node() and its like were taken apart in v6.18. */
  readonly nodeStates: boolean;
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
  links: 'register_mem_sect_under_node',
  unlinks: 'unregister_mem_sect_under_nodes',
  removeSection: 'sparse_remove_one_section()',
  remove: '__remove_memory',
  nodeStates: true,
  removeDevice: 'unregister_memory_section',
};
const V54_TEXT: KernelText = {
  ...V52_TEXT,
  version: 'v5.4',
  newBlock: 'mem = kzalloc(), mem->nid = NUMA_NO_NODE',
  unlinks: 'unregister_memory_block_under_nodes',
  removeSection: 'sparse_remove_section()',
  remove: 'try_remove_memory',
  removeDevice: 'remove_memory_block_devices',
};
const V61_TEXT: KernelText = {
  ...V54_TEXT,
  version: 'v6.1',
  viaOnline: ['memory_block_action', 'memory_block_online'],
  viaOffline: ['memory_block_action', 'memory_block_offline'],
  offlinePages: 'offline_pages',
  oneZone: 'page_zone(pfn_to_page(start_pfn)) != zone',
  initMemmap: 'memmap_init_range(MIGRATE_ISOLATE)',
  parse: 'mhp_online_type_from_str(buf)',
  addBlock: 'add_memory_block',
  setsNid: { func: 'memory_block_add_nid', file: 'drivers/base/memory.c' },
  links: 'do_register_memory_block_under_node',
};

const V61: Decisions = {
  storeLock: 'trylock',
  hotplugLock: true,
  zoneFollowsOnline: true,
  removesDevices: 'before the lock',
  memblockFirst: false,
  cancelTold: false,
  nidFirst: false,
  nidUnset: 'NUMA_NO_NODE',
  readsNidFirst: true,
  nidOfPfn: false,
  checkUnderLock: false,
  writesState: false,
  text: V61_TEXT,
};
const V54: Decisions = {
  ...V61,
  zoneFollowsOnline: false,
  removesDevices: 'under the lock',
  memblockFirst: true,
  readsNidFirst: false,
  checkUnderLock: true,
  text: V54_TEXT,
};
const V52: Decisions = {
  ...V54,
  removesDevices: 'with the section',
  nidUnset: 'node 0',
  nidOfPfn: true,
  text: V52_TEXT,
};
const V618: Decisions = {
  ...V61,
  nidFirst: true,
  text: { ...V61_TEXT, version: 'v6.18', nodeStates: false, newBlock: 'mem = kzalloc()' },
};

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'v5.2': {
    says: 'v5.2, v5.3: zones shrink at removal; links go by pfn; mem->nid is 0 at first.',
    source: 'v5.2 drivers/base/memory.c, drivers/base/node.c, mm/memory_hotplug.c',
    decisions: V52,
  },
  'v5.4': {
    says: 'v5.4: as v5.2, but links go by mem->nid, which is NUMA_NO_NODE at first.',
    source: 'v5.4 drivers/base/memory.c, drivers/base/node.c, mm/memory_hotplug.c',
    decisions: V54,
  },
  'v6.1': {
    says: 'Zones follow onlining; block devices go before mem_hotplug_begin(). valid_zones to v6.17.',
    source: 'v6.1 drivers/base/memory.c, drivers/base/node.c, mm/memory_hotplug.c',
    decisions: V61,
  },
  'v6.18': {
    says: 'v6.18: as v6.1, but mem->nid is set before device_register().',
    source: 'b8179af12094 (v6.18) "mm/memory_hotplug: activate node before adding new memory blocks"',
    decisions: V618,
  },
  'v5.2-memtrace': {
    says: 'v5.2 on powernv, whose memtrace offlines by writing mem->state (until v5.10).',
    source: 'v5.2 arch/powerpc/platforms/powernv/memtrace.c memtrace_offline_pages()',
    decisions: { ...V52, writesState: true },
  },
  'what-if-cancel-to-told': {
    says: 'As v6.1, but MEM_CANCEL_* reaches told links alone.',
    source: 'v6.1 with a repair: blocking_notifier_call_chain_robust()',
    decisions: { ...V61, cancelTold: true },
  },
  'what-if-no-hotplug-lock-add': {
    says: 'As v6.1, but hot-add and hot-remove do not take device_hotplug_lock.',
    source: 'add_memory() as before 8df1d0e4a265 (v4.20), put into v6.1',
    decisions: { ...V61, hotplugLock: false },
  },
  'what-if-no-hotplug-lock-store': {
    says: 'As v6.1, but state_store() does not take device_hotplug_lock.',
    source: 'the outermost lock taken away from one of the two paths',
    decisions: { ...V61, storeLock: 'none' },
  },
  'what-if-blocking-store': {
    says: 'As v6.1, but state_store() waits for device_hotplug_lock.',
    source: 'as before 5e33bc4165f3 (v3.12): no lock_device_hotplug_sysfs()',
    decisions: { ...V61, storeLock: 'lock' },
  },
};
