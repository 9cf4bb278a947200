// SPDX-License-Identifier: MIT
/** What a property sees, over the recorder's cells: who it asks for is watched, since a name that is none would be undefined. */
import type { Names } from '../model/known-names.ts';
import type { Program } from '../model/program.ts';
import { unknownName } from '../model/suggest.ts';
import type { View } from '../model/types.ts';
import type { CellMap } from './cells.ts';
import { draft } from './draft.ts';
import type { Recorder } from './recorder.ts';

/** Asked of any object by JavaScript itself. */
const ITS_OWN = ['toJSON', 'then', ...Object.getOwnPropertyNames(Object.prototype)];

/** `asker`: who looks at the moment. */
export function viewDraft(
  { threads }: Program,
  map: CellMap,
  recorder: Recorder,
  names: Names | undefined,
  asker: () => string,
): View {
  const pc = (t: number) => recorder.read(map.pcs[t] as number);
  const known = threads.map((t) => t.name);
  const byThread = (field: string, get: (t: number) => unknown): object => {
    const parts = threads.map((t) => [t.name, { get: () => get(t.index), enumerable: true }] as const);
    const own = Object.freeze(Object.defineProperties({}, Object.fromEntries(parts)));
    return new Proxy(own, {
      get(_, key) {
        if (typeof key === 'string' && !(key in own) && !ITS_OWN.includes(key))
          names?.missing(`${asker()} asks for s.${field}.${key}`, 'thread', key, known);
        return Reflect.get(own, key) as unknown;
      },
    });
  };
  const ended = (t: number) => threads[t]?.positions[pc(t)]?.validEnd === true;
  const mem = draft(map.mem, recorder);
  const stacks = map.stacks.map((s) => draft(s, recorder));
  // Frozen: what a property would keep there, it would find again in the next state.
  const whole = Object.freeze({
    get mem() {
      return mem.proxy;
    },
    stack: byThread('stack', (t) => stacks[t]?.proxy),
    at: byThread('at', (t) => threads[t]?.positions[pc(t)]?.name) as View['at'],
    ended: byThread('ended', ended) as View['ended'],
    get quiet() {
      return threads.every((t) => ended(t.index));
    },
  });
  const parts = Object.keys(whole);
  // Behind it, not around it: what is there is read as fast as before.
  const behind = new Proxy(Object.create(null) as object, {
    get(_, key) {
      if (typeof key !== 'string' || ITS_OWN.includes(key)) return undefined;
      throw recorder.refusal(`asks for s.${key}: ${unknownName('part of a state', key, parts)}`);
    },
  });
  return Object.freeze(Object.create(behind, Object.getOwnPropertyDescriptors(whole)) as View);
}
