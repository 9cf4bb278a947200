// SPDX-License-Identifier: MIT
/** Right: exit 3 in every design, with the key that nobody reads and the nearest that is read. */
import { M, at, one } from '../kit.js';
import { machine } from './machine.js';

const holds = () => true;
const { machine: made, properties } = machine();
const asking = (...asked) => ({ machine: made, properties: asked });
/** A space where f is 3 at points that are not there. */
const space = (more, f = M.formula(at, 'f', (p) => p.m)) => ({
  space: { parameters: { m: M.int(1, 3) }, formulas: { f }, ...more },
  properties: [M.somewhere('q', 'f can be 3.', (p) => p.f === 3)],
});

const built = {
  possible: () => space({ posible: (p) => p.m < 3 }),
  formula: () => space({}, { ...M.formula(at, 'f', (p) => p.m), term: {} }),
  'space-property': () => ({
    ...space({}),
    properties: [{ kind: 'always', name: 'q', says: 'It is so.', way: 'm', holds }],
  }),
  'space-measures': () => ({ ...space({}), measures: [] }),
  built: () => ({ machine: made, properties, mesures: [] }),
  property: () => asking({ ...M.always('p', 'It is so.', holds), part: [] }),
  fairness: () => asking({ ...M.eventually('p', 'It is so.', holds), fairnes: {} }),
  measure: () => ({
    machine: made,
    properties,
    measures: [{ name: 'm', says: 'm', when: { t: 'done' }, valu: 0, value: () => 0 }],
  }),
};

export default one(({ of }) => of(), {
  designs: Object.fromEntries(Object.entries(built).map(([name, of]) => [name, { of }])),
});
