// SPDX-License-Identifier: MIT
// A key that nobody reads leaves out what was meant: each is a mistake, exit 3. Rightly spelt, p is violated.
import { M, at, one } from '../kit.js';

const broken = (k) => {
  k.a = 3;
};
/** What each design writes: candidates, facts of the step, parts of the system, fairness. */
const WRITES = {
  effect: { candidates: [{ efect: broken, target: 'done' }] },
  actions: { candidates: [{ actions: broken, target: 'done' }] },
  guard: {
    candidates: [
      { gaurd: () => false, target: 'done' },
      { effect: broken, target: 'done' },
    ],
  },
  choices: { candidates: [{ target: 'done' }], facts: { choises: ['x', 'y'] } },
  mayWait: {
    candidates: [{ guard: (k) => k.a === 1, target: 'done' }],
    facts: { mayWait: (k) => k.a === 1 },
  },
  initial: { candidates: [{ target: 'done' }], parts: { intial: [{ a: 3 }] } },
  fairness: { candidates: [{ target: 's' }], fairness: { thread: 'unfair' } },
};

export default one(
  ({ name }) => {
    const { candidates, facts = {}, parts = {}, fairness } = WRITES[name];
    const memory = { a: M.int(0, 3) };
    const t = M.thread(memory, 't0', {});
    const region = t.region('s', { s: t.on({ at, says: 'a', ...facts }, ...candidates), done: t.end() });
    const never = fairness
      ? M.eventually('p', 'It ends.', (s) => s.ended.t0, fairness)
      : M.always('p', 'a is not 3.', (s) => s.mem.a !== 3);
    return { machine: M.system({ id: 'x', memory, threads: [region], ...parts }), properties: [never] };
  },
  { designs: Object.fromEntries(Object.keys(WRITES).map((name) => [name, { name }])) },
);
