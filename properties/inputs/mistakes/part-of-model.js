// SPDX-License-Identifier: MIT
/** Right: exit 3, with the misspelt part of the model and the nearest that there is. */
import { one } from '../kit.js';
import { machine } from './machine.js';

const model = one(machine);
model.assumption = ['It is left out.'];

export default model;
