// n starts at 0, 4 or 5; 't' adds 1 twice, but takes no step on where it begins with 5. n becomes 6 from 4 alone, in two
// steps. Eight states: (n, steps taken) 0,0 1,1 2,2 - 4,0 5,1 6,2 - 5,0 and 5 at the late end.
import { M, at, one } from '../kit.js';

export default one(() => {
  const memory = { n: M.int(0, 6) };
  const t = M.thread(memory, 't', {});
  const add = (target) =>
    t.on(
      { at, says: 'n++' },
      { guard: (k) => k.n === 5, target: 'late' },
      { effect: (k) => void k.n++, target },
    );
  const second = t.on({ at, says: 'n++' }, { effect: (k) => void k.n++, target: 'end' });
  const states = { first: add('second'), second, late: t.end(), end: t.end() };
  return {
    machine: M.system({
      id: 'starts',
      memory,
      threads: [t.region('first', states)],
      initial: [{}, { n: 4 }, { n: 5 }],
    }),
    properties: [M.always('below-6', 'n stays below 6.', (s) => s.mem.n < 6)],
  };
});
