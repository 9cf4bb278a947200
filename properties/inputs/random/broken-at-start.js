// The initial state is broken already, as an `always` (design `always`) or as a deadlock: violated by 0 steps, exit 1.
import { at, M, one } from '../kit.js';

export default one(
  ({ deadlock }) => {
    const memory = { ready: M.bool };
    const t = M.thread(memory, 't', {});
    const go = t.on({ at, says: 'ready?' }, { ...(deadlock && { guard: (k) => k.ready }), target: 'done' });
    return {
      machine: M.system({ id: 'start', memory, threads: [t.region('go', { go, done: t.end() })] }),
      properties: [
        ...(deadlock ? [] : [M.always('is-ready', 'It is ready.', (s) => s.mem.ready)]),
        M.noDeadlock('no-deadlock', 'Nobody is stuck.'),
      ],
    };
  },
  { name: 'broken-at-start', designs: { always: { deadlock: false }, deadlock: { deadlock: true } } },
);
