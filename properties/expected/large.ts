// SPDX-License-Identifier: MIT
/**
 * Where the answer at bound large is another one than at small, and why: all of it written after the models were asked.
 * The expected answers themselves are those at small.
 */
export interface Otherwise {
  readonly configurations: readonly string[];
  readonly designs: readonly string[];
  readonly properties: readonly string[];
  /** At bound large. */
  readonly verdict: 'holds' | 'violated';
  readonly because: string;
}

const UNLOCKED = ['no-hotplug-lock-add', 'no-hotplug-lock-store'];
const SHARED = ['shared', 'shared-first-add'];

export const otherwise: Readonly<Record<string, readonly Otherwise[]>> = {
  'memory-block': [
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
      configurations: ['memblock-pfn-valid'],
      designs: ['v5.2', 'writes-state'],
      properties: ['online-movable-gets-through'],
      verdict: 'holds',
      because:
        'mm/memory_hotplug.c (v5.2): one write takes the block offline, another brings it back online in ZONE_MOVABLE; no removal is needed',
    },
  ],
  'vmalloc-hot-remove': [
    {
      configurations: SHARED,
      designs: ['option-1-one-mutator-missing'],
      properties: ['no-freed-table-accessed', 'no-wild-pointer'],
      verdict: 'holds',
      because: 'ioremap is the mutator that does not take part, and large has a second vmalloc in its place',
    },
    {
      configurations: SHARED,
      designs: ['option-2-vmalloc-alone'],
      properties: [
        'leftover-bounded',
        'live-mappings-reachable',
        'no-freed-table-accessed',
        'no-table-lost',
        'no-wild-pointer',
      ],
      verdict: 'holds',
      because: 'ioremap takes no hotplug lock there, and large has a second vmalloc in its place',
    },
  ],
};
