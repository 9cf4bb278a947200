// SPDX-License-Identifier: MIT
/**
 * Right: exit 3 in each design, with the name that nothing in the model has, and the nearest; `larger` and `elsewhere`
 * ask for what only the other bounds or designs have: answered, with a note.
 */
import { M, at, one } from '../kit.js';

const says = 'It is so.';
const DESIGNS = {
  'thread-at': { asks: [M.always('p', says, (s) => s.at.T0 !== 'inside')] },
  'thread-ended': { asks: [M.sometimes('p', says, (s) => s.ended.t9 === undefined)] },
  'thread-stack': { asks: [M.always('p', says, (s) => !s.stack.tt0.seen)] },
  'thread-caught': {
    asks: [
      M.always('p', says, (s) => {
        try {
          return !s.stack.tt0.seen;
        } catch {
          return true;
        }
      }),
    ],
  },
  field: { asks: [M.always('p', says, (s) => !s.mem.lokc)] },
  state: { asks: [M.always('p', says, (s) => s.at.t0 !== 'insde')] },
  'state-first': { asks: [M.always('p', says, (s) => !('insde' === s.at['t0']))] },
  'state-of-any': { asks: [M.always('p', says, (s) => Object.keys(s.at).every((t) => s.at[t] !== 'insde'))] },
  'state-in-list': { asks: [M.always('p', says, (s) => !['insde', 'outside'].includes(s.at.t0))] },
  'state-of-other': { asks: [M.always('p', says, (s) => s.at.t0 !== 'daemon')] },
  fault: { asks: [M.noFault('p', says, 'sleping-in-atomic')] },
  strong: { asks: [M.eventually('p', says, (s) => s.ended.t0, { strong: ['tt0'] })] },
  succeeds: { asks: [M.eventually('p', says, (s) => s.ended.t0, { succeeds: ['okay'] })] },
  'measure-thread': { measures: [{ name: 'p', says, when: { tt0: 'inside' }, value: () => 1 }] },
  'measure-state': { measures: [{ name: 'p', says, when: { t0: 'insde' }, value: () => 1 }] },
  larger: { asks: [M.always('p', says, (s) => s.at.t1 !== 'inside' || s.stack.t1?.seen !== true)] },
  'larger-stack': { asks: [M.always('p', says, (s) => !s.stack.t1.seen)] },
  elsewhere: { asks: [M.noFault('p', says, 'bug')] },
  faults: { bug: true, asks: [M.noFault('p', says, 'bug', 'sleeping-in-atomic')] },
  almost: { asks: [M.always('p', says, (s) => insideAt(s, 't0', 'insde') || true)] },
};
/** What a function compares that a property calls is not seen; what the property says is. */
const insideAt = (s, thread, state) => s.at[thread] === state;

export default {
  ...one(
    ({ asks = [], measures, bug }, _, { threads }) => {
      const memory = { lock: M.bool };
      const names = Array.from({ length: threads }, (_each, i) => `t${i}`);
      const region = (name) => {
        const t = M.thread(memory, name, { seen: M.bool });
        return t.region('outside', {
          outside: t.on(
            { at, says: 'trylock', choices: ['ok', 'busy'] },
            {
              guard: (_k, _me, choice) => choice === 'ok',
              effect: (k) => void (k.lock = true),
              target: 'inside',
            },
            { target: bug ? M.fault('bug') : 'done' },
          ),
          inside: t.on({ at, says: 'might_sleep()' }, { target: M.fault('sleeping-in-atomic') }),
          done: t.end(),
        });
      };
      const d = M.thread(memory, 'other', {});
      const other = d.region('daemon', {
        daemon: d.on({ at, says: 'wait', mayWait: true }, { target: 'daemon' }),
      });
      return {
        machine: M.system({ id: 'asked', memory, threads: [...names.map(region), other] }),
        properties: [M.noDeadlock('no-deadlock', says), ...asks],
        ...(measures && { measures }),
      };
    },
    { designs: DESIGNS },
  ),
  bounds: Object.fromEntries(
    [
      ['tiny', 1],
      ['small', 2],
      ['large', 2],
    ].map(([bound, threads]) => [bound, { says: bound, limits: { threads } }]),
  ),
};
