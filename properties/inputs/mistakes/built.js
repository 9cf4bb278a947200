// SPDX-License-Identifier: MIT
/** Right: exit 3 in every design, with what build() returns and what it is to return; no word of a bug. */
import { M, at, one } from '../kit.js';

const memory = { a: M.bool };
const t = M.thread(memory, 't', {});
const region = t.region('s', { s: t.on({ at, says: 's' }, { target: 'done' }), done: t.end() });
const machine = M.system({ id: 'x', memory, threads: [region] });
const asking = (...properties) => ({ machine, properties });
const holds = () => true;
const says = 'It is so.';

/** What build() returns in each design. */
const built = {
  nothing: () => undefined,
  text: () => 'a model',
  promise: async () => asking(M.always('p', says, holds)),
  'no-machine': () => ({ properties: [M.always('p', says, holds)] }),
  'other-machine': () => ({ machine: { states: {} }, properties: [M.always('p', says, holds)] }),
  'no-list': () => ({ machine, properties: M.always('p', says, holds) }),
  'no-property': () => asking(),
  'no-name': () => asking({ kind: 'always', says, holds }),
  'no-kind': () => asking({ name: 'p', says, holds }),
  kind: () => asking({ kind: 'allways', name: 'p', says, holds }),
  'faults-text': () => asking({ kind: 'noFault', name: 'p', says, faults: 'use-after-free' }),
  'no-faults': () => asking(M.noFault('p', says)),
  'holds-missing': () => asking(M.sometimes('p', says)),
  'no-parts': () => asking(M.always('p', says)),
  fairness: () => asking(M.eventually('p', says, holds, 'week')),
  'fairness-text': () => asking(M.eventually('p', says, holds, { strong: 't' })),
  'throws-text': () => {
    throw 'no such thing';
  },
  'throws-null': () => {
    throw null;
  },
};

export default one(({ of }) => of(), {
  designs: Object.fromEntries(Object.entries(built).map(([name, of]) => [name, { of }])),
});
