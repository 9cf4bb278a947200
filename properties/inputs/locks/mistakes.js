// SPDX-License-Identifier: MIT
/** Right: each design is refused: a lock that there is not, a mode that there is not, a property of the tool's own name. */
import { M, one } from '../kit.js';

const { always, mutex, noDeadlock, run, source, system, thread } = M;
const { fn, step } = M.code();
const at = source('lib/locks.c', 'v6.1');

export default one(
  ({ acquires, name = 'no-deadlock' }) => {
    const memory = { cache_lock: mutex(['a']) };
    const body = step('s', { says: 'mutex_lock(&cache_lock)', acquires }, { cache_lock: 'a' });
    return {
      machine: system({ id: 'm', memory, threads: [run(thread(memory, 'a', {}), fn(at('f'), body))] }),
      properties: [noDeadlock('no-deadlock', 'No deadlock.'), always(name, 'Always.', () => true)],
    };
  },
  {
    name: 'mistakes',
    designs: {
      lock: { acquires: { lock: 'cache_lok' } },
      mode: { acquires: { lock: 'cache_lock', mode: 'reader' } },
      name: { acquires: { lock: 'cache_lock' }, name: 'lock-order' },
    },
  },
);
