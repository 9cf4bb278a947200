// SPDX-License-Identifier: MIT
/** Right: violated at m:3 in every design: a property may look at the whole point, as at any record. */
import { M, at, one } from '../kit.js';

const DESIGNS = {
  keys: { holds: (p) => Object.keys(p).join() === 'm,b,f' && p.m < 3 },
  spread: { holds: (p) => ({ ...p }).m < 3 },
  has: { holds: (p) => !('toString' in p) && 'f' in p && p.m < 3 },
  values: { holds: (p) => !Object.values(p).includes(3) },
};

export default one(
  ({ holds }) => ({
    space: { parameters: { m: M.int(1, 3), b: M.bool }, formulas: { f: M.formula(at, 'm', (p) => p.m) } },
    properties: [M.everywhere('p', 'm is below 3.', 'm', holds)],
  }),
  { designs: DESIGNS, make: M.spaceModel },
);
