// SPDX-License-Identifier: MIT
/** What is empty in altmap-teardown, each with its reason. */
import type { Vacuous } from '../../src/model/types.ts';

export const vacuous: Vacuous = {};
