// SPDX-License-Identifier: MIT
/** Every model of the project. */
import type { Model } from '../src/model/types.ts';
import { vmallocHotRemove } from './vmalloc-hot-remove/index.ts';

export const models: readonly Model[] = [vmallocHotRemove];
