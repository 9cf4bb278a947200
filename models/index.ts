// SPDX-License-Identifier: MIT
/** Every model of the project, with the answers expected of it. */
import { expected as memoryBlockExpected } from '../properties/expected/memory-block.ts';
import { expected as stopMachineHotAddExpected } from '../properties/expected/stop-machine-hot-add.ts';
import { expected as gfpExpected } from '../properties/expected/gfp.ts';
import { expected as vmallocHotRemoveExpected } from '../properties/expected/vmalloc-hot-remove.ts';
import { survivors as memoryBlockSurvivors } from '../properties/survivors/memory-block.ts';
import { survivors as vmallocHotRemoveSurvivors } from '../properties/survivors/vmalloc-hot-remove.ts';
import type { Entry } from '../src/model/types.ts';
import { memoryBlock } from './memory-block/index.ts';
import { stopMachineHotAdd } from './stop-machine-hot-add/index.ts';
import { gfp } from './gfp/index.ts';
import { vmallocHotRemove } from './vmalloc-hot-remove/index.ts';

export const entries: readonly Entry[] = [
  { model: vmallocHotRemove, expected: vmallocHotRemoveExpected, survivors: vmallocHotRemoveSurvivors },
  { model: memoryBlock, expected: memoryBlockExpected, survivors: memoryBlockSurvivors },
  { model: stopMachineHotAdd, expected: stopMachineHotAddExpected },
  { model: gfp, expected: gfpExpected },
];
