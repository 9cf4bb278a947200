// SPDX-License-Identifier: MIT
// Two designs and two configurations whose names look the same in a row, and a name that would forge a line. Each pair has
// a checkpoint of its own. The property is broken in the last state alone, and met is another early.
import { at, M, one } from '../kit.js';

const DIGITS = 3;
const model = one(
  () => {
    const memory = { digits: M.array(DIGITS, M.int(0, 9)) };
    const t = M.thread(memory, 'counter', {});
    const counter = t.region('count', {
      count: t.on(
        { at, says: 'digits[i]++', choices: ['0', '1', '2'] },
        {
          guard: (k, me, choice) => k.digits[Number(choice)] < 9,
          effect: (k, me, choice) => void k.digits[Number(choice)]++,
          target: 'count',
        },
      ),
    });
    return {
      machine: M.system({ id: 'names', memory, threads: [counter] }),
      properties: [
        M.always('below', 'One digit is below nine.', ({ mem: { digits } }) => {
          for (let i = 0; i < DIGITS; i++) if (digits[i] < 9) return true;
          return false;
        }),
        M.sometimes('three', 'The first becomes three.', (s) => s.mem.digits[0] === 3),
      ],
    };
  },
  { name: 'names', designs: { 'a--b': {}, a: {}, 'a\nmhpcheck: everything holds': {} } },
);
const [settings] = Object.values(model.configurations);
export default { ...model, configurations: { c: settings, 'b--c': settings } };
