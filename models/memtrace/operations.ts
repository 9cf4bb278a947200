// SPDX-License-Identifier: MIT
/** memtrace is of powernv machines alone. */
import type { Operations } from '../../src/model/operations.ts';

export const operations: Operations = {
  never: 'arch/powerpc/platforms/powernv/memtrace.c is in no kernel of x86-64 or arm64',
  kernels: {},
  setup: {},
  thread: (name) => `${name} is of powernv`,
  shows: {},
};
