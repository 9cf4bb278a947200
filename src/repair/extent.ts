// SPDX-License-Identifier: MIT
/** From one step of a thread to another: the states between, and what the thread holds in each. */
import type { Search } from '../explore/search.ts';
import { cellsOf } from '../explore/way.ts';
import { toState } from '../compile/interpret.ts';
import { heldIn } from '../model/locks.ts';
import type { Mode } from '../model/locks.ts';
import type { RegionConfig } from '../model/rewrite.ts';
import { check } from '../watch/watch.ts';

const targets = ({ states }: RegionConfig, name: string): string[] =>
  (states[name]?.candidates ?? []).map((c) => c.target);

/** What can be reached from a state by steps that don't leave `last`; with both ends. */
function onwards(region: RegionConfig, first: string, last: string): ReadonlySet<string> {
  const seen = new Set([first]);
  for (const at of seen) if (at !== last) for (const to of targets(region, at)) seen.add(to);
  return seen;
}

/** The states on the ways from `first` to `last`; undefined where there is none. */
export function between(region: RegionConfig, first: string, last: string): ReadonlySet<string> | undefined {
  const ahead = onwards(region, first, last);
  if (!ahead.has(last)) return undefined;
  const inside = new Set([last]);
  for (let before = 0; before < inside.size;) {
    before = inside.size;
    for (const at of ahead)
      if (at !== last && targets(region, at).some((to) => inside.has(to))) inside.add(at);
  }
  return inside;
}

/** For a thread at a position, and a lock by its path: how it is held there. `mixed`: now so, now so. */
export type Holding = Mode | 'free' | 'mixed';
export type Held = (thread: string, position: string, lock: string) => Holding | undefined;

/** States that are looked at. What is held in others is not known: a repair that rests on it is no model, or is none. */
const MOST_STATES = 20_000;

/** What each thread holds where, as far as the states of a search say. */
export function holdings(search: Search): Held {
  const { compiled } = search.engine;
  const { fields } = compiled.program.memory;
  /** By thread and position: what was held on every visit, by lock. */
  const known = new Map<string, Map<string, Holding>>();
  const count = Math.min(search.store.count, MOST_STATES);
  for (let i = 0; i < count; i++) {
    check();
    const state = toState(compiled, cellsOf(search, i));
    const held = heldIn(fields, state.mem as object);
    for (const { name } of compiled.program.threads) {
      const key = `${name} ${state.at[name]}`;
      const own = new Map(held.filter((h) => h.by === name).map((h) => [h.lock.path, h.mode]));
      const before = known.get(key);
      if (!before) known.set(key, new Map(own));
      else
        for (const lock of new Set([...before.keys(), ...own.keys()]))
          if (before.get(lock) !== own.get(lock)) before.set(lock, 'mixed');
    }
  }
  return (thread, position, lock) => {
    const there = known.get(`${thread} ${position}`);
    return there && (there.get(lock) ?? 'free');
  };
}
