// SPDX-License-Identifier: MIT
/** The threads of memmap-on-memory on a running kernel: a DIMM of one block, whose memmap is in it. */
import { PAGING_REQUEST } from '../../src/model/operations.ts';
import type { Operation, Operations, Taken } from '../../src/model/operations.ts';

const state = '{block}/state';
/** Of page frame 0x100000, the block's first, eight bytes. */
const FIRST_PAGE = '0x800000';
/** Blocks of guests are one section each: none is left behind by the next, which is what lacks memory there. */
const ONE_SECTION = 'a block of these guests is one section: there is no second one that could lack memory';
/** Of page frame 0x100000 on, a block's pages: who adds it frees them to the page allocator. */
const FREED = /mhpcheck: freed to the page allocator: pfn /;
/** Devices lack memory as often as they do in the trace: each time, or the first. */
const lacking = (steps: readonly Taken[]): readonly Operation[] => {
  const adds = steps.filter(({ label, choice }) => label === 'adder.add_block' && choice !== undefined);
  const failed = adds.filter(({ choice }) => choice === 'ENOMEM').length;
  if (failed === 0) return [];
  return [
    { does: 'module', line: 'freed 0x100000 0x8000 kworker' },
    {
      does: 'module',
      line: `fail create_memory_block_devices -12 kworker ${failed === adds.length ? 0 : 1}`,
    },
  ];
};
const UNSEEN = 'it stands for a moment under mem_hotplug_lock, and leaves nothing in the log';

export const operations: Operations = {
  // 6.1.192 has the two fixes of v6.7.
  kernels: { 'v5.14': ['5.14'], 'v6.1': ['6.1.0'], 'v6.1-fixed': ['6.1'], 'v6.8': ['6.8'], 'v6.9': ['6.12'] },
  append: 'memory_hotplug.memmap_on_memory=1',
  setup: {
    dimm: [],
    'lockless-walker': [],
    failures: lacking,
    'no-memory': ONE_SECTION,
    misaligned: 'no firmware of the emulator has memory that is no whole blocks',
  },
  thread: (name, steps) => {
    switch (name) {
      case 'adder':
        // One that failed leaves a DIMM that nobody uses: it is taken away, to be plugged again.
        return steps
          .filter(({ label }) => label === 'adder.add')
          .flatMap((_, i): Operation[] =>
            i === 0 ? [{ does: 'plug' }] : [{ does: 'eject' }, { does: 'plug' }],
          );
      case 'remover':
        return [{ does: 'eject' }];
      case 'onliner':
        // Movable: an offline of another zone fails where it will.
        return [{ does: 'write', file: state, value: 'online_movable' }];
      case 'offliner':
        return [{ does: 'write', file: state, value: 'offline' }];
      case 'walker':
        return [{ does: 'read', file: '/proc/kpagecount', place: FIRST_PAGE }];
      default:
        return `nobody knows how to make ${name} run`;
    }
  },
  task: (name) => (name === 'adder' || name === 'remover' ? 'kworker' : name),
  shows: {
    'no-unmapped-memmap': PAGING_REQUEST,
    'no-poisoned-page': 'these kernels poison no memmap (CONFIG_DEBUG_VM is not set)',
    'failed-add-leaves-nothing': FREED,
    'memmap-not-in-buddy': FREED,
    'buddy-of-added-memory': FREED,
    'managed-exact': FREED,
    'memtotal-exact': FREED,
    'removal-leaves-nothing': FREED,
    'removes-whole-blocks': /kernel BUG at mm\/memory_hotplug.c/,
    'refused-removal-changes-nothing': 'no DIMM of the emulator is of one device with boot memory',
    'span-stands-still': UNSEEN,
    'sections-stand-still': UNSEEN,
    'page-ext-of-online': 'page_ext is off unless something asks for it, and its content shows nowhere',
  },
};
