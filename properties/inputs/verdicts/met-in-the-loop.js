// Violated by a loop of four steps; 'wanted' is true in one of its states. The lead-in goes there first, three steps,
// for the wait that never ends begins there. 'wrong' is broken in the initial state, which is looked at when expanded.
import { M, at, one } from '../kit.js';

export default one(() => {
  const memory = { x: M.bool };
  const t = M.thread(memory, 't', {});
  const on = (target) => t.on({ at, says: target }, { effect: (k) => void (k.x = !k.x), target });
  const region = t.region('a', { a: on('b'), b: on('c'), c: on('wanted'), wanted: on('a') });
  const wanted = (s) => s.at.t === 'wanted';
  return {
    machine: M.system({ id: 'x', memory, threads: [region] }),
    properties: [
      M.leadsTo('served', 'Whoever wants is served.', wanted, () => false),
      M.always('wrong', 'x is set.', (s) => s.mem.x),
    ],
  };
});
