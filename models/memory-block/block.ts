// SPDX-License-Identifier: MIT
/** One memory block: its device, its pages' place in a zone, and the locks around them. */
import {
  bool,
  ghost,
  initially,
  kernfsNode,
  lock,
  mutex,
  notifierChain,
  oneOf,
  record,
  source,
} from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';

import type { Decisions } from './designs.ts';

export interface Settings {
  /** The block is boot memory: prevent_bootmem_remove_notifier() refuses MEM_GOING_OFFLINE (arm64, v5.7). */
  readonly bootMemory: boolean;
  /** The block is there, online, before the first step. */
  readonly present: boolean;
  /** Any link of the chain may answer NOTIFY_BAD. */
  readonly veto: boolean;
  /** pfn_valid() asks memblock, also within a page block: arm64 before v5.14 (CONFIG_HOLES_IN_ZONE). */
  readonly memblockPfnValid: boolean;
}
export interface Limits {
  readonly writers: number;
  readonly readers: number;
  /** How often the block is added or ejected, in turn. */
  readonly hotplugs: number;
}

export const LINKS = 2;

export const threadNames = (limits: Limits) => [
  ...Array.from({ length: limits.writers }, (_, i) => (limits.writers > 1 ? `store${i}` : 'store')),
  ...Array.from({ length: limits.readers }, () => 'show'),
  'acpi',
];

export function memoryOf(settings: Settings, limits: Limits) {
  const threads = threadNames(limits);
  const here = settings.present;
  return {
    device_hotplug_lock: mutex(threads),
    /** device_lock(&mem->dev) */
    device_lock: mutex(threads, { novalidate: true }),
    mem_hotplug_lock: lock('rwsem', threads),
    /** The block's directory in sysfs. */
    kn: kernfsNode(threads, here),
    /** mem->state */
    state: initially(
      oneOf('MEM_OFFLINE', 'MEM_GOING_OFFLINE', 'MEM_ONLINE'),
      here ? 'MEM_ONLINE' : 'MEM_OFFLINE',
    ),
    /** mem->dev.offline */
    dev_offline: initially(bool, !here),
    /** mem->nid is set: it is 0 or NUMA_NO_NODE before. */
    nid: initially(bool, here),
    /** The links in sysfs between the block and its node. */
    links: initially(bool, here),
    /** mem->online_type: the zone that a write to `state` asks for. */
    online_type: oneOf('MMOP_OFFLINE', 'online_kernel', 'online_movable'),
    /** The zone whose span the block's pages are in. */
    zone: initially(oneOf('none', 'Normal', 'Movable'), here ? 'Normal' : 'none'),
    /** Its page blocks are MIGRATE_ISOLATE. */
    isolated: bool,
    /** Its pages are with the page allocator. */
    pages_online: initially(bool, here),
    /** zone->present_pages counts them. */
    present_pages: initially(bool, here),
    /** The node is in node_states[N_MEMORY]: it has no other memory. */
    node_memory: initially(bool, here),
    /** memblock knows the range: arm64's pfn_valid() asks it. */
    memblock: initially(bool, here),
    /** The range has sections and a memmap. */
    sections: initially(bool, here),
    ...notifierChain(LINKS),
    /** What an offline under way found, each when the kernel first looks at it; nothing outside an offline. */
    before: ghost(
      record({
        state: oneOf('unread', 'MEM_OFFLINE', 'MEM_GOING_OFFLINE', 'MEM_ONLINE'),
        zone: oneOf('unread', 'none', 'Normal', 'Movable'),
        isolated: oneOf('unread', 'true', 'false'),
        present_pages: oneOf('unread', 'true', 'false'),
      }),
    ),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;

/** The stack of a thread that reads `valid_zones`: whether the node that it has read was set. */
export type Reader = { nid: boolean };
/** The node that was read is of no use any more. */
export const nid_used = (_: Kernel, me: Reader) => (me.nid = false);

/** What an offline looks at, and writes or gives back later. */
export const found = (field: keyof Kernel['before']) => (k: Kernel) => {
  k.before[field] = String(k[field]) as never;
};
/** The end of an offline, either way: what it found is of no use any more. */
export const forgetBefore = (k: Kernel) => {
  k.before = { state: 'unread', zone: 'unread', isolated: 'unread', present_pages: 'unread' };
};

/** mem->online_type is set anew by each write that asks for a zone: what is left of it is dead. */
export const forgetType = (k: Kernel) => {
  k.online_type = 'MMOP_OFFLINE';
};

/** The files that differ between the versions: each step names the version that it was read from. */
export const read = ({ text: { version } }: Decisions) => ({
  memory: source('drivers/base/memory.c', version),
  node: source('drivers/base/node.c', version),
  hotplug: source('mm/memory_hotplug.c', version),
});

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
  /** All threads, in the order of their index. */
  readonly threads: readonly string[];
}
