// SPDX-License-Identifier: MIT
/** Where the answer at bound large is another one than at small, and why: written after the model was asked. */
import type { Otherwise } from '../../src/model/types.ts';

const UNLOCKED = ['what-if-no-hotplug-lock-add', 'what-if-no-hotplug-lock-store'];

export const otherwise: readonly Otherwise[] = [
  {
    configurations: ['first-add'],
    designs: UNLOCKED,
    properties: ['refused-eject-leaves-online'],
    verdict: 'violated',
    because:
      'drivers/base/memory.c state_store() (v6.1): one write brings the new block online, so that the eject may be refused; a second one comes between the refusal and its report',
  },
  {
    configurations: ['first-add'],
    designs: UNLOCKED,
    properties: ['write-returns', 'hotplug-returns'],
    verdict: 'violated',
    because:
      'Documentation/core-api/memory-hotplug.rst (v6.1): by the second add, which small has not, the reader of valid_zones has returned; nobody faults on the new block, and a write and that add wait for each other for ever',
  },
  {
    configurations: ['what-if-arm64-pfn-valid'],
    designs: ['v5.2', 'v5.2-memtrace'],
    properties: ['online-movable-gets-through'],
    verdict: 'holds',
    because:
      'mm/memory_hotplug.c (v5.2): one write takes the block offline, another brings it back online in ZONE_MOVABLE; no removal is needed',
  },
];
