// SPDX-License-Identifier: MIT
/** What is empty in altmap-teardown, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

/** Recorded at bound tiny. */
const NONE = 'none of the 1,598 mutants that are recorded (tiny) breaks it, and no design does';

export const vacuous: Vacuous = {
  properties: { 'count-is-sections': NONE, 'lock-order': NONE, 'contig-gets-no-memmap': NONE },
};
