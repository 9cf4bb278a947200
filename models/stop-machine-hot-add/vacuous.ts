// SPDX-License-Identifier: MIT
/** What is empty in stop-machine-hot-add, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

const HANG = 'another CPU’s worker is waited for here, and that CPU is stopped: the hang';

export const vacuous: Vacuous = {
  steps: { 'migration.pmd_flush1': HANG, 'migration.pte_flush1': HANG },
  properties: {
    'cpu-can-come-up':
      'none of the 101 mutants of preallocated-cpuslocked in plenty-cpu-hotplug (tiny) keeps it out',
    'rodata-can-be-marked':
      'five of the 69 mutants of additive-update-fixmap-lock in boot (tiny) do; each breaks no-stray-fixmap-access first',
  },
};
