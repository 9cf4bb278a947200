// SPDX-License-Identifier: MIT
/** What is empty in memmap-on-memory, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

export const vacuous: Vacuous = {
  properties: {
    'failed-offline-leaves-online':
      'isolated-not-online and state-says-online notice the same mutants, a step before: what is undone is undone before the offline returns',
    'lock-order':
      'mem_hotplug_lock is taken inside device_hotplug_lock by everybody who takes both, and mutants turn no two locks',
    'misaligned-add-fails':
      'mutants are run where all that is asked holds, and misaligned meets the BUG_ON() of its removal in every design',
  },
};
