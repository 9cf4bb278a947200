// SPDX-License-Identifier: MIT
/** Right: exit 3, with the misspelt part of a bound and the nearest that there is. */
import { one } from '../kit.js';
import { machine } from './machine.js';

const model = one(machine);
model.bounds.tiny.limit = {};

export default model;
