// SPDX-License-Identifier: MIT
/** A model that is right, one step long, from the sources: these inputs run in a process of their own, nothing built. */
import * as M from '../../../src/index.ts';

const at = { func: 'f', file: 'f.c', version: 'v1' };
const named = (names, rest) => Object.fromEntries(names.map((name) => [name, { says: name, ...rest(name) }]));

/** `designs`: what is run before the model is built, and in its guard. */
export const toy = (designs) =>
  M.model({
    name: 'toy',
    asks: 'Is it done?',
    assumptions: [],
    designs: named(Object.keys(designs), (d) => ({ source: 's', decisions: designs[d] })),
    configurations: named(['default'], () => ({ settings: {} })),
    bounds: named(['tiny', 'small', 'large'], () => ({ limits: {} })),
    build: ({ first = () => {}, guard = () => true }) => {
      first();
      const memory = { x: M.bool };
      const a = M.thread(memory, 'a', {});
      const effect = (k) => void (k.x = true);
      const region = a.region('s', {
        s: a.on({ at, says: 'x' }, { guard, effect, target: 'e' }),
        e: a.end(),
      });
      return {
        machine: M.system({ id: 'toy', memory, threads: [region] }),
        properties: [M.sometimes('done', 'It is done.', (s) => s.mem.x)],
      };
    },
  });
