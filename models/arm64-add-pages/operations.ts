// SPDX-License-Identifier: MIT
/** The kernels that designs of arm64-add-pages are of. */
import type { Operations } from '../../src/model/operations.ts';

export const operations: Operations = {
  kernels: { 'v5.3': ['5.3'], 'v5.11': ['5.11'] },
  setup: {},
  thread: (name) => `nobody has made ${name} run on a kernel yet`,
  shows: {},
};
