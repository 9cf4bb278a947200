// SPDX-License-Identifier: MIT
/** The model, with what is known of it beside. */
import type { Entry } from '../../src/model/types.ts';
import { expected } from './expected.ts';
import { altmapHead } from './index.ts';

export const entry: Entry = { model: altmapHead, expected };
