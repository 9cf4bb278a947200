// SPDX-License-Identifier: MIT
/** What is empty in memmap-on-memory, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

const ALTMAP =
  'only an add that fails loses its altmap (adder.undo_): whoever has one gives the memmap back to it, and never to the buddy';
const each = (prefix: string) =>
  Object.fromEntries(
    ['free_reserved', 'managed', 'pmd_clear', 'totalram'].map((name) => [`${prefix}${name}`, ALTMAP]),
  );

export const vacuous: Vacuous = {
  steps: { ...each('adder.earlier_'), ...each('remover.') },
  properties: {
    'failed-offline-leaves-online':
      'isolated-not-online and state-says-online notice the same mutants, a step before: what is undone is undone before the offline returns',
    'lock-order':
      'mem_hotplug_lock is taken inside device_hotplug_lock by everybody who takes both, and mutants turn no two locks',
    'misaligned-add-fails':
      'mutants are run where all that is asked holds, and misaligned meets the BUG_ON() of its removal in every design',
  },
};
