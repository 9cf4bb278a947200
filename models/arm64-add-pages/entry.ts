// SPDX-License-Identifier: MIT
/** The model, with what is known of it beside. */
import type { Entry } from '../../src/model/types.ts';
import { expected } from './expected.ts';
import { arm64AddPages } from './index.ts';
import { operations } from './operations.ts';
import { survivors } from './survivors.ts';

export const entry: Entry = {
  model: arm64AddPages,
  operations,
  expected,
  survivors,
};
