// SPDX-License-Identifier: MIT
/** Right: exit 3, nothing is asked: there are no configurations. */
import { one } from '../kit.js';
import { machine } from './machine.js';

export default { ...one(machine, { designs: { plain: {} } }), configurations: {} };
