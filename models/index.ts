// SPDX-License-Identifier: MIT
/** Every model of the project, with what is known of it beside: expected answers, mutants that survive. */
import type { Entry } from '../src/model/types.ts';
import { expected as gfpExpected } from './gfp/expected.ts';
import { gfp } from './gfp/index.ts';
import { expected as memoryBlockExpected } from './memory-block/expected.ts';
import { memoryBlock } from './memory-block/index.ts';
import { otherwise as memoryBlockOtherwise } from './memory-block/otherwise.ts';
import { survivors as memoryBlockSurvivors } from './memory-block/survivors.ts';
import { expected as stopMachineHotAddExpected } from './stop-machine-hot-add/expected.ts';
import { stopMachineHotAdd } from './stop-machine-hot-add/index.ts';
import { expected as vmallocHotRemoveExpected } from './vmalloc-hot-remove/expected.ts';
import { vmallocHotRemove } from './vmalloc-hot-remove/index.ts';
import { otherwise as vmallocHotRemoveOtherwise } from './vmalloc-hot-remove/otherwise.ts';
import { survivors as vmallocHotRemoveSurvivors } from './vmalloc-hot-remove/survivors.ts';

export const entries: readonly Entry[] = [
  {
    model: vmallocHotRemove,
    expected: vmallocHotRemoveExpected,
    otherwise: vmallocHotRemoveOtherwise,
    survivors: vmallocHotRemoveSurvivors,
  },
  {
    model: memoryBlock,
    expected: memoryBlockExpected,
    otherwise: memoryBlockOtherwise,
    survivors: memoryBlockSurvivors,
  },
  { model: stopMachineHotAdd, expected: stopMachineHotAddExpected },
  { model: gfp, expected: gfpExpected },
];
