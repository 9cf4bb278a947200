// SPDX-License-Identifier: MIT
/** A search on several threads beside one on one: all that is kept of either must be the same. */
import { createHash } from 'node:crypto';
import { engineOf } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import type { Sharing } from '../explore/together.ts';
import type { Instance } from '../model/types.ts';

/** All that is kept of a search, each part as a digest where it is long. */
export function keptOf({ store, engine, broken, met, progress, done }: Search) {
  const digest = (words: ArrayLike<number>) =>
    createHash('sha256').update(Int32Array.from(words)).digest('hex').slice(0, 16);
  return {
    ...progress,
    done,
    words: digest(store.states.subarray(0, store.count * engine.layout.words)),
    parents: digest(store.parents.subarray(0, store.count)),
    taken: digest(store.firstTaken),
    broken: [digest(broken.states), digest(broken.masks)],
    met: [...met],
  };
}

/** Every level is shared, a state at a time: so that threads meet where they can. */
export const MEETING: Omit<Sharing, 'workers'> = { least: 1, size: 1, numbers: 4096, waits: true };

/** What several threads keep, and then what one does: of one engine, whose trees have grown by then. */
export function bothOf(
  instance: Instance,
  sharing: Sharing,
  { maxStates = Infinity, ...options }: EngineOptions & { readonly maxStates?: number } = {},
) {
  const engine = engineOf(instance, options);
  const kept = (how?: Sharing) => {
    const search = new Search(engine, { sharing: how, maxStates });
    search.run(maxStates);
    search.dismiss();
    return keptOf(search);
  };
  return { together: kept(sharing), alone: kept() };
}
