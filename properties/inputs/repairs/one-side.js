// SPDX-License-Identifier: MIT
/** Violated; the lock over `load` and `store` of `a` would forbid it, though no property reads what `load` does. */
import { M, one } from '../kit.js';

const { fn, step } = M.code();
const f = M.source('f.c', 'v1');
const memory = { lock: M.mutex(['a', 'b']), n: M.int(0, 2) };
const adds = [
  step('load', 'tmp = n', (k, me) => (me.tmp = k.n)),
  step('store', 'n = tmp + 1', (k, me) => (k.n = me.tmp + 1)),
];
const locked = [M.mutex_lock('lock', 'lock'), adds, M.mutex_unlock('unlock', 'lock')];
const start = (name, body) => M.run(M.thread(memory, name, { tmp: M.int(0, 2) }), fn(f(name), body));

export default one(
  ({ both }) => ({
    machine: M.system({
      id: 'x',
      memory,
      threads: [start('a', both ? locked : adds), start('b', locked)],
    }),
    properties: [
      M.always('both-count', 'Both are counted.', (s) => !s.quiet || s.mem.n === 2),
      M.noDeadlock('no-deadlock', 'All end.'),
      M.sometimes('ends', 'All end in some run.', (s) => s.quiet),
    ],
  }),
  { designs: { half: { both: false }, both: { both: true } } },
);
