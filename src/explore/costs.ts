// SPDX-License-Identifier: MIT
/**
 * What a design costs, read off the full search (docs/semantics.md 7): who waits for whom, at which lock, and for how
 * many of the holder's steps at most; and what the model measures in quiet states.
 */
import { ModelError, said } from '../compile/mistake.ts';
import { toState } from '../compile/interpret.ts';
import { codesWith } from '../compile/layout.ts';
import type { Slot } from '../compile/layout.ts';
import { Spots } from '../compile/spots.ts';
import { measuredNumber } from '../model/answers.ts';
import { viewOf } from '../model/reference.ts';
import { apart } from '../model/apart.ts';
import { DomainError } from '../model/domain.ts';
import type { Measure } from '../model/types.ts';
import type { Position } from '../model/program.ts';
import { checkAt } from '../watch/watch.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';
import { cellsOf } from './way.ts';
import { findWaits, longestWaits } from './waits.ts';

/** One line of who waits for whom. */
export interface Wait {
  readonly waiting: string;
  readonly lock: string;
  readonly holding: string;
  /** The waiting role's steps at which it can be kept waiting. */
  readonly places: number;
  /** The most steps the holder takes during one wait, the last of which ends it. Infinity: it can go on for ever. */
  readonly steps: number;
}
export interface Measured {
  readonly name: string;
  /** The most in any state that is measured; undefined if there is none. */
  readonly most: number | undefined;
}
export interface Costs {
  readonly waits: readonly Wait[];
  readonly measured: readonly Measured[];
}

export function costs(search: Search, graph: Graph): Costs {
  return { waits: waits(search, graph), measured: measured(search) };
}

function waits(search: Search, graph: Graph): Wait[] {
  const found = findWaits(search);
  if (found.pairs.length === 0) return [];
  const longest = longestWaits(search, graph, found);
  const { threads } = search.engine.compiled.program;
  const lines = new Map<
    string,
    { wait: Omit<Wait, 'places' | 'steps'>; places: Set<string>; steps: number }
  >();
  found.pairs.forEach(({ waiter, position, holder }, i) => {
    const at = threads[waiter]?.positions[position] as Position;
    const role = (thread: number) => threads[thread]?.role ?? '';
    const wait = { waiting: role(waiter), lock: at.lock ?? at.name, holding: role(holder) };
    const key = Object.values(wait).join();
    const line = lines.get(key) ?? { wait, places: new Set(), steps: 0 };
    line.places.add(at.name);
    line.steps = Math.max(line.steps, longest[i] as number);
    lines.set(key, line);
  });
  return [...lines.values()].map(({ wait, places, steps }) => ({ ...wait, places: places.size, steps }));
}

/** The model's own measures: each is taken where the threads it names are where it says, and all others are at an end. */
const measured = (search: Search): Measured[] =>
  (search.engine.instance.measures ?? []).map((measure) => ({
    name: measure.name,
    most: mostOf(search, measure),
  }));

function mostOf(search: Search, { name, when, value }: Measure): number | undefined {
  const { count, states } = search.store;
  const { compiled, layout } = search.engine;
  const spots = compiled.program.threads.map((t) => {
    const slot = layout.slots[compiled.map.pcs[t.index] as number] as Slot;
    const isThere = ({ name: at, validEnd }: Position) =>
      when[t.name] === undefined ? validEnd : at === when[t.name];
    return { slot, codes: codesWith(slot, (position) => isThere(t.positions[position] as Position)) };
  });
  const wanted = new Spots(spots);
  const who = `measure ${name}`;
  let most: number | undefined;
  for (let state = 0; state < count; state++) {
    checkAt(state);
    if (!wanted.allThere(states, state * layout.words)) continue;
    const view = viewOf(compiled.program, toState(compiled, cellsOf(search, state)));
    const found = answerOf(who, () => value(view));
    if (found !== undefined) most = Math.max(most ?? 0, found);
  }
  return most;
}

/** A model's own answer, which may be anything, or none. */
function answerOf(who: string, ask: () => unknown): number | undefined {
  const refuse = (what: string): never => {
    throw new DomainError(`${who} ${what}`);
  };
  let answer: unknown;
  try {
    answer = apart(refuse, ask);
  } catch (error) {
    throw new ModelError(error instanceof DomainError ? error.message : `${who} ${said(error)}`);
  }
  try {
    return measuredNumber(answer, who);
  } catch (error) {
    throw new ModelError(said(error));
  }
}
