// SPDX-License-Identifier: MIT
/** The models by name, each loaded where it is asked for: all of them take longer to load than most checks take. */
import type { Entry } from '../src/model/types.ts';

/** In the order of `mhpcheck list`. */
export const MODELS: Readonly<Record<string, () => Promise<{ readonly entry: Entry }>>> = {
  'vmalloc-hot-remove': () => import('./vmalloc-hot-remove/entry.ts'),
  'memory-block': () => import('./memory-block/entry.ts'),
  'stop-machine-hot-add': () => import('./stop-machine-hot-add/entry.ts'),
  memtrace: () => import('./memtrace/entry.ts'),
  'altmap-teardown': () => import('./altmap-teardown/entry.ts'),
  'altmap-head': () => import('./altmap-head/entry.ts'),
  'arm64-add-pages': () => import('./arm64-add-pages/entry.ts'),
  'memmap-on-memory': () => import('./memmap-on-memory/entry.ts'),
  'memmap-alignment': () => import('./memmap-alignment/entry.ts'),
  gfp: () => import('./gfp/entry.ts'),
  'kernel-va-layout': () => import('./kernel-va-layout/entry.ts'),
};
