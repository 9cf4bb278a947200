// SPDX-License-Identifier: MIT
/** What is empty in memtrace, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

export const vacuous: Vacuous = {
  properties: {
    'lock-order':
      'memtrace_mutex is inside nothing and the hotplug locks inside it alone: no mutant turns them',
    hibernates: 'none of the 769 mutants that are recorded (tiny) keeps an image from being made',
  },
};
