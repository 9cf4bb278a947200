// A property that keeps something between two states is a mistake in the model, whatever its paths say: exit 3.
import { M, at, one } from '../kit.js';

const asked = {
  history: () => {
    let last = 0;
    return (s) => {
      const ok = last <= s.mem.a;
      last = s.mem.a;
      return ok;
    };
  },
  counter: () => {
    let n = 0;
    return () => n++ < 2;
  },
  random: () => () => Math.random() < 2,
  root: () => (s) => s.memory === undefined,
  rootCaught: () => (s) => {
    try {
      return s.stak === undefined;
    } catch {
      return true;
    }
  },
  rootLooks: () => (s) =>
    Object.keys(s).join() === 'mem,stack,at,ended,quiet' &&
    !('memory' in s) &&
    !s.toString &&
    !!JSON.stringify(s),
  cache: () => (s) => (s.cache ??= s.mem.a < 4),
};
// What an effect leaves behind, a property of its own reads.
let left = 0;
const ofEffects = () => left < 3;

const kinds = {
  always: (p) => M.always('p', 'p', () => true, p),
  sometimes: (p) => M.sometimes('p', 'p', p),
  alwaysPossible: (p) => M.alwaysPossible('p', 'p', p),
  eventually: (p) => M.eventually('p', 'p', p),
  after: (p) => M.leadsTo('p', 'p', p, () => true),
};

export default one(
  ({ make, effects, kind }) => {
    const memory = { a: M.int(0, 4) };
    const t = M.thread(memory, 't0', {});
    const effect = (k) => {
      k.a = (k.a + 1) % 5;
      left = effects ? k.a : 0;
    };
    const r = t.region('s', { s: t.on({ at, says: 's' }, { effect, target: 's' }) });
    const p = effects ? ofEffects : asked[make]();
    return { machine: M.system({ id: 'x', memory, threads: [r] }), properties: [kinds[kind](p)] };
  },
  {
    designs: {
      ...Object.fromEntries(Object.keys(asked).map((make) => [make, { make, kind: 'always' }])),
      ...Object.fromEntries(Object.keys(kinds).map((kind) => [kind, { make: 'history', kind }])),
      effects: { effects: true, kind: 'always' },
    },
  },
);
