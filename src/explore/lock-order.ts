// SPDX-License-Identifier: MIT
/**
 * The order in which locks are taken, off the states of a search: a pass over all of them once it is over. Each step of
 * what is told is replayed on XState first.
 */
import { CYCLE, STUCK } from '../compile/bits.ts';
import { closedIn } from '../order/closed.ts';
import { cyclesOf, key } from '../order/cycles.ts';
import type { Cycle } from '../order/cycles.ts';
import type { LockOrderFound, Way } from '../order/found.ts';
import { OrderGraph } from '../order/graph.ts';
import { Sightings } from '../order/sightings.ts';
import { inversionOf, Replays } from '../order/tell.ts';
import { checkAt } from '../watch/watch.ts';
import type { Search } from './search.ts';
import { cellsOf, scheduleTo, startingAt } from './way.ts';

export function lockOrder(search: Search): LockOrderFound {
  const { store, engine } = search;
  const { compiled, layout } = engine;
  const sightings = new Sightings(compiled, layout);
  if (sightings.any)
    for (let state = 0; state < store.count; state++) {
      checkAt(state);
      sightings.see(store.states, state * layout.words, state);
    }
  const { found, more } = cyclesOf(new OrderGraph(sightings));
  const closed = found.length === 0 ? new Map<string, number>() : closedStates(search, sightings, found);
  const wayTo = (state: number): Way => ({ schedule: scheduleTo(search, state), ...start(search, state) });
  // Where threads change places, one of them stands for others.
  const told = ({ alone, ...cycle }: Cycle): Cycle =>
    alone === undefined || engine.reduction?.images ? cycle : { ...cycle, alone };
  const replays = new Replays(compiled.program);
  const inversions = found.map((cycle) => {
    const state = closed.get(key(cycle));
    return inversionOf(replays, told(cycle), wayTo, state === undefined ? undefined : wayTo(state));
  });
  return { inversions, more, complete: search.done };
}

function start(search: Search, state: number): { readonly initial?: number } {
  let root = state;
  while (search.parentOf(root) !== root) root = search.parentOf(root);
  return startingAt(search, root);
}

/** For each cycle, the first state in which threads wait in it. */
function closedStates(search: Search, { asks }: Sightings, found: readonly Cycle[]): Map<string, number> {
  const { compiled } = search.engine;
  const closed = new Map<string, number>();
  const { broken } = search;
  const { states } = broken;
  for (let i = 0; i < states.length && closed.size < found.length; i++) {
    if ((broken.word(i, 0) & (CYCLE | STUCK)) === 0) continue;
    checkAt(i);
    const state = states[i] as number;
    for (const classes of closedIn(compiled, asks, cellsOf(search, state))) {
      const name = key({ classes });
      if (!closed.has(name) && found.some((c) => key(c) === name)) closed.set(name, state);
    }
  }
  return closed;
}
