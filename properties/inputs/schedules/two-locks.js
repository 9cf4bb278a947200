// SPDX-License-Identifier: MIT
// Right: `a` takes A, allocates, takes B. `b` takes them the other way round in `crossed`, which deadlocks; in `ordered`
// it does not; in `unlocked` it takes none. Whoever goes on with no page, as `careless` does, runs into a fault.
import { M, one } from '../kit.js';

const threads = ['a', 'b'];
const LOCKS = { crossed: ['B', 'A'], ordered: ['A', 'B'], unlocked: [], careless: [] };

export default one(
  ({ name }) => {
    const memory = { A: M.mutex(threads), B: M.mutex(threads), page: M.bool };
    const { fn, branch, step } = M.code();
    const { run, system, thread } = M;
    const take = (lock) => M.mutex_lock(`take_${lock}`, lock);
    const drop = (lock) => M.mutex_unlock(`drop_${lock}`, lock);
    const alloc = branch('alloc', { says: 'page = alloc_page()', choices: ['ok', 'ENOMEM'] }, [
      { choice: 'ok', does: (k) => void (k.page = true), note: 'got it' },
      { choice: 'ENOMEM', note: 'no page' },
    ]);
    const use = branch('use', 'clear_page(page)', [
      { when: (k) => !k.page && name === 'careless', then: M.fault('null-pointer') },
      {},
    ]);
    const locks = LOCKS[name];
    const source = M.source('mm/toy.c', 'v1');
    const a = fn(source('add'), [take('A'), alloc, use, take('B'), drop('B'), drop('A')]);
    const b = fn(source('remove'), [
      ...locks.map(take),
      step('look', 'look()'),
      ...locks.toReversed().map(drop),
    ]);
    return {
      machine: system({
        id: 'two-locks',
        memory,
        threads: [run(thread(memory, 'a', {}, { threads }), a), run(thread(memory, 'b', {}, { threads }), b)],
      }),
      properties: [
        M.noDeadlock('no-deadlock', 'No deadlock.'),
        M.noFault('no-null-pointer', 'No page that is not there is used.', 'null-pointer'),
        M.eventually('ends', 'Both end.', (s) => s.quiet),
        M.sometimes('both', 'Both end.', (s) => s.quiet),
      ],
    };
  },
  {
    name: 'two-locks',
    designs: Object.fromEntries(Object.keys(LOCKS).map((name) => [name, { name }])),
  },
);
