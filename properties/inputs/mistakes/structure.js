// SPDX-License-Identifier: MIT
/** Right: exit 3 in every design, with the thread or state, what is wrong with it and what to write; no word of a bug. */
import { M, at, one } from '../kit.js';

const memory = { a: M.bool };
const t = M.thread(memory, 't', {});
const on = (target, info = {}) => t.on({ at, says: 's', ...info }, { target });
const done = t.end();
const system = (...threads) => M.system({ id: 'x', memory, threads });
const asked = [M.noDeadlock('no-deadlock', 'It goes on.')];

/** What each design is built of. */
const parts = {
  target: () => system(t.region('s', { s: on('dnoe'), done })),
  'no-target': () =>
    system(t.region('s', { s: t.on({ at, says: 's' }, { effect: (k) => void (k.a = true) }), done })),
  'no-candidate': () => system(t.region('s', { s: t.on({ at, says: 's' }), done })),
  initial: () => system(t.region('strat', { start: on('done'), done })),
  'starts-in-fault': () => system(t.region('fault(x)', { 'fault(x)': done })),
  dot: () => system(t.region('s', { s: on('a.b'), 'a.b': done })),
  hash: () => system(t.region('s', { s: on('#b'), '#b': done })),
  'empty-fault': () => system(t.region('s', { s: on(M.fault('')) })),
  'fault-with-dot': () => system(t.region('s', { s: on(M.fault('use.after')) })),
  'not-called': () => system(t.region('s', { s: on('done'), done: t.end })),
  star: () => {
    const s = M.thread(memory, '*', {});
    return system(s.region('s', { s: s.on({ at, says: 's' }, { target: 's' }) }));
  },
  'thread-with-dot': () => {
    const s = M.thread(memory, 'a.b', {});
    return system(s.region('s', { s: s.on({ at, says: 's' }, { target: 's' }) }));
  },
  twice: () => system(t.region('s', { s: on('s') }), t.region('s', { s: on('s') })),
  'no-threads': () => system(),
  'choices-text': () => system(t.region('s', { s: on('done', { choices: 'ab' }), done })),
  'choices-empty': () => system(t.region('s', { s: on('done', { choices: [] }), done })),
  'choices-numbers': () => system(t.region('s', { s: on('done', { choices: () => [0, 1] }), done })),
  'effect-record': () =>
    system(t.region('s', { s: t.on({ at, says: 's' }, { effect: { a: true }, target: 's' }) })),
  'guard-true': () => system(t.region('s', { s: t.on({ at, says: 's' }, { guard: true, target: 's' }) })),
  'guard-false': () => system(t.region('s', { s: t.on({ at, says: 's' }, { guard: false, target: 's' }) })),
  'returns-number': () => {
    const { fn, call, ret } = M.code();
    const g = fn({ ...at, func: 'g' }, [ret(-1)]);
    return system(M.run(t, fn(at, [call(g)])));
  },
  throws: () => {
    // oxlint-disable-next-line no-undef
    return system(innt(0, 1));
  },
};

export default one(({ part }) => ({ machine: part(), properties: asked }), {
  designs: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, { part }])),
});
