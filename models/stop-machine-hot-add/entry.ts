// SPDX-License-Identifier: MIT
/** The model, with what is known of it beside. */
import type { Entry } from '../../src/model/types.ts';
import { withLockOrder } from '../lock-order.ts';
import { expected } from './expected.ts';
import { stopMachineHotAdd } from './index.ts';
import { inverted } from './lock-order.ts';
import { survivors } from './survivors.ts';
import { vacuous } from './vacuous.ts';

export const entry: Entry = {
  model: stopMachineHotAdd,
  expected: withLockOrder(expected, inverted(Object.keys(stopMachineHotAdd.configurations))),
  survivors,
  vacuous,
};
