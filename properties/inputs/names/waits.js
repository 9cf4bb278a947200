// SPDX-License-Identifier: MIT
/** Right: exit 3 in each design: a step waits for a thread, or takes a lock, that there is none of. */
import { M, at, one } from '../kit.js';

const DESIGNS = {
  waits: { lock: 'lock', by: 'tt1' },
  takes: { lock: 'lokc', by: 't1' },
};

export default one(
  ({ lock, by }) => {
    const memory = { lock: M.mutex(['t0', 't1']), done: M.completion(1) };
    const t = M.thread(memory, 't0', {});
    const u = M.thread(memory, 't1', {});
    const waiter = t.region('wait', {
      wait: t.on(
        { at, says: 'wait_for_completion()', ...M.waitsForCompletion('done', by) },
        { ...M.completed('done'), target: 'lock' },
      ),
      lock: t.on(
        { at, says: 'mutex_lock()', ...M.waitsFor(lock) },
        { ...M.takes(lock, 't0'), target: 'end' },
      ),
      end: t.end(),
    });
    const other = u.region('complete', {
      complete: u.on(
        { at, says: 'complete()', primitive: 'completion' },
        { ...M.completes('done'), target: 'end' },
      ),
      end: u.end(),
    });
    return {
      machine: M.system({ id: 'waits', memory, threads: [waiter, other] }),
      properties: [M.noDeadlock('no-deadlock', 'It goes on.')],
    };
  },
  { designs: DESIGNS },
);
