// An answer that is neither true nor false, and an effect that is not done when it returns, are mistakes: exit 3.
import { M, at, one } from '../kit.js';

const sum = (s) => s.mem.many.reduce((x, y) => x + y, 0);
/** What a property may say instead of true or false; `sum` reads too much to be written out as code. */
const answers = {
  number: (s) => s.mem.many[0],
  sum,
  string: (s) => s.mem.lock,
  nothing: (s) => (sum(s) === 9 ? true : null),
  undefined: () => undefined,
  list: (s) => s.mem.many.filter((x) => x > 0),
  promise: async () => false,
  function: () => (s) => s.mem.i > 0,
};
const kinds = {
  always: (p) => M.always('p', 'p', () => true, p),
  sometimes: (p) => M.sometimes('p', 'p', p),
  alwaysPossible: (p) => M.alwaysPossible('p', 'p', p),
  eventually: (p) => M.eventually('p', 'p', p),
  leadsTo: (p) => M.leadsTo('p', 'p', (s) => s.mem.i === 9, p),
  after: (p) => M.leadsTo('p', 'p', p, (s) => s.mem.i === 9),
};
const steps = {
  guardNumber: { guard: (k) => k.i },
  guardUndefined: { guard: () => undefined },
  guardPromise: { guard: async (k) => k.i < 2 },
  effectAsync: {
    effect: async (k) => {
      await Promise.resolve();
      k.i = 1;
    },
  },
  effectThrowsLater: {
    effect: async (k) => {
      k.i = 1;
      throw new Error('nobody hears it');
    },
  },
  effectPromise: { effect: () => Promise.resolve() },
  effectGenerator: {
    effect: function* (k) {
      k.i = 1;
      yield;
    },
  },
  effectFunction: { effect: () => (k) => void (k.i = 1) },
  effectReducer: { effect: (k) => ({ ...k, i: 3 }) },
  effectReducerWrites: {
    effect: (k) => {
      k.i = 1;
      return { ...k, i: 3 };
    },
  },
  effectPartial: { effect: () => ({ i: 3 }) },
  effectOwn: { effect: (k, me) => ({ ...me, own: 1 }) },
  choicesPromise: { choices: async () => ['a'] },
  choicesText: { choices: () => 'ab' },
  choicesTwice: { choices: () => ['a', 'a'] },
  waitsForText: { waitsFor: () => 't0', guard: () => false },
  waitsForPromise: { waitsFor: async () => ['t0'], guard: () => false },
};
/** What an assignment or a call is worth does not matter: these hold. */
const fine = {
  assigns: (k) => (k.i = 1),
  assignsRecord: (k) => (k.head = { i: 1 }),
  assignsList: (k) => (k.many = [1, 1, 1, 1, 1, 1]),
  fills: (k) => k.many.fill(1),
  pushes: (k) => k.seq.length < 2 && k.seq.push({ i: 1 }),
  shifts: (k) => (k.seq.push({ i: 1 }), k.seq.shift()),
  takes: (k) => ({ i: k.i, lock: k.lock } = { i: 3, lock: 't0' }),
  givesAway: (k) => Object.assign(k, { i: 2 }),
  other: () => ({ unheard: 3 }),
};
const all = Object.keys(kinds).flatMap((kind) => Object.keys(answers).map((answer) => [kind, answer]));

export default one(
  ({ kind, answer, step }) => {
    const part = M.record({ i: M.int(0, 1) });
    const memory = {
      many: M.array(6, M.int(0, 3)),
      i: M.int(0, 5),
      lock: M.spinlock(['t0']),
      ...(fine[step] && { head: part, seq: M.seq(part, 2) }),
    };
    const t = M.thread(memory, 't0', { own: M.int(0, 1) });
    const effect = (k) => {
      k.many[k.i] = (k.many[k.i] + 1) % 4;
      k.i = (k.i + 1) % 6;
      k.lock = 't0';
    };
    const { choices, waitsFor, ...candidate } = steps[step] ?? (fine[step] ? { effect: fine[step] } : {});
    const info = { at, says: 's', ...(choices && { choices }), ...(waitsFor && { waitsFor }) };
    const r = t.region('s', { s: t.on(info, { effect, ...candidate, target: 's' }) });
    const p = step ? M.always('p', 'p', (s) => s.mem.i < 6) : kinds[kind](answers[answer]);
    return { machine: M.system({ id: 'x', memory, threads: [r] }), properties: [p] };
  },
  {
    designs: {
      ...Object.fromEntries(all.map(([kind, answer]) => [`${kind}-${answer}`, { kind, answer }])),
      ...Object.fromEntries([...Object.keys(steps), ...Object.keys(fine)].map((step) => [step, { step }])),
    },
  },
);
