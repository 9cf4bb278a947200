// 'ends' holds: the step is taken again and again with 'no' on offer, so it takes 'no' again and again, and that ends it.
// With "ok" alone named it is violated: ok, ok, ok, ... ; with "no" alone it holds.
import { M, at, one } from '../kit.js';

export default one(
  ({ only }) => {
    const memory = { done: M.bool };
    const t = M.thread(memory, 'tosser', {});
    const toss = t.on(
      { at, says: 'toss', choices: ['ok', 'no'] },
      { guard: (_k, _me, c) => c === 'ok', target: 'toss' },
      { effect: (k) => void (k.done = true), target: 'end' },
    );
    const fairness = { threads: 'unfair', succeeds: only ?? ['ok', 'no'] };
    return {
      machine: M.system({ id: 'toss', memory, threads: [t.region('toss', { toss, end: t.end() })] }),
      properties: [M.eventually('ends', 'It ends.', (s) => s.mem.done, fairness)],
    };
  },
  { designs: { both: {}, ok: { only: ['ok'] }, no: { only: ['no'] } } },
);
