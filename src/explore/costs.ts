// SPDX-License-Identifier: MIT
/**
 * What a design costs, read off the full search (docs/semantics.md 7): who waits for whom, at which lock, and for how
 * many of the holder's steps at most; and what the model measures in quiet states.
 */
import { ModelError, said } from '../compile/mistake.ts';
import { toState, waitsFor } from '../compile/interpret.ts';
import { readCell } from '../compile/layout.ts';
import type { Slot } from '../compile/layout.ts';
import { measuredNumber } from '../model/answers.ts';
import { viewOf } from '../model/reference.ts';
import { apart } from '../model/apart.ts';
import { DomainError } from '../model/domain.ts';
import type { View } from '../model/types.ts';
import type { Position } from '../model/program.ts';
import { checkAt, reserve } from '../watch/watch.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';
import { cellsOf } from './trace.ts';

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

/** A thread that waits for another at one of its positions. */
interface Pair {
  readonly waiter: number;
  readonly position: number;
  readonly holder: number;
}
/** A wait of so many of the holder's steps counts as one without end. */
const UNBOUNDED = 500;

export function costs(search: Search, graph: () => Graph): Costs {
  return { waits: waits(search, graph), measured: measured(search) };
}

function waits(search: Search, graph: () => Graph): Wait[] {
  const found = findWaits(search);
  if (found.pairs.length === 0) return [];
  const longest = longestWaits(search, graph(), found);
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

interface Waits {
  readonly pairs: readonly Pair[];
  /** Sets of pairs, by number; the first is empty. */
  readonly sets: readonly (readonly number[])[];
  /** For each state, the set of pairs it shows. */
  readonly shown: Int32Array;
}

/** Every wait that some state shows. */
function findWaits(search: Search): Waits {
  const { store } = search;
  const { compiled, layout } = search.engine;
  const waitable = compiled.program.threads.flatMap((t) => {
    const slot = layout.slots[compiled.map.pcs[t.index] as number];
    return slot && t.positions.some((p) => p.waitsFor) ? [{ t, slot }] : [];
  });
  const pairs: Pair[] = [];
  const number = numbering<string>();
  const sets: number[][] = [[]];
  const setNumber = numbering<string>();
  setNumber('');
  reserve(store.count * 4);
  const shown = new Int32Array(store.count);
  for (let state = 0; state < store.count; state++) {
    checkAt(state);
    const here: number[] = [];
    const read = (cell: number) => readCell(layout.slots[cell] as Slot, store.states, state * layout.words);
    for (const { t, slot } of waitable) {
      const position = readCell(slot, store.states, state * layout.words);
      if (!t.positions[position]?.waitsFor) continue;
      for (const holder of waitsFor(compiled, read, t.index)) {
        const pair = number(`${t.index} ${position} ${holder}`);
        if (pair === pairs.length) pairs.push({ waiter: t.index, position, holder });
        here.push(pair);
      }
    }
    if (here.length === 0) continue;
    const set = setNumber(here.join());
    sets[set] ??= here;
    shown[state] = set;
  }
  return { pairs, sets, shown };
}

/** Numbers things as they come, from 0. */
function numbering<T>(): (thing: T) => number {
  const known = new Map<T, number>();
  return (thing) => {
    const found = known.get(thing) ?? known.size;
    known.set(thing, found);
    return found;
  };
}

/**
 * For each pair, the longest wait: the holder's steps along the longest path on which the wait goes on, and the step
 * that ends it. A path that goes round grows with each pass until it counts as unbounded; so does a wait from somewhere
 * on which nothing leads to its end.
 */
function longestWaits(search: Search, graph: Graph, { pairs, sets, shown }: Waits): number[] {
  const { store } = search;
  const { compiled } = search.engine;
  reserve(pairs.length * store.count * 3);
  const steps = pairs.map(() => new Int16Array(store.count));
  const canEnd = pairs.map(() => new Uint8Array(store.count));
  for (let changed = true; changed;) {
    changed = false;
    graph.backwards(
      (state) => shown[state] !== 0,
      (from, edge, to) => {
        for (const pair of sets[shown[from] as number] as readonly number[]) {
          const of = steps[pair] as Int16Array;
          const by = compiled.edges[edge]?.thread === pairs[pair]?.holder ? 1 : 0;
          const goesOn = sets[shown[to] as number]?.includes(pair) === true;
          const ends = canEnd[pair] as Uint8Array;
          const longest = Math.min(UNBOUNDED, by + (goesOn ? (of[to] as number) : 0));
          const end = goesOn ? (ends[to] as number) : 1;
          if (longest <= (of[from] as number) && end <= (ends[from] as number)) continue;
          of[from] = Math.max(longest, of[from] as number);
          ends[from] = Math.max(end, ends[from] as number);
          changed = true;
        }
      },
    );
  }
  return steps.map((of, pair) => {
    const most = of.reduce((a, b) => Math.max(a, b), 0);
    const hopeless = shown.some((set, state) => sets[set]?.includes(pair) && canEnd[pair]?.[state] === 0);
    return most >= UNBOUNDED || hopeless ? Infinity : most;
  });
}

/** The model's own measures: each is taken where the threads it names are where it says, and all others are at an end. */
function measured(search: Search): Measured[] {
  const { store } = search;
  const { compiled, instance, layout } = search.engine;
  return (instance.measures ?? []).map(({ name, when, value }) => {
    const wanted = compiled.program.threads.map((t) => ({
      slot: layout.slots[compiled.map.pcs[t.index] as number] as Slot,
      there: t.positions.map((p) => (when[t.name] === undefined ? p.validEnd : p.name === when[t.name])),
    }));
    const ask = (view: View) => answerOf(`measure ${name}`, () => value(view));
    let most: number | undefined;
    for (let state = 0; state < store.count; state++) {
      checkAt(state);
      const at = state * layout.words;
      if (!wanted.every(({ slot, there }) => there[readCell(slot, store.states, at)])) continue;
      const found = ask(viewOf(compiled.program, toState(compiled, cellsOf(search, state))));
      if (found !== undefined) most = Math.max(most ?? 0, found);
    }
    return { name, most };
  });
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
