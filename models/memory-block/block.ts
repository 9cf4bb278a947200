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
  /** The second link of the chain may answer NOTIFY_BAD. */
  readonly veto: boolean;
  /** pfn_valid() asks memblock: arm64 before v5.14. */
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
    /** mem->nid is set: it is NUMA_NO_NODE before. */
    nid: initially(bool, here),
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

/** The zone asked for by the word written to the file `state`, until it is used. */
export const word = oneOf('none', 'online_kernel', 'online_movable');
/** The stack of a thread that writes to `state`. */
export type Writer = Values<{ word: typeof word }>;

/** What an offline looks at, and writes or gives back later. */
export const found = (field: keyof Kernel['before']) => (k: Kernel) => {
  k.before[field] = String(k[field]) as never;
};
/** The end of an offline, either way: what it found is of no use any more. */
export const forgetBefore = (k: Kernel) => {
  k.before = { state: 'unread', zone: 'unread', isolated: 'unread', present_pages: 'unread' };
};

/** What was asked for has been used. */
export const word_used = (_: Kernel, me: Writer) => void (me.word = 'none');

/** The two files that differ between the versions: each step names the version that it was read from. */
export const read = ({ text: { version } }: Decisions) => ({
  memory: source('drivers/base/memory.c', version),
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
