// SPDX-License-Identifier: MIT
/** The model, with what is known of it beside. */
import type { Entry } from '../../src/model/types.ts';
import { withLockOrder } from '../lock-order.ts';
import { accounts } from './accounts.ts';
import { expected } from './expected.ts';
import { memmapOnMemory } from './index.ts';
import { operations } from './operations.ts';
import { otherwise } from './otherwise.ts';
import { survivors } from './survivors.ts';
import { vacuous } from './vacuous.ts';

export const entry: Entry = {
  model: memmapOnMemory,
  expected: withLockOrder(expected, []),
  otherwise,
  operations,
  accounts,
  survivors,
  vacuous,
};
