// SPDX-License-Identifier: MIT
/** The model, with what is known of it beside. */
import type { Entry } from '../../src/model/types.ts';
import { withLockOrder } from '../lock-order.ts';
import { conformance } from './conformance.ts';
import { expected } from './expected.ts';
import { memoryBlock } from './index.ts';
import { inverted } from './lock-order.ts';
import { operations } from './operations.ts';
import { otherwise } from './otherwise.ts';
import { recording } from './recording.ts';
import { survivors } from './survivors.ts';
import { vacuous } from './vacuous.ts';

export const entry: Entry = {
  model: memoryBlock,
  expected: withLockOrder(expected, inverted),
  otherwise,
  operations,
  recording,
  conformance,
  survivors,
  vacuous,
};
