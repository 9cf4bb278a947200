// SPDX-License-Identifier: MIT
// -0 equals 0 and is another value to 1 / x: a mistake, exit 3, on either engine.
import { M, at, one } from '../kit.js';

export default one(() => {
  const memory = { a: M.int(0, 3) };
  const t = M.thread(memory, 't0', {});
  const down = (k) => {
    k.a = (k.a - 3) % 3;
  };
  const region = t.region('s', {
    s: t.on({ at, says: 'a = (a - 3) % 3' }, { effect: down, target: 'u' }),
    u: t.on({ at, says: '1 / a < 0' }, { guard: (k) => 1 / k.a < 0, target: 'bad' }, { target: 'done' }),
    bad: t.end(),
    done: t.end(),
  });
  const p = M.always('p', 'It is not below 0.', (s) => s.at.t0 !== 'bad');
  return { machine: M.system({ id: 'x', memory, threads: [region] }), properties: [p] };
});
