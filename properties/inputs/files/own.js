// SPDX-License-Identifier: MIT
// Right: both configurations break no-deadlock by the same step, `slow` two steps later; `fixed` holds, and what the file
// expects says so.
import { M } from '../kit.js';

const threads = ['t'];
export default M.model({
  name: 'own',
  asks: 'q',
  assumptions: [],
  designs: {
    twice: { says: 'takes it twice', source: 's', decisions: { twice: true } },
    fixed: { says: 'takes it once', source: 's', decisions: { twice: false } },
  },
  configurations: {
    fast: { says: 'fast', settings: { relax: 0 } },
    slow: { says: 'slow', settings: { relax: 2 } },
  },
  bounds: Object.fromEntries(['tiny', 'small', 'large'].map((b) => [b, { says: b, limits: {} }])),
  build: ({ twice }, { relax }) => {
    const memory = { A: M.mutex(threads) };
    const { fn, step } = M.code();
    const body = [
      ...Array.from({ length: relax }, (_, i) => step(`relax${i}`, 'cpu_relax()')),
      M.mutex_lock('take', 'A'),
      twice && M.mutex_lock('again', 'A'),
      M.mutex_unlock('drop', 'A'),
    ];
    const t = M.thread(memory, 't', {}, { threads });
    return {
      machine: M.system({
        id: 'own',
        memory,
        threads: [M.run(t, fn(M.source('mm/own.c', 'v1')('main'), body))],
      }),
      properties: [
        M.noDeadlock('no-deadlock', 'Nobody waits for itself.'),
        M.sometimes('ends', 'It ends.', (s) => s.quiet),
      ],
    };
  },
});

const answers = (design, verdicts) =>
  ['fast', 'slow'].flatMap((configuration) =>
    Object.entries(verdicts).map(([property, verdict]) => ({
      configuration,
      design,
      property,
      verdict,
      source: 'mutex_lock() is not recursive',
    })),
  );
export const expected = [
  ...answers('twice', { 'no-deadlock': 'violated', ends: 'violated', 'lock-order': 'violated' }),
  ...answers('fixed', { 'no-deadlock': 'holds', ends: 'holds', 'lock-order': 'holds' }),
];
