// SPDX-License-Identifier: MIT
/** Right: answered in every design, with a note of the rule that is not kept; exit 3 with --strict. `kept` has neither. */
import { M, at, one } from '../kit.js';

const DESIGNS = {
  kept: {},
  wide: { wide: true },
  primitive: { wide: true, primitive: 'exchange' },
  placeless: { place: {} },
  'never-asked': { asks: [] },
  'two-of-a-name': {
    asks: [M.sometimes('p', 'It ends.', (s) => s.quiet), M.always('p', 'One is clear.', (s) => !s.mem.a)],
  },
};

export default one(
  ({ wide, primitive, place = { at }, asks = [M.sometimes('ends', 'It ends.', (s) => s.quiet)] }) => {
    const memory = { a: M.bool, b: M.bool };
    const t = M.thread(memory, 't', {});
    const region = t.region('s', {
      s: t.on(
        { ...place, says: 'a = b = 1', ...(primitive && { primitive }) },
        { effect: (k) => void ((k.a = true), wide && (k.b = true)), target: 'done' },
      ),
      done: t.end(),
    });
    return {
      machine: M.system({ id: 'rules', memory, threads: [region] }),
      properties: [M.noDeadlock('no-deadlock', 'It goes on.'), ...asks],
    };
  },
  { designs: DESIGNS },
);
