// SPDX-License-Identifier: MIT
/** Right: exit 3, no design is called 'plian', and 'plain' is near. */
import { one } from '../kit.js';
import { machine } from './machine.js';

export default {
  ...one(machine, { designs: { plain: {} } }),
  configurations: { c: { says: 'c', settings: {}, about: ['plian'] } },
};
