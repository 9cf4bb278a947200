// SPDX-License-Identifier: MIT
/** What a measure gives. Right: exit 3 where it is no number, or none of its own making; `number` and `nothing`: exit 0. */
import { M, at, one } from '../kit.js';

export default one(
  ({ value }) => {
    const memory = { a: M.int(0, 2) };
    const t = M.thread(memory, 't', {});
    const region = t.region('s', {
      s: t.on({ at, says: 'a = 2' }, { effect: (k) => void (k.a = 2), target: 'done' }),
      done: t.end(),
    });
    return {
      machine: M.system({ id: 'x', memory, threads: [region] }),
      properties: [M.sometimes('p', 'It is two.', (s) => s.mem.a === 2)],
      measures: [{ name: 'm', says: 'a', when: {}, value }],
    };
  },
  {
    designs: {
      number: { value: (s) => s.mem.a },
      nothing: { value: () => undefined },
      text: { value: () => 'three' },
      infinite: { value: (s) => s.mem.a / 0 },
      nan: { value: (s) => s.mem.nope / 2 },
      promise: { value: async () => 1 },
      throws: { value: (s) => s.mem.nope.deep },
      clock: { value: () => Date.now() },
    },
  },
);
