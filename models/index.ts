// SPDX-License-Identifier: MIT
/** Every model of the project, with the answers expected of it. */
import { expected as vmallocHotRemoveExpected } from '../properties/expected/vmalloc-hot-remove.ts';
import type { Entry } from '../src/model/types.ts';
import { vmallocHotRemove } from './vmalloc-hot-remove/index.ts';

export const entries: readonly Entry[] = [{ model: vmallocHotRemove, expected: vmallocHotRemoveExpected }];
