// SPDX-License-Identifier: MIT
/**
 * Formulas and properties that remember by too small a key, in build() or outside of it. Right: exit 3 in each design but
 * `honest`, which remembers by all that it reads.
 */
import { M, at, one } from '../kit.js';

const outside = new Map();
const remembered = (known, key, work) => {
  if (!known.has(key)) known.set(key, work());
  return known.get(key);
};
const DESIGNS = {
  honest: { key: (p) => p.m },
  inside: { key: (p) => p.b },
  outside: { key: (p) => p.b, shared: true },
  property: { key: (p) => p.m, asks: true },
  // First and last agree: only the point between them is another.
  between: { key: (p) => p.b, of: (p) => (p.m === 2 ? 2 : 1) },
};

export default one(
  ({ key, shared, asks, of = (p) => p.m }) => {
    const known = shared ? outside : new Map();
    const answers = new Map();
    return {
      space: {
        parameters: { m: M.int(1, 3), b: M.bool },
        formulas: { f: M.formula(at, 'f', (p) => remembered(known, key(p), () => of(p))) },
      },
      properties: [
        M.everywhere('p', 'It is so.', 'm', (p) =>
          asks ? remembered(answers, p.b, () => p.f < 3) : p.f < 4,
        ),
      ],
    };
  },
  { designs: DESIGNS, make: M.spaceModel },
);
