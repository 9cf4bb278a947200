// SPDX-License-Identifier: MIT
/** Right: `no-other-fault` is violated, exit 1, in every search: one step ends in a fault that no property names. */
import { M, at, one } from '../kit.js';

export default one(
  ({ also = [] }) => {
    const memory = { freed: M.bool };
    const t = M.thread(memory, 't', {});
    const region = t.region('free', {
      free: t.on({ at, says: 'kfree(p)' }, { effect: (k) => void (k.freed = true), target: 'use' }),
      use: t.on(
        { at, says: 'p->x' },
        { guard: (k) => k.freed, target: M.fault('use-after-free') },
        { target: 'done' },
      ),
      done: t.end(),
    });
    const properties = [M.noDeadlock('no-deadlock', 'It goes on.'), ...also];
    return { machine: M.system({ id: 'unnamed', memory, threads: [region] }), properties };
  },
  {
    designs: {
      unnamed: {},
      // Right: exit 3, the name is kept.
      taken: { also: [M.always('no-other-fault', 'Of the same name.', () => true)] },
      // Right: exit 1, violated as `no-use`, and nothing is added.
      named: { also: [M.noFault('no-use', 'Nothing freed is used.', 'use-after-free')] },
    },
  },
);
