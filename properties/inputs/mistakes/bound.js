// SPDX-License-Identifier: MIT
/** Right: exit 3, with the misspelt part of the bounds and the nearest that there is. */
import { one } from '../kit.js';
import { machine } from './machine.js';

const model = one(machine);
model.bounds.smal = model.bounds.small;

export default model;
