// What is too large is refused with the number, exit 3; what is only large is answered within seconds.
import { M, at, one } from '../kit.js';

const loop = (effect, rest) => ({
  states: (t) => ({ s: t.on({ at, says: 's', ...rest }, { ...(effect && { effect }), target: 's' }) }),
});
const flips = loop((k) => void (k.a = !k.a));
const bool = { a: M.bool };
const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const choices = (n) => times(n, (i) => `c${i}`);
const ring = (n) => (t) =>
  Object.fromEntries(
    times(n, (i) => [`s${i}`, t.on({ at, says: 's', choices: ['ok', 'no'] }, { target: `s${(i + 1) % n}` })]),
  );
const a = (s) => s.mem.a;

const ended = (t) => ({ s: t.end() });
/** A step that reads so much that its tree grows as states ask for it, with so many choices. */
const scans = (n) => ({
  memory: { a: M.array(14, M.bool), i: M.int(0, 13) },
  threads: 2,
  ...loop(
    (k) => {
      k.a[k.i] = !k.a.every(Boolean);
      k.i = (k.i + 1) % 14;
    },
    { choices: choices(n) },
  ),
});
/** Each of so many bits is set in turn. */
const fills = (n) => ({
  memory: { a: M.array(n, M.bool), i: M.int(0, n - 1) },
  ...loop((k) => {
    k.a[k.i] = true;
    k.i = (k.i + 1) % n;
  }),
});

const designs = {
  // Too large.
  threads: { memory: bool, threads: 65, states: ended },
  choices: { memory: bool, threads: 2, ...loop(undefined, { choices: choices(8200) }) },
  choicesOfMany: scans(8200),
  bits: fills(32_000),
  int: { memory: () => ({ a: M.int(0, 2 ** 31) }), ...loop((k) => void (k.a = 5)) },
  id: { memory: () => ({ a: M.id('page', 2 ** 31) }), ...loop((k) => void (k.a = 5)) },
  array: { memory: () => ({ a: M.array(10 ** 9, M.bool) }), ...loop((k) => void (k.a[5] = true)) },
  seq: { memory: () => ({ a: M.seq(M.bool, 10 ** 9) }), ...loop((k) => void k.a.push(true)) },
  cells: {
    memory: () => ({ a: M.array(1000, M.array(1000, M.bool)) }),
    ...loop((k) => void (k.a[5][5] = true)),
  },
  // Large.
  manyThreads: { memory: bool, threads: 64, states: ended },
  manyAlways: { memory: bool, ...flips, properties: times(100, (i) => M.always(`p${i}`, 'p', () => true)) },
  lastAlways: {
    memory: bool,
    ...flips,
    properties: times(100, (i) => M.always(`p${i}`, 'p', (s) => i < 99 || a(s))),
  },
  manyEventually: { memory: bool, ...flips, properties: times(40, (i) => M.eventually(`p${i}`, 'p', a)) },
  lastEventually: {
    memory: bool,
    ...flips,
    properties: times(40, (i) => M.eventually(`p${i}`, 'p', (s) => i < 39 && a(s))),
  },
  manyPossible: { memory: bool, ...flips, properties: times(100, (i) => M.alwaysPossible(`p${i}`, 'p', a)) },
  lastPossible: {
    memory: bool,
    ...flips,
    properties: times(100, (i) => M.alwaysPossible(`p${i}`, 'p', (s) => i < 99 && a(s))),
  },
  // Each step of the ring owes its choice: forty, of which the last is no less owed than the first.
  sites: {
    memory: bool,
    states: ring(40),
    initial: 's0',
    properties: [M.eventually('p', 'p', a, { succeeds: ['ok'] })],
  },
  manyChoices: { memory: bool, threads: 2, ...loop(undefined, { choices: choices(300) }) },
  manyChoicesOfMany: scans(150),
  manyBits: fills(1000),
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
