// SPDX-License-Identifier: MIT
import type { Instance } from '../src/model/types.ts';
import { parseSize, vhr } from './vhr.ts';

export const instance = (size: string): Instance => vhr(parseSize(size));
