// SPDX-License-Identifier: MIT
// Right: of designs that begin in several states `four` allows one schedule that `three` does not, the one with n = 3;
// `refused` can fail where `sure` can't; `renamed` calls the way out of `look` something else, which is no difference.
import { M, one } from '../kit.js';

const { fn, branch, step } = M.code();
const look = (note) =>
  branch('look', { says: 'look(n)' }, [
    { when: (k) => k.n === 3, note, does: (k) => void (k.n = 0) },
    { note: 'not 3' },
  ]);
const alloc = (choices) =>
  branch(
    'alloc',
    { says: 'p = alloc()', choices },
    choices.map((choice) => ({ choice })),
  );

const DESIGNS = {
  four: { starts: [0, 1, 2, 3], body: [look('3')] },
  three: { starts: [0, 1, 2], body: [look('3')] },
  other: { starts: [3, 1, 2, 0], body: [look('3')] },
  renamed: { starts: [0, 1, 2, 3], body: [look('it is 3')] },
  sure: { starts: [0], body: [alloc(['ok']), look('3')] },
  refused: { starts: [0], body: [alloc(['ok', 'ENOMEM']), look('3')] },
  twice: { starts: [0], body: [alloc(['ok']), step('again', 'again()'), look('3')] },
};

export default one(
  ({ name }) => {
    const { starts, body } = DESIGNS[name];
    const memory = { n: M.int(0, 3) };
    const t = M.thread(memory, 't', {});
    return {
      machine: M.system({
        id: 'diverging',
        memory,
        threads: [M.run(t, fn(M.source('mm/toy.c', 'v1')('f'), body))],
        initial: starts.map((n) => ({ n })),
      }),
      properties: [M.sometimes('ends', 'It ends.', (s) => s.quiet)],
    };
  },
  { name: 'diverging', designs: Object.fromEntries(Object.keys(DESIGNS).map((name) => [name, { name }])) },
);
