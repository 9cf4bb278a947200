// SPDX-License-Identifier: MIT
/** What is empty in stop-machine-hot-add, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

const HANG = 'another CPU’s worker is waited for here, and that CPU is stopped: the hang';

const SOMETIMES =
  'no change of one step keeps it out of every interleaving without another property that is violated first';

export const vacuous: Vacuous = {
  steps: { 'migration.pmd_flush1': HANG, 'migration.pte_flush1': HANG },
  properties: { 'cpu-can-come-up': SOMETIMES, 'rodata-can-be-marked': SOMETIMES },
};
