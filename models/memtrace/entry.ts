// SPDX-License-Identifier: MIT
/** The model, with what is known of it beside. */
import type { Entry } from '../../src/model/types.ts';
import { withLockOrder } from '../lock-order.ts';
import { expected } from './expected.ts';
import { memtrace } from './index.ts';
import { operations } from './operations.ts';
import { survivors } from './survivors.ts';
import { vacuous } from './vacuous.ts';

export const entry: Entry = {
  model: memtrace,
  expected: withLockOrder(expected, []),
  operations,
  survivors,
  vacuous,
};
