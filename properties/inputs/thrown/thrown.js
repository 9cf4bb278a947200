// What the model's own code throws is told with thread and state, or property, and the line: exit 3.
import { M, at, one } from '../kit.js';

const refuse = () => {
  throw new Error('hands off');
};
const untouchable = () => new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse });
const missing = (k) => k.r.x && undefined.field;
const throws = {
  error: () => {
    throw new Error('no such page');
  },
  text: () => {
    throw 'boom';
  },
  nothing: () => {
    throw null;
  },
  proxy: () => {
    throw untouchable();
  },
  typeError: (k) => missing(k) ?? true,
  outside: (k) => k.list[3] === 0,
};

export default one(
  ({ what, where }) => {
    const code = throws[what];
    const memory = { r: M.record({ x: M.int(1, 2) }), list: M.array(2, M.int(0, 2)) };
    const t = M.thread(memory, 't0', {});
    const info = {
      at,
      says: 's',
      ...(where === 'choices' && { choices: (k) => [String(code(k))] }),
      ...(where === 'waitsFor' && { waitsFor: (k) => [code(k)] }),
    };
    const candidate = {
      ...(where === 'guard' && { guard: code }),
      ...(where === 'effect' && { effect: (k) => void code(k) }),
      ...(where === 'waitsFor' && { guard: () => false }),
      target: 's',
    };
    const r = t.region('s', { s: t.on(info, candidate) });
    const holds = (s) => (where === 'property' ? code(s.mem) : true);
    return { machine: M.system({ id: 'x', memory, threads: [r] }), properties: [M.always('p', 'p', holds)] };
  },
  {
    designs: Object.fromEntries(
      ['guard', 'effect', 'choices', 'waitsFor', 'property'].flatMap((where) =>
        Object.keys(throws).map((what) => [`${where}-${what}`, { where, what }]),
      ),
    ),
  },
);
