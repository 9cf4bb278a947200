// SPDX-License-Identifier: MIT
/** The kernels that designs of altmap-teardown are of: later ones look whether ms->usage is NULL. */
import type { Operations } from '../../src/model/operations.ts';

export const operations: Operations = {
  kernels: { 'v5.14': ['5.14'], 'v6.8': ['6.8'] },
  setup: {},
  thread: (name) => `nobody has made ${name} run on a kernel yet`,
  shows: {},
};
