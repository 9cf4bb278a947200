// SPDX-License-Identifier: MIT
/** What is empty in stop-machine-hot-add, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

export const vacuous: Vacuous = {
  steps: {
    'migration.pte_woken':
      'where the callback allocates PTE pages the disk interrupts a CPU that is stopped: the hang. Woken on its own CPU it is in low-irq-on-cpu0, which maps by blocks',
  },
};
