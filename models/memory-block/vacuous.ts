// SPDX-License-Identifier: MIT
/** What is empty in memory-block, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

export const vacuous: Vacuous = {
  properties: {
    'boot-memory-stays':
      'a notifier refuses, and no mutant changes an answer; broken-memory-block.test.ts has it not heeded',
  },
};
