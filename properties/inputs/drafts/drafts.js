// What an effect does to memory gives what it gives on plain objects, or is refused with what to write: never another state.
import { M, at, one } from '../kit.js';

const kept = {};
/** Refused, exit 3. The second effect of a list is that of the thread's next step. */
const refused = {
  hole: [
    (k) => {
      k.q.push(1);
      delete k.q[0];
    },
  ],
  index01: [(k) => void (k.a = k.list['01'] ?? 3)],
  symbolOfRecord: [
    (k) => {
      k.r[Symbol.for('z')] = 3;
      k.a = k.r[Symbol.for('z')] ?? 0;
    },
  ],
  symbolOfList: [(k) => void (k.list[Symbol.for('z')] = 3)],
  keptRecord: [(k) => void (kept.record = k.r), () => void (kept.record.x = 2)],
  keptList: [(k) => void (kept.list = k.list), (k) => void (k.a = kept.list[0])],
  keptMemory: [(k) => void (kept.memory = k), () => void (kept.memory.a = 2)],
  frozen: [(k) => void Object.freeze(k.r)],
};
/** Work as on plain objects: each leaves a at 1. */
const plain = {
  json: (k) => JSON.stringify(k.r) === '{"x":0}',
  jsonOfList: (k) => JSON.stringify(k.list) === '[0,0]',
  jsonOfAll: (k) => JSON.stringify(k) === '{"a":0,"list":[0,0],"q":[],"r":{"x":0},"rs":[{"x":0},{"x":0}]}',
  text: (k) => `${k.r}` === '[object Object]' && `${k.list}` === '0,0',
  sort: (k) => k.rs.sort().length === 2,
  sortBy: (k) => k.rs.sort((p, q) => q.x - p.x).length === 2 && k.list.sort().join() === '0,0',
  has: (k) => k.r.hasOwnProperty('x') && !k.r.hasOwnProperty('y') && Object.hasOwn(k.r, 'x'),
  clone: (k) => {
    const copy = structuredClone(k.r);
    copy.x = 2;
    k.r = copy;
    return k.r.x === 2 && k.rs[0].x === 0;
  },
  spread: (k) => [...k.list, ...k.rs].length === 4 && Object.keys({ ...k.r }).join() === 'x',
  shift: (k) => {
    k.q.push(1, 2);
    return k.q.shift() === 1 && k.q.pop() === 2 && k.q.length === 0;
  },
  fill: (k) => {
    delete k.list[0];
    const gap = k.list[0] === undefined && !(0 in k.list);
    k.list[0] = 0;
    return gap;
  },
  // Memory is another object in each run, as XState's own engine hands it out.
  cache: (k) => {
    const fresh = !kept.cache?.has(k.r);
    kept.cache = new WeakMap([[k.r, 1]]);
    return fresh;
  },
};

export default one(
  ({ effects, holds }) => {
    const memory = {
      a: M.int(0, 3),
      list: M.array(2, M.int(0, 2)),
      q: M.seq(M.int(0, 2), 2),
      r: M.record({ x: M.int(0, 2) }),
      rs: M.array(2, M.record({ x: M.int(0, 2) })),
    };
    const t = M.thread(memory, 't0', {});
    const [first, second = () => {}] = effects
      ? refused[effects]
      : [(k) => void (k.a = plain[holds](k) ? 1 : 2)];
    const r = t.region('s', {
      s: t.on({ at, says: 's' }, { effect: first, target: 'u' }),
      u: t.on({ at, says: 'u' }, { effect: second, target: 'done' }),
      done: t.end(),
    });
    const end = M.always('one', 'It is one at the end.', (s) => !s.ended.t0 || s.mem.a === 1);
    return { machine: M.system({ id: 'x', memory, threads: [r] }), properties: [end] };
  },
  {
    designs: {
      ...Object.fromEntries(Object.keys(refused).map((effects) => [effects, { effects }])),
      ...Object.fromEntries(Object.keys(plain).map((holds) => [holds, { holds }])),
    },
  },
);
