// SPDX-License-Identifier: MIT
/**
 * The answers that the kernel's source gives. Most were written down before the model was asked. A row whose answer was
 * another one then says `corrected after the model was asked`; a row of a property that the model got later says
 * `written after the model was asked`. A property that no reason names is expected to hold.
 */
import type { Expected } from '../../src/model/types.ts';

interface Reason {
  readonly property: string;
  readonly designs: readonly string[];
  readonly configurations: readonly string[];
  readonly verdict?: 'holds';
  readonly source: string;
}
const DESIGNS = [
  'v5.2',
  'v5.4',
  'v6.1',
  'v6.18',
  'v5.2-memtrace',
  'what-if-cancel-to-told',
  'what-if-no-hotplug-lock-add',
  'what-if-no-hotplug-lock-store',
  'what-if-blocking-store',
];
const ARM64 = 'what-if-arm64-pfn-valid';
const CONFIGURATIONS = ['dimm', 'veto', 'boot', 'first-add', ARM64];
const REMOVABLE = CONFIGURATIONS.filter((c) => c !== 'boot');
const V52 = ['v5.2', 'v5.2-memtrace'];
const UNLOCKED = ['what-if-no-hotplug-lock-add', 'what-if-no-hotplug-lock-store'];

const CORRECTED = 'corrected after the model was asked: ';
/** Properties that the model got after it had been asked. */
const LATER = ['valid-zones-own-node', 'removes-offline-only', 'node-follows-memory'];

/**
 * The first reason that fits a row is its reason. Bound small adds the DIMM once in every configuration but boot,
 * where it is never removed.
 */
const reasons: readonly Reason[] = [
  {
    property: 'valid-zones-has-node',
    designs: V52,
    configurations: REMOVABLE,
    verdict: 'holds',
    source: `${CORRECTED}drivers/base/memory.c init_memory_block() (v5.2): kzalloc() leaves mem->nid 0, a node that is there; NUMA_NO_NODE came with 2c91f8fc6c99 (v5.4)`,
  },
  {
    property: 'valid-zones-has-node',
    designs: ['v6.18'],
    configurations: REMOVABLE,
    verdict: 'holds',
    source:
      'drivers/base/memory.c add_memory_block() (v6.18, b8179af12094): mem->nid = nid before __add_memory_block() registers the device',
  },
  {
    property: 'valid-zones-has-node',
    designs: ['v5.4'],
    configurations: REMOVABLE,
    source:
      'drivers/base/memory.c init_memory_block() (v5.4): NUMA_NO_NODE, register_memory(); valid_zones_show() takes no lock and reads mem->nid of a block that is not online',
  },
  {
    property: 'valid-zones-has-node',
    designs: DESIGNS,
    configurations: REMOVABLE,
    source:
      'drivers/base/memory.c add_memory_block() (v6.1): device_register() before memory_block_add_nid() sets mem->nid; valid_zones_show() takes no lock',
  },
  {
    property: 'valid-zones-own-node',
    designs: V52,
    configurations: REMOVABLE,
    source:
      'drivers/base/node.c register_mem_sect_under_node() (v5.2): sets mem->nid after device_register()',
  },
  ...['accepted-eject-leaves-no-link', 'no-link-twice'].map((property) => ({
    property,
    designs: V52,
    configurations: [ARM64],
    source:
      'drivers/base/node.c unregister_mem_sect_under_nodes(), get_nid_for_pfn() (v5.2): memblock_remove() came first, pfn_valid() is false, -1, continue; both links stay, and add_memory_resource() has BUG_ON(ret) for the -EEXIST of the next add',
  })),
  {
    property: 'cancel-to-told-only',
    designs: DESIGNS.filter((d) => d !== 'what-if-cancel-to-told'),
    configurations: ['boot', 'veto'],
    source:
      'mm/memory_hotplug.c offline_pages() (v5.2, v6.1, v6.18): memory_notify(MEM_CANCEL_OFFLINE) calls the whole chain; the first link’s veto kept the second from GOING_OFFLINE',
  },
  {
    property: 'offline-in-no-zone',
    designs: [...V52, 'v5.4'],
    configurations: REMOVABLE,
    source:
      'mm/memory_hotplug.c __remove_zone() (v5.2, v5.4): zones shrink at removal; feee6b298916 (v5.5) moved it to offline_pages()',
  },
  {
    property: 'no-deadlock',
    designs: UNLOCKED,
    configurations: REMOVABLE,
    source:
      'Documentation/core-api/memory-hotplug.rst (v6.1): device_lock and mem_hotplug_lock are taken in both orders; device_hotplug_lock outside both is what keeps them apart',
  },
  {
    property: 'no-removal-while-online',
    designs: UNLOCKED,
    configurations: REMOVABLE,
    source:
      'mm/memory_hotplug.c try_remove_memory() (v6.1): the states are read once, under device_hotplug_lock alone',
  },
  {
    property: 'removes-offline-only',
    designs: UNLOCKED,
    configurations: REMOVABLE,
    source:
      'mm/memory_hotplug.c __remove_memory() (v6.1): BUG() where try_remove_memory() meets a block that a write to state has brought online again',
  },
  {
    property: 'no-deadlock',
    designs: ['what-if-blocking-store'],
    configurations: REMOVABLE,
    source:
      'drivers/base/core.c lock_device_hotplug_sysfs() (v3.12, 5e33bc4165f3): device_del() waits for the store, the store for device_hotplug_lock',
  },
  ...['write-returns', 'hotplug-returns'].flatMap((property): Reason[] => [
    {
      property,
      designs: UNLOCKED,
      configurations: ['first-add'],
      verdict: 'holds',
      source: `${CORRECTED}while they wait the new block has no node yet, and the reader of valid_zones, who has not run before, faults on it`,
    },
    {
      property,
      designs: UNLOCKED,
      configurations: REMOVABLE,
      source:
        'Documentation/core-api/memory-hotplug.rst (v6.1): a write that holds device_lock and an add that holds mem_hotplug_lock wait for each other: neither returns',
    },
    {
      property,
      designs: ['what-if-blocking-store'],
      configurations: REMOVABLE,
      source:
        'drivers/base/core.c lock_device_hotplug_sysfs() (v3.12, 5e33bc4165f3): the eject waits for the write, the write for the eject',
    },
  ]),
  {
    property: 'device-agrees',
    designs: ['v5.2-memtrace'],
    configurations: ['boot'],
    verdict: 'holds',
    source: `${CORRECTED}the state of boot memory never gets to MEM_OFFLINE`,
  },
  {
    property: 'device-agrees',
    designs: ['v5.2-memtrace'],
    configurations: REMOVABLE,
    source:
      'arch/powerpc/platforms/powernv/memtrace.c change_memblock_state() (v5.2): mem->state alone is written, without device_lock',
  },
  {
    property: 'refused-eject-leaves-online',
    designs: UNLOCKED,
    configurations: ['first-add'],
    verdict: 'holds',
    source: `${CORRECTED}an eject is refused only when the one write of small has brought the block online, and none is left then`,
  },
  {
    property: 'refused-eject-leaves-online',
    designs: UNLOCKED,
    configurations: ['boot'],
    source: `${CORRECTED}a write to state leaves boot memory MEM_GOING_OFFLINE for a while, with no common lock`,
  },
  {
    property: 'refused-eject-leaves-online',
    designs: UNLOCKED,
    configurations: REMOVABLE,
    source:
      'drivers/base/memory.c state_store() (v6.1): without the common lock another write comes between the refusal and its report',
  },
  ...['online-movable-gets-through', 'add-gets-through'].map((property) => ({
    property,
    designs: V52,
    configurations: [ARM64],
    source:
      'mm/memory_hotplug.c add_memory_resource() (v5.2): BUG_ON(ret) at the stale link, before device_hotplug_lock is let go; before that the one write of small finds the block online, or gone',
  })),
];

const PROPERTIES = [
  'valid-zones-has-node',
  'no-link-twice',
  'valid-zones-own-node',
  'no-removal-while-online',
  'removes-offline-only',
  'no-deadlock',
  'notifier-told-the-end',
  'cancel-to-told-only',
  'offline-in-no-zone',
  'no-isolation-left',
  'failed-offline-as-before',
  'offline-seen-in-state',
  'migrated-while-isolated',
  'no-file-of-removed-block',
  'node-follows-memory',
  'device-agrees',
  'refused-eject-leaves-online',
  'accepted-add-leaves-block',
  'accepted-eject-leaves-no-link',
  'accepted-eject-leaves-none',
  'write-returns',
  'hotplug-returns',
  'write-gets-through',
  'offline-zones-read',
  'boot-memory-stays',
  'eject-gets-through',
  'eject-offlines',
  'offline-gets-through',
  'add-gets-through',
  'online-movable-gets-through',
];
const REMOVES = [
  'eject-gets-through',
  'eject-offlines',
  'offline-gets-through',
  'add-gets-through',
  'online-movable-gets-through',
];
/**
 * Boot memory is asked whether it stays; nothing is asked of an eject that must never be, or of the add after it. The
 * one write of small can't offline what it must bring online first.
 */
const asked = (property: string, configuration: string) => {
  if (property === 'boot-memory-stays') return configuration === 'boot';
  if (property === 'offline-gets-through' && configuration === 'first-add') return false;
  return configuration !== 'boot' || !REMOVES.includes(property);
};

export const expected: readonly Expected[] = CONFIGURATIONS.flatMap((configuration) =>
  DESIGNS.flatMap((design) =>
    PROPERTIES.filter((property) => asked(property, configuration)).map((property): Expected => {
      const reason = reasons.find(
        (r) =>
          r.property === property && r.designs.includes(design) && r.configurations.includes(configuration),
      );
      const source =
        reason?.source ??
        'mm/memory_hotplug.c, drivers/base/memory.c (v5.2, v5.4, v6.1, v6.18): nothing there breaks it';
      return {
        configuration,
        design,
        property,
        verdict: reason && reason.verdict === undefined ? 'violated' : 'holds',
        source: LATER.includes(property) ? `written after the model was asked: ${source}` : source,
      };
    }),
  ),
);
