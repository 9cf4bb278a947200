// What is too large is refused with the number, exit 3; what is only large is answered within seconds.
import { M, at, one } from '../kit.js';

const loop = (effect, rest) => ({
  states: (t) => ({ s: t.on({ at, says: 's', ...rest }, { ...(effect && { effect }), target: 's' }) }),
});
const flips = loop((k) => void (k.a = !k.a));
const bool = { a: M.bool };
const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const choices = times(300, (i) => `c${i}`);
const ring = (n) => (t) =>
  Object.fromEntries(
    times(n, (i) => [`s${i}`, t.on({ at, says: 's', choices: ['ok', 'no'] }, { target: `s${(i + 1) % n}` })]),
  );
const a = (s) => s.mem.a;

const designs = {
  // Too large.
  threads: { memory: bool, threads: 31, states: (t) => ({ s: t.end() }) },
  always: { memory: bool, ...flips, properties: times(30, (i) => M.always(`p${i}`, 'p', () => true)) },
  eventually: { memory: bool, ...flips, properties: times(15, (i) => M.eventually(`p${i}`, 'p', a)) },
  possible: { memory: bool, ...flips, properties: times(30, (i) => M.alwaysPossible(`p${i}`, 'p', a)) },
  sites: {
    memory: bool,
    states: ring(31),
    initial: 's0',
    properties: [M.eventually('p', 'p', a, { succeeds: ['ok'] })],
  },
  choices: { memory: bool, threads: 2, ...loop(undefined, { choices }) },
  choicesOfMany: {
    memory: { a: M.array(14, M.bool), i: M.int(0, 13) },
    threads: 2,
    ...loop(
      (k) => {
        k.a[k.i] = !k.a.every(Boolean);
        k.i = (k.i + 1) % 14;
      },
      { choices },
    ),
  },
  int: { memory: () => ({ a: M.int(0, 2 ** 31) }), ...loop((k) => void (k.a = 5)) },
  id: { memory: () => ({ a: M.id('page', 2 ** 31) }), ...loop((k) => void (k.a = 5)) },
  array: { memory: () => ({ a: M.array(10 ** 9, M.bool) }), ...loop((k) => void (k.a[5] = true)) },
  seq: { memory: () => ({ a: M.seq(M.bool, 10 ** 9) }), ...loop((k) => void k.a.push(true)) },
  cells: {
    memory: () => ({ a: M.array(1000, M.array(1000, M.bool)) }),
    ...loop((k) => void (k.a[5][5] = true)),
  },
  // Large.
  wide: { memory: { a: M.int(0, 200_000) }, ...loop((k) => void (k.a = k.a === 5 ? 199_999 : 5)) },
  wides: {
    memory: { a: M.array(500, M.int(0, 200_000)) },
    ...loop((k) => void (k.a[3] = k.a[3] === 5 ? 7 : 5)),
  },
  effectScans: {
    memory: { a: M.array(10_000, M.bool) },
    ...loop((k) => void (k.a[9999] = !k.a.some(Boolean))),
  },
  propertyScans: {
    memory: { a: M.array(10_000, M.bool) },
    ...loop((k) => void (k.a[9999] = !k.a[9999])),
    properties: [M.always('p', 'p', (s) => s.mem.a.filter(Boolean).length < 2)],
  },
  dynamic: {
    memory: { a: M.array(2000, M.bool), i: M.int(0, 1999) },
    ...loop((k) => {
      k.a[k.i] = true;
      k.i = (k.i + 1) % 2000;
    }),
  },
};

export default one(
  ({ memory: declared, threads = 1, states, initial = 's', properties = [M.noDeadlock('dl', 'dl')] }) => {
    const memory = typeof declared === 'function' ? declared() : declared;
    const all = times(threads, (i) => {
      const t = M.thread(memory, `t${i}`, {});
      return t.region(initial, states(t));
    });
    return { machine: M.system({ id: 'x', memory, threads: all }), properties };
  },
  { designs },
);
