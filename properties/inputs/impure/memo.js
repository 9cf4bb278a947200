// SPDX-License-Identifier: MIT
/**
 * Code that remembers its first answer in a closure, or outside of build(), gives it again whenever it is run again. Right:
 * exit 3 in every design, though no path says anything else on the same code; and where build() itself does not give the
 * same twice. `honest` remembers what is a function of its key: exit 0.
 */
import { M, at, one } from '../kit.js';

const outside = new Map();
const builds = { states: 0, properties: 0 };

/** What thread t1 does, of which `mem.a` is 0 to 3 when it runs; made once for each build. */
const steps = {
  // What it finds the first time, it finds for ever.
  first: () => {
    let known;
    return (k) => {
      k.d = k.a;
      k.b = (known ??= k.a) > 1;
    };
  },
  // Kept by one of the two things that it is made of. It reads both.
  key: () => {
    const known = {};
    return (k) => {
      k.b = known[k.c] ??= k.a === 1;
      k.d = k.a;
    };
  },
  // Outside of build(): every build finds it there, but for that of the file loaded anew.
  module: () => (k) => {
    if (!outside.has(k.c)) outside.set(k.c, k.a > 1);
    k.b = outside.get(k.c);
    k.d = k.a;
  },
  honest: () => {
    const known = {};
    return (k) => {
      const key = `${k.c}${k.a}`;
      k.b = known[key] ??= k.a > 4;
    };
  },
};
/** Guards and properties that remember. */
const guard = () => {
  let open;
  return (k) => (k.c === 'x' ? (open ??= k.a < 2) : k.a < 4);
};
const property = () => {
  let known;
  return (s) => (known ??= s.mem.a < 3) && s.mem.a < 4;
};
const who = () => {
  let first;
  return (name) => (first ??= name);
};

export default one(
  ({ step = 'honest', guarded, asks, named, other }) => {
    const memory = {
      a: M.int(0, 3),
      b: M.bool,
      c: M.oneOf('x', 'y'),
      d: M.int(0, 3),
      first: M.oneOf('', 't0', 't1'),
    };
    const limit = other === 'states' && builds.states++ > 0 ? 2 : 3;
    const answer = who();
    const t0 = M.thread(memory, 't0', {});
    const t1 = M.thread(memory, 't1', {});
    const run = steps[step]();
    const count = (k) => {
      k.a = Math.min(k.a + 1, 3);
      if (named) k.first = answer('t0');
    };
    const effect = (k) => {
      run(k);
      if (named) k.first = answer('t1');
    };
    const chain = Object.fromEntries(
      Array.from({ length: limit }, (_, i) => [
        `s${i}`,
        t0.on({ at, says: 's' }, { effect: count, target: i + 1 < limit ? `s${i + 1}` : 'done' }),
      ]),
    );
    const asked = other === 'properties' && builds.properties++ > 0 ? 'q' : 'p';
    return {
      machine: M.system({
        id: 'x',
        memory,
        threads: [
          t0.region('s0', { ...chain, done: t0.end() }),
          t1.region('s', {
            s: t1.on({ at, says: 's' }, { ...(guarded && { guard: guard() }), effect, target: 'done' }),
            done: t1.end(),
          }),
        ],
      }),
      properties: [M.always(asked, 'p', asks ? property() : (s) => !s.mem.b && s.mem.first !== 't1')],
    };
  },
  {
    designs: {
      honest: {},
      first: { step: 'first' },
      key: { step: 'key' },
      module: { step: 'module' },
      guard: { guarded: true },
      property: { asks: true },
      named: { named: true },
      states: { other: 'states' },
      properties: { other: 'properties' },
    },
  },
);
