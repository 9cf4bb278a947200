// SPDX-License-Identifier: MIT
// Right: each design is refused with the function, the statement and what to write instead; `good` holds.
import { M, at, one } from '../kit.js';

const { fn, step, branch, call, ret, goto, label } = M.code();
const place = (func) => ({ ...at, func });
const busy = fn(place('busy'), [
  branch('look', 'look', [{ when: (k) => k.a, then: ret('-EBUSY') }, {}]),
  ret('0'),
]);

/** What the thread runs, by design. */
const bodies = {
  good: () => [
    step('fill', 'a list is returned', (k) => k.list.fill(true)),
    call(busy, goto('out')),
    step('set', 'a = true', { a: true }),
    label('out'),
  ],
  label: () => [step('set', 'a = true', { a: true }), goto('oot'), label('out')],
  arm: () => [call(busy), step('set', 'a = true', { a: true })],
  name: () => [step('set', 'a = true', { a: true }), step('set', 'a = false', { a: false })],
  unreached: () => [ret(), step('set', 'a = true', { a: true })],
  key: () => [branch('set', 'a = true', [{ guard: (k) => k.a }, {}])],
  field: () => [step('set', 'b = true', { b: true })],
  promise: () => [step('set', 'a = true', async (k) => (k.a = true))],
  nothing: () => [],
};

export default one(
  ({ body }) => {
    const memory = { a: M.bool, list: M.array(2, M.bool) };
    const region = M.run(M.thread(memory, 't', {}), fn(place('main'), bodies[body]()));
    return {
      machine: M.system({ id: 'x', memory, threads: [region] }),
      properties: [M.sometimes('set', 'set', (s) => s.mem.a)],
    };
  },
  { designs: Object.fromEntries(Object.keys(bodies).map((body) => [body, { body }])) },
);
