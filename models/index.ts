// SPDX-License-Identifier: MIT
/** Every model of the project, with what is known of it beside: expected answers, mutants that survive. */
import type { Entry } from '../src/model/types.ts';
import { expected as altmapHeadExpected } from './altmap-head/expected.ts';
import { altmapHead } from './altmap-head/index.ts';
import { expected as altmapTeardownExpected } from './altmap-teardown/expected.ts';
import { altmapTeardown } from './altmap-teardown/index.ts';
import { operations as altmapTeardownOperations } from './altmap-teardown/operations.ts';
import { survivors as altmapTeardownSurvivors } from './altmap-teardown/survivors.ts';
import { vacuous as altmapTeardownVacuous } from './altmap-teardown/vacuous.ts';
import { expected as arm64AddPagesExpected } from './arm64-add-pages/expected.ts';
import { arm64AddPages } from './arm64-add-pages/index.ts';
import { operations as arm64AddPagesOperations } from './arm64-add-pages/operations.ts';
import { survivors as arm64AddPagesSurvivors } from './arm64-add-pages/survivors.ts';
import { expected as gfpExpected } from './gfp/expected.ts';
import { gfp } from './gfp/index.ts';
import { expected as kernelVaLayoutExpected } from './kernel-va-layout/expected.ts';
import { kernelVaLayout } from './kernel-va-layout/index.ts';
import { withLockOrder } from './lock-order.ts';
import { expected as memmapAlignmentExpected } from './memmap-alignment/expected.ts';
import { memmapAlignment } from './memmap-alignment/index.ts';
import { accounts as memmapOnMemoryAccounts } from './memmap-on-memory/accounts.ts';
import { expected as memmapOnMemoryExpected } from './memmap-on-memory/expected.ts';
import { memmapOnMemory } from './memmap-on-memory/index.ts';
import { operations as memmapOnMemoryOperations } from './memmap-on-memory/operations.ts';
import { otherwise as memmapOnMemoryOtherwise } from './memmap-on-memory/otherwise.ts';
import { survivors as memmapOnMemorySurvivors } from './memmap-on-memory/survivors.ts';
import { vacuous as memmapOnMemoryVacuous } from './memmap-on-memory/vacuous.ts';
import { expected as memoryBlockExpected } from './memory-block/expected.ts';
import { conformance as memoryBlockConformance } from './memory-block/conformance.ts';
import { memoryBlock } from './memory-block/index.ts';
import { inverted as memoryBlockInverted } from './memory-block/lock-order.ts';
import { vacuous as memoryBlockVacuous } from './memory-block/vacuous.ts';
import { otherwise as memoryBlockOtherwise } from './memory-block/otherwise.ts';
import { operations as memoryBlockOperations } from './memory-block/operations.ts';
import { recording as memoryBlockRecording } from './memory-block/recording.ts';
import { survivors as memoryBlockSurvivors } from './memory-block/survivors.ts';
import { expected as memtraceExpected } from './memtrace/expected.ts';
import { memtrace } from './memtrace/index.ts';
import { operations as memtraceOperations } from './memtrace/operations.ts';
import { survivors as memtraceSurvivors } from './memtrace/survivors.ts';
import { vacuous as memtraceVacuous } from './memtrace/vacuous.ts';
import { expected as stopMachineHotAddExpected } from './stop-machine-hot-add/expected.ts';
import { stopMachineHotAdd } from './stop-machine-hot-add/index.ts';
import { inverted as stopMachineHotAddInverted } from './stop-machine-hot-add/lock-order.ts';
import { survivors as stopMachineHotAddSurvivors } from './stop-machine-hot-add/survivors.ts';
import { vacuous as stopMachineHotAddVacuous } from './stop-machine-hot-add/vacuous.ts';
import { expected as vmallocHotRemoveExpected } from './vmalloc-hot-remove/expected.ts';
import { vmallocHotRemove } from './vmalloc-hot-remove/index.ts';
import { inverted as vmallocHotRemoveInverted } from './vmalloc-hot-remove/lock-order.ts';
import { vacuous as vmallocHotRemoveVacuous } from './vmalloc-hot-remove/vacuous.ts';
import { otherwise as vmallocHotRemoveOtherwise } from './vmalloc-hot-remove/otherwise.ts';
import { survivors as vmallocHotRemoveSurvivors } from './vmalloc-hot-remove/survivors.ts';

export const entries: readonly Entry[] = [
  {
    model: vmallocHotRemove,
    expected: withLockOrder(vmallocHotRemoveExpected, vmallocHotRemoveInverted),
    otherwise: vmallocHotRemoveOtherwise,
    survivors: vmallocHotRemoveSurvivors,
    vacuous: vmallocHotRemoveVacuous,
  },
  {
    model: memoryBlock,
    expected: withLockOrder(memoryBlockExpected, memoryBlockInverted),
    otherwise: memoryBlockOtherwise,
    operations: memoryBlockOperations,
    recording: memoryBlockRecording,
    conformance: memoryBlockConformance,
    survivors: memoryBlockSurvivors,
    vacuous: memoryBlockVacuous,
  },
  {
    model: stopMachineHotAdd,
    expected: withLockOrder(
      stopMachineHotAddExpected,
      stopMachineHotAddInverted(Object.keys(stopMachineHotAdd.configurations)),
    ),
    survivors: stopMachineHotAddSurvivors,
    vacuous: stopMachineHotAddVacuous,
  },
  {
    model: memtrace,
    expected: withLockOrder(memtraceExpected, []),
    operations: memtraceOperations,
    survivors: memtraceSurvivors,
    vacuous: memtraceVacuous,
  },
  {
    model: altmapTeardown,
    expected: withLockOrder(altmapTeardownExpected, []),
    operations: altmapTeardownOperations,
    survivors: altmapTeardownSurvivors,
    vacuous: altmapTeardownVacuous,
  },
  { model: altmapHead, expected: altmapHeadExpected },
  {
    model: arm64AddPages,
    operations: arm64AddPagesOperations,
    expected: arm64AddPagesExpected,
    survivors: arm64AddPagesSurvivors,
  },
  {
    model: memmapOnMemory,
    expected: withLockOrder(memmapOnMemoryExpected, []),
    otherwise: memmapOnMemoryOtherwise,
    operations: memmapOnMemoryOperations,
    accounts: memmapOnMemoryAccounts,
    survivors: memmapOnMemorySurvivors,
    vacuous: memmapOnMemoryVacuous,
  },
  { model: memmapAlignment, expected: memmapAlignmentExpected },
  { model: gfp, expected: gfpExpected },
  { model: kernelVaLayout, expected: kernelVaLayoutExpected },
];
