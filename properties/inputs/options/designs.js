// Two designs; both hold. `#one --design two` is a contradiction, and is refused.
import { at, M, one } from '../kit.js';

export default one(
  () => {
    const memory = { n: M.int(0, 1) };
    const t = M.thread(memory, 't', {});
    const region = t.region('write', {
      write: t.on({ at, says: 'n = 1' }, { effect: (k) => void (k.n = 1), target: 'end' }),
      end: t.end(),
    });
    return {
      machine: M.system({ id: 'designs', memory, threads: [region] }),
      properties: [M.sometimes('written', 'n is written.', (s) => s.mem.n === 1)],
    };
  },
  { name: 'designs', designs: { one: {}, two: {} } },
);
