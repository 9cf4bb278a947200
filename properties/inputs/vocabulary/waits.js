// SPDX-License-Identifier: MIT
/**
 * Right: `each-other` is a deadlock of the initial state, drawn with what each waits for; `by-hand` ends in
 * bad-unlock-balance; the others are refused, exit 3, each with the path.
 */
import { M, at, one } from '../kit.js';

const names = ['a', 'b'];
const { fn, step } = M.code();
const idle = fn(at, [step('idle', ';')]);
const DESIGNS = {
  'each-other': {
    a: fn(at, [M.wait_for_completion('wait', 'one', { by: 'b' })]),
    b: fn(at, [M.wait_for_completion('wait', 'two', { by: 'a' })]),
  },
  'by-hand': {},
  misspelt: { a: fn(at, [M.spin_lock('take', 'zonn[0].lock')]), b: idle },
  'misspelt-inside': { a: fn(at, [M.spin_lock('take', 'zone[0].lokc')]), b: idle },
};

export default one(
  ({ a, b }) => {
    const memory = {
      one: M.completion(1),
      two: M.completion(1),
      zone: M.array(1, M.record({ lock: M.spinlock(names) })),
      lock: M.mutex(names),
    };
    const t = M.thread(memory, 'a', {});
    const byHand = t.region('unlock', {
      unlock: t.on({ at, says: 'mutex_unlock(&lock)' }, M.unbalanced('lock', 'a'), {
        ...M.drops('lock', 'a'),
        target: 'done',
      }),
      done: t.end(),
    });
    return {
      machine: M.system({
        id: 'waits',
        memory,
        threads: [a ? M.run(t, a) : byHand, M.run(M.thread(memory, 'b', {}), b ?? idle)],
      }),
      properties: [M.noDeadlock('no-deadlock', 'All end.')],
    };
  },
  { designs: DESIGNS },
);
