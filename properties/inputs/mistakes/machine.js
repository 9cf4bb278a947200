// SPDX-License-Identifier: MIT
/** One thread, one step, one property: for the inputs whose mistake is elsewhere. */
import { M, at } from '../kit.js';

export function machine() {
  const memory = { a: M.bool };
  const t = M.thread(memory, 't', {});
  const region = t.region('s', { s: t.on({ at, says: 's' }, { target: 'done' }), done: t.end() });
  return {
    machine: M.system({ id: 'x', memory, threads: [region] }),
    properties: [M.noDeadlock('no-deadlock', 'It goes on.')],
  };
}
