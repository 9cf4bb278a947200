// SPDX-License-Identifier: MIT
/** The threads of memmap-on-memory on a running kernel: a DIMM of one block, whose memmap is in it. */
import type { Operations } from '../../src/model/operations.ts';

const state = '{block}/state';
/** Of page frame 0x100000, the block's first, eight bytes. */
const FIRST_PAGE = '0x800000';
const FAILS =
  'nothing makes an allocation inside of hot-add fail at will (no fault injection in these kernels)';
const UNSEEN = 'it stands for a moment under mem_hotplug_lock, and leaves nothing in the log';

export const operations: Operations = {
  // 6.1.192 has the two fixes of v6.7.
  kernels: { 'v5.14': ['5.14'], 'v6.1': ['6.1.0'], 'v6.1-fixed': ['6.1'], 'v6.8': ['6.8'], 'v6.9': ['6.12'] },
  append: 'memory_hotplug.memmap_on_memory=1',
  setup: {
    dimm: [],
    'lockless-walker': [],
    failures: FAILS,
    'metadata-failures': FAILS,
    misaligned: 'no firmware of the emulator has memory that is no whole blocks',
  },
  thread: (name) => {
    switch (name) {
      case 'adder':
        return [{ does: 'plug' }];
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
    'no-unmapped-memmap': /unable to handle page fault/,
    'no-poisoned-page': 'these kernels poison no memmap (CONFIG_DEBUG_VM is not set)',
    'removes-whole-blocks': /kernel BUG at mm\/memory_hotplug.c/,
    'span-stands-still': UNSEEN,
    'sections-stand-still': UNSEEN,
    'page-ext-of-online': 'page_ext is off unless something asks for it, and its content shows nowhere',
  },
};
