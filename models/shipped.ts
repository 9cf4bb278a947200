// SPDX-License-Identifier: MIT
/** `mhpcheck/models`: the models alone, for somebody's own tests and to build on; without what is known of them beside. */
import type { AnyModel } from '../src/model/types.ts';
import { altmapHead } from './altmap-head/index.ts';
import { altmapTeardown } from './altmap-teardown/index.ts';
import { arm64AddPages } from './arm64-add-pages/index.ts';
import { gfp } from './gfp/index.ts';
import { kernelVaLayout } from './kernel-va-layout/index.ts';
import { memmapAlignment } from './memmap-alignment/index.ts';
import { memmapOnMemory } from './memmap-on-memory/index.ts';
import { memoryBlock } from './memory-block/index.ts';
import { memtrace } from './memtrace/index.ts';
import { stopMachineHotAdd } from './stop-machine-hot-add/index.ts';
import { vmallocHotRemove } from './vmalloc-hot-remove/index.ts';

export {
  altmapHead,
  altmapTeardown,
  arm64AddPages,
  gfp,
  kernelVaLayout,
  memmapAlignment,
  memmapOnMemory,
  memoryBlock,
  memtrace,
  stopMachineHotAdd,
  vmallocHotRemove,
};
/** In the order of `mhpcheck list`. */
export const models: readonly AnyModel[] = [
  vmallocHotRemove,
  memoryBlock,
  stopMachineHotAdd,
  memtrace,
  altmapTeardown,
  altmapHead,
  arm64AddPages,
  memmapOnMemory,
  memmapAlignment,
  gfp,
  kernelVaLayout,
];
