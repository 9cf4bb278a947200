// SPDX-License-Identifier: MIT
/** Right: exit 3 in every design but one, with the field, what stands there in place of its domain, and what to write. */
import { createMachine } from 'xstate';
import { M, at, one } from '../kit.js';

/** A machine whose one thread has this memory, and this stack. */
const system = (memory, stack = {}) => {
  const t = M.thread(memory, 't', stack);
  return M.system({
    id: 'x',
    memory,
    threads: [t.region('s', { s: t.on({ at, says: 's' }, { target: 's' }) })],
  });
};
/** The same without system(): what it is declared of stands in the machine's own meta. */
const byHand = (memory, stack) => {
  const { config } = system({ n: M.bool });
  return createMachine({ ...config, meta: { memory, threads: { t: { stack } } } });
};

/** A name that the package does not have, as one that is spelt wrong. */
const { Int: MISSPELT } = { ...M };

/** What each design is built of. */
const parts = {
  plain: () => system({ pool: { free: M.int(0, 3) } }),
  number: () => system({ n: 3 }),
  text: () => system({ state: 'idle' }),
  true: () => system({ busy: true }),
  null: () => system({ head: null }),
  undefined: () => system({ n: MISSPELT }),
  function: () => system({ n: M.int }),
  arrow: () => system({ n: () => M.int(0, 3) }),
  list: () => system({ slots: [M.bool, M.bool] }),
  map: () => system({ slots: new Map([['a', M.bool]]) }),
  symbol: () => system({ n: Symbol('n') }),
  model: () => system({ lock: one(() => {}) }),
  machine: () => system({ lock: system({ n: M.bool }) }),
  'other-version': () => system({ n: { kind: 'bag', of: M.bool, initial: [] } }),
  'by-hand': () => system({ n: { kind: 'scalar', initial: 0 } }),
  'by-hand-below': () => system({ list: { kind: 'array', of: { n: 1 }, length: 2, initial: [] } }),
  'no-fields': () => system(undefined),
  'record-itself': () => system(M.record({ n: M.bool })),
  'list-itself': () => system([M.bool]),
  stack: () => system({ n: M.bool }, { n: 0 }),
  'no-stack': () => system({ n: M.bool }, null),
  record: () => system({ pool: M.record({ n: MISSPELT }) }),
  array: () => system({ pool: M.array(2, { n: M.bool }) }),
  seq: () => system({ pool: M.seq('a', 2) }),
  initially: () => system({ n: M.initially(M.int, 2) }),
  ghost: () => system({ n: M.ghost(false) }),
  'of-a-machine': () => byHand({ n: M.bool }, M.record({})),
  'stack-of-a-machine': () => byHand(M.record({ n: M.bool }), undefined),
  parameter: () => ({ parameters: { pages: 3 }, formulas: {} }),
  'other-copy': () => system({ n: structuredClone(M.int(0, 3)), list: structuredClone(M.array(2, M.bool)) }),
};

const properties = [M.noDeadlock('no-deadlock', 'It goes on.')];
const build = ({ part }) => {
  const made = part();
  return 'parameters' in made ? { space: made, properties } : { machine: made, properties };
};
export default one(build, {
  designs: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, { part }])),
});
