// SPDX-License-Identifier: MIT
/** Steps of a tiny kernel, v6.1: held against trees in which these stand, have changed, moved or gone. */
import { one, M } from '../kit.js';

const memory = { a: M.bool };
const { fn, step, call } = M.code();
const a = M.source('mm/a.c', 'v6.1');

/** One statement of each function, with a name that says what becomes of it. */
const PLACES = {
  stays: a('stays'),
  commented: a('commented'),
  changes: a('changes'),
  moves: a('moves'),
  goes: a('goes'),
  fileless: M.source('mm/gone.c', 'v6.1')('f'),
  chapter: M.source('include/linux/a.h', 'v6.1')('Reclaim modifiers'),
  posted: M.source('mm/a.c', 'the series')('posted'),
  manual: M.source('SDM 3A', 'v6.1')('walk'),
};
const build = ({ places }) => {
  const steps = places.map((name) => call(fn(PLACES[name], [step(name, `${name}()`, { a: true })])));
  const main = fn(a('stays'), steps);
  return {
    machine: M.system({ id: 'x', memory, threads: [M.run(M.thread(memory, 't', {}), main, 'done')] }),
    properties: [M.sometimes('runs', 'It runs.', (s) => s.mem.a)],
  };
};
export default one(build, {
  name: 'places',
  designs: {
    all: { places: Object.keys(PLACES) },
    standing: { places: ['stays', 'commented', 'chapter'] },
  },
});
