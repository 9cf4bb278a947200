// SPDX-License-Identifier: MIT
/** Every model of the project, with what is known of it beside: expected answers, mutants that survive. */
import type { Entry } from '../src/model/types.ts';
import { MODELS } from './by-name.ts';

export const entries: readonly Entry[] = await Promise.all(
  Object.values(MODELS).map(async (load) => (await load()).entry),
);
