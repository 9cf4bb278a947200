// SPDX-License-Identifier: MIT
// A search goes on from a checkpoint only with a model that answers as before. The edits leave the text of the functions
// alone, and these read all six counters: too many paths for step code, so that no digest of it stands for them.
import { at, M, one } from '../kit.js';

const edit = () => process.env.MHPCHECK_TEST_EDIT ?? 'none';
const number = (counters) => counters.reduce((n, c) => n * 4 + c, 0);
/** All counters are 1: among the first states. All are 3: the last. */
const EARLY = 1365;
const LATE = 4095;

export default one(
  () => {
    const memory = { counters: M.array(6, M.int(0, 3)), leapt: M.bool };
    const t = M.thread(memory, 'counter', {});
    const counter = t.region('count', {
      count: t.on(
        { at, says: 'counters[i]++', choices: ['0', '1', '2', '3', '4', '5', 'leap'] },
        {
          guard: (k, me, choice) => choice === 'leap',
          effect: (k) => void (k.leapt = number(k.counters) === EARLY && edit() === 'step'),
          target: 'count',
        },
        {
          guard: (k, me, choice) => k.counters[Number(choice)] < 3,
          effect: (k, me, choice) => void k.counters[Number(choice)]++,
          target: 'count',
        },
      ),
    });
    const never = { early: EARLY, late: LATE };
    const holds = (s) => !s.mem.leapt && number(s.mem.counters) !== never[edit()];
    return {
      machine: M.system({ id: 'edited', memory, threads: [counter] }),
      properties: [M.always('stays', 'It stays as it is.', holds)],
    };
  },
  { name: 'edited' },
);
