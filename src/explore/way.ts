// SPDX-License-Identifier: MIT
/**
 * From states of a search back to schedules. What a search keeps of a state need not be the state that a schedule leads
 * to: of those that are alike it keeps one, and what is to be done at once it has done. So a schedule is followed twice,
 * on states as the search has them and on those of the machine, which are the same but for who is who.
 */
import { sourceOf } from '../compile/compile.ts';
import { unpack } from '../compile/layout.ts';
import { eventOf, initialCells, sameCells, successors, successorsBy } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import { goesAlone, MOST_MERGED } from '../compile/plan.ts';
import type { Violation } from '../engine/outcome.ts';
import { keptForm, leastForm } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import type { StepEvent } from '../model/types.ts';
import type { Search } from './search.ts';

/** The values of the cells of a state, by its place in the order of discovery. */
export const cellsOf = ({ engine: { layout }, store }: Search, state: number): Cells =>
  unpack(layout, store.states, state * layout.words);

/** A schedule, and the initial state it begins in where there are several. */
export type Way = Pick<Violation, 'schedule' | 'initial'>;

/** What is said of the initial state that is kept as `state`: nothing where there is but one. */
export const startingAt = (search: Search, state: number): { readonly initial?: number } =>
  search.engine.compiled.initials.length === 1 ? {} : { initial: search.roots.get(state) as number };

/** A run of the machine, which takes the steps that a search took. */
class Run {
  readonly events: StepEvent[] = [];
  /** The edge of the last step. */
  edge = -1;
  private cells: Cells;
  private readonly engine: Engine;

  constructor(engine: Engine, initial: Cells) {
    this.engine = engine;
    this.cells = initial;
  }

  take(step: Successor): void {
    const { engine, cells } = this;
    const wanted = leastForm(engine, step.cells);
    const same = (s: Successor) =>
      stepOf(engine, s) === stepOf(engine, step) && sameCells(leastForm(engine, s.cells), wanted);
    // Where none is taken for another, it is that step; else one of any thread like it, and of no other to the same state.
    const taken = engine.code.least ? sure(successors(engine.compiled, cells).find(same)) : step;
    this.cells = taken.cells;
    this.edge = step.edge;
    this.events.push(eventOf(engine.compiled, taken));
  }
}

/** A step by role and position: who takes it does not matter. */
function stepOf({ compiled: { edges } }: Engine, { edge }: Successor): string {
  const { label, candidate, target } = edges[edge] as (typeof edges)[number];
  return `${label} ${candidate} ${target}`;
}

/** The run that the search found to a state, from the initial state that is kept as its root. */
function runTo(search: Search, state: number): Run {
  const path: number[] = [];
  let root = state;
  for (; search.parentOf(root) !== root; root = search.parentOf(root)) path.push(root);
  const run = new Run(search.engine, initialOf(search, root));
  for (const step of merged(search.engine, initialOf(search, root))) run.take(step);
  for (const to of path.toReversed()) for (const step of stepsInto(search, to)) run.take(step);
  return run;
}
const initialOf = (search: Search, root: number): Cells =>
  initialCells(search.engine.compiled, startingAt(search, root).initial);

function rootOf(search: Search, state: number): number {
  let root = state;
  while (search.parentOf(root) !== root) root = search.parentOf(root);
  return root;
}

/** The steps that are taken at once from a state, one after the other. */
function* merged({ compiled, reduction }: Engine, from: Cells): Generator<Successor> {
  const plan = reduction?.plan;
  if (!plan?.merges) return;
  let cells = from;
  for (let n = 0; n < MOST_MERGED; n++) {
    const thread = goesAlone(plan, compiled.map.pcs, sourceOf(cells));
    const steps = thread === undefined ? [] : successorsBy(compiled, cells, thread);
    if (steps.length !== 1) return;
    const [step] = steps as [Successor];
    yield step;
    cells = step.cells;
  }
}

/** By search: of states that some schedule led through, the steps by which each was first reached. */
const known = new WeakMap<Search, Map<number, readonly Successor[]>>();

/** The first of its parent's steps that leads there, and what was done at once. */
function stepsInto(search: Search, to: number): readonly Successor[] {
  const ofSearch = known.get(search) ?? new Map<number, readonly Successor[]>();
  known.set(search, ofSearch);
  const first = ofSearch.get(to)?.[0] ?? stepInto(search, to);
  const steps = ofSearch.get(to) ?? [first, ...merged(search.engine, first.cells)];
  ofSearch.set(to, steps);
  return steps;
}

/** The step by which a state that is no initial one was first reached. */
export function stepInto(search: Search, to: number): Successor {
  const { engine } = search;
  const { compiled, code } = engine;
  const [before, after] = [cellsOf(search, search.parentOf(to)), cellsOf(search, to)];
  if (code.keep)
    return sure(successors(compiled, before).find((s) => sameCells(keptForm(engine, s.cells), after)));
  // Only a thread's own steps move it: where one has moved, no other's are asked.
  const moved = compiled.map.pcs.findIndex((pc) => before[pc] !== after[pc]);
  const steps = moved < 0 ? successors(compiled, before) : successorsBy(compiled, before, moved);
  return sure(steps.find((s) => sameCells(s.cells, after)));
}

/** A schedule from an initial state to `state`. */
export const scheduleTo = (search: Search, state: number): StepEvent[] => runTo(search, state).events;

/** The step out of a state, an edge, and what is kept of the state that it leads to, if it matters; no edge: none. */
export interface Through {
  readonly from: number;
  readonly edge: number;
  readonly to?: Cells | undefined;
}

/**
 * The schedule that leads through a step, and of what is done at once after it as much as it takes until `broken`; with
 * the label of its last step. Without an edge, of an initial state.
 */
export function wayThrough(
  search: Search,
  { from, edge, to }: Through,
  broken = (_: Cells): boolean => true,
): Way & { readonly step: string } {
  const { engine } = search;
  const { compiled } = engine;
  const root = rootOf(search, from);
  let run: Run;
  let cells: Cells;
  if (edge < 0) {
    cells = initialOf(search, root);
    run = new Run(engine, cells);
  } else {
    run = runTo(search, from);
    const step = sure(
      successors(compiled, cellsOf(search, from)).find(
        (s) => s.edge === edge && (!to || sameCells(keptForm(engine, s.cells), to)),
      ),
    );
    run.take(step);
    ({ cells } = step);
  }
  const further = merged(engine, cells);
  for (let next = broken(cells) ? undefined : further.next(); next?.done === false;) {
    run.take(next.value);
    next = broken(next.value.cells) ? undefined : further.next();
  }
  return {
    schedule: run.events,
    step: compiled.edges[run.edge]?.label ?? '',
    ...startingAt(search, root),
  };
}

/** The step out of `state` that comes `nth` in the order of threads, then choices: two choices may lead to one state. */
export const nthEventOf = (search: Search, state: number, nth: number): StepEvent =>
  eventOf(search.engine.compiled, sure(successors(search.engine.compiled, cellsOf(search, state))[nth]));

function sure(step: Successor | undefined): Successor {
  if (!step) throw new Error('a state has no such successor: step code and interpreter disagree');
  return step;
}
