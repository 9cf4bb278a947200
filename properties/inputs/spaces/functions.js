// SPDX-License-Identifier: MIT
/**
 * Right: exit 3 in every design, with the formula or property, the name or value, and the point. Each goes wrong at a
 * point that is not the first.
 */
import { M, at, one } from '../kit.js';

let [calls, kept, last] = [0, undefined, 0];
const plain = (p) => p.m;

/** In each design: the formulas `first` and `second`, in this order, the property, what is possible. */
const DESIGNS = {
  later: { first: (p) => (p.m === 1 ? 0 : p.second) },
  none: { first: (p) => (p.m === 1 ? 1 : (p.nope ?? 1)) },
  'formula-writes': { first: (p) => (p.m === 2 ? ((p.m = 3), 1) : 1) },
  'property-writes': { property: (p) => (p.m === 2 ? ((p.m = 3), true) : true) },
  'property-adds': { property: (p) => (p.m === 2 ? ((p.seen = 3), true) : true) },
  mask: { property: (p) => p.m === 1 || p.m & 2 },
  'mask-met': { property: (p) => p.m !== 1 && p.m & 2, kind: 'sometimes' },
  promise: { property: (p) => p.m === 1 || Promise.resolve(false) },
  'formula-list': { first: (p) => (p.m === 1 ? 1 : [p.m]) },
  'possible-mask': { possible: (p) => (p.m === 3 ? 1 : true) },
  'possible-formula': { possible: (p) => p.m === 1 || p.first > 0 },
  throws: { first: (p) => (p.m === 1 ? 1 : p.m.length.x) },
  counts: { first: (p) => p.m + (++calls % 7 === 0 ? 1 : 0) },
  keeps: { first: (p) => (kept ??= p.m) },
  matches: (() => {
    const two = /2/g;
    const formula = (p) => two.test(String(p.m));
    return { first: formula, property: (p) => !p.first };
  })(),
  clock: { first: (p) => p.m === 1 || performance.now() > 1e9 },
  lots: { property: (p) => p.m === 1 || Math.random() < 2 },
  caught: {
    first: (p) => {
      try {
        return p.m === 1 || Date.now() > 0;
      } catch {
        return true;
      }
    },
  },
  'no-arm': { formulas: { first: M.oneFor('m', { 1: () => 1 }) } },
  remembers: {
    first: (p) => {
      const before = last;
      last = p.m;
      return before;
    },
  },
};

export default one(
  ({ first = plain, second = plain, property = () => true, kind = 'always', possible, formulas }) => ({
    space: {
      parameters: { m: M.int(1, 3) },
      formulas: formulas ?? {
        first: M.formula(at, 'first', first),
        second: M.formula(at, 'second', second),
      },
      ...(possible && { possible }),
    },
    properties: [{ kind, name: 'p', says: 'It is so.', by: 'm', holds: property }],
  }),
  { designs: DESIGNS, make: M.spaceModel },
);
