// SPDX-License-Identifier: MIT
/** Right: exit 3, nothing is asked: the one configuration has a question for no design. */
import { one } from '../kit.js';
import { machine } from './machine.js';

export default {
  ...one(machine, { designs: { plain: {} } }),
  configurations: { c: { says: 'c', settings: {}, about: [] } },
};
