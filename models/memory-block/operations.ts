// SPDX-License-Identifier: MIT
/** The threads of memory-block on a running kernel: a DIMM of one block, and the files of that block. */
import { BAD_ADDRESS } from '../../src/model/operations.ts';
import type { Operation, Operations, Taken } from '../../src/model/operations.ts';

/** Movable, which the model does not ask for: an offline of another zone fails where it will. */
const online = { does: 'write', file: '{block}/state', value: 'online_movable' } as const;
const here = [{ does: 'plug' }, online] as const;
const task = (name: string) => (name === 'acpi' ? 'kworker' : name);
/** The first of two links of the chain refuses whom it refuses in the trace; the second says what it was told. */
const refusing = (steps: readonly Taken[]): readonly Operation[] => {
  const refused = steps.find(({ choice }) => choice === 'NOTIFY_BAD');
  return [...here, { does: 'module', line: `notifiers ${refused ? task(refused.thread) : 'none'}` }];
};
const INSIDE = 'only somebody who reads the kernel’s memory would see it';

export const operations: Operations = {
  kernels: { 'v6.1': ['6.1', '6.12'], 'v6.18': ['6.18'], 'v5.4': ['5.4'], 'v5.2': ['5.2'] },
  setup: {
    dimm: here,
    'first-add': [],
    veto: refusing,
    boot: 'a DIMM that is plugged is no boot memory: no notifier refuses to take it offline',
    'what-if-arm64-pfn-valid': 'pfn_valid() asks memblock on arm64 before v5.14 alone',
  },
  thread: (name, steps) => {
    if (name === 'show') return [{ does: 'read', file: '{block}/valid_zones' }];
    if (name === 'acpi')
      return steps
        .filter(({ label, note }) => label === 'acpi.next' && note !== 'finished')
        .map(({ note }) => ({ does: note === 'insertion' ? 'plug' : 'eject' }));
    const value = steps.find(({ label }) => label === 'store.write')?.choice;
    return value === undefined
      ? `${name} has written nothing yet in the trace`
      : [{ does: 'write', file: '{block}/state', value }];
  },
  task,
  shows: {
    'valid-zones-has-node': BAD_ADDRESS,
    'cancel-to-told-only': /mhpcheck: notified MEM_CANCEL_(ON|OFF)LINE without/,
    'no-deadlock': /INFO: task .* blocked for more than/,
    'hotplug-returns': /INFO: task .* blocked for more than/,
    'write-returns': /INFO: task .* blocked for more than/,
    'no-link-twice': /kernel BUG at drivers\/base\/node.c/,
    'no-removal-while-online': INSIDE,
    'offline-in-no-zone': INSIDE,
  },
};
