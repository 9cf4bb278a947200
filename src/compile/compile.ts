// SPDX-License-Identifier: MIT
/**
 * Turns a program into decision trees, one for each thread's each position, over the values its cells can really
 * hold: starting from the initial state, every recorded write makes its value possible, until nothing new appears.
 */
import type { EffectDrafts, Position, Program } from '../model/program.ts';
import type { View } from '../model/types.ts';
import { flatten } from './cells.ts';
import type { CellMap, Shape } from './cells.ts';
import { draft, settle } from './draft.ts';
import { Recorder } from './recorder.ts';
import type { Source, Write } from './recorder.ts';
import { Decision } from './tree.ts';
import type { Possible } from './tree.ts';

/** A candidate of a step: what an edge of the state graph is named by. */
export interface Edge {
  readonly index: number;
  readonly thread: number;
  readonly position: number;
  readonly candidate: number;
  readonly target: number;
  /** The step's label, by role: `vmalloc.pmd_offset` for vmalloc0 and vmalloc1 alike. */
  readonly label: string;
  /** The kind of fault it ends in. */
  readonly fault: string | undefined;
}
export interface Outcome {
  readonly edge: number;
  readonly choice: string | undefined;
  readonly writes: readonly Write[];
}
/** What a thread can do from one position, given what it read. */
export interface StepLeaf {
  readonly outcomes: readonly Outcome[];
  /** The threads (bit by index) that hold what this one waits for. */
  readonly waitsFor: number;
  /** A mistake in the model met on this path. Raised only if a reachable state takes it. */
  readonly error?: string;
}
export interface Compiled {
  readonly program: Program;
  readonly map: CellMap;
  readonly edges: readonly Edge[];
  /** By thread, then position; none for positions that no step leads to. */
  readonly steps: readonly (readonly (Decision<StepLeaf> | undefined)[])[];
  readonly possible: Possible;
  readonly recorder: Recorder;
  /** Grows a tree for a function of the whole state. A leaf that is a string says what went wrong there. */
  readonly predicate: (name: string, holds: (s: View) => boolean) => Decision<boolean | string>;
}

/** A mistake in a model that a reachable state shows: a value outside its domain, a bad index. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** Who waits for whom is kept in the bits of a word. */
const MAX_THREADS = 30;
/** Paths a step's tree may have before it is grown on demand instead. */
export const DEFAULT_BUDGET = 4096;
/** The same for a property's. It reads far more than a step, and of what it could read few states differ in all. */
const PREDICATE_BUDGET = 512;

export function compile(program: Program, budget = DEFAULT_BUDGET): Compiled {
  if (program.threads.length > MAX_THREADS)
    throw new RangeError(
      `${program.id} has ${program.threads.length} threads: at most ${MAX_THREADS} can be checked`,
    );
  const map = flatten(program);
  const recorder = new Recorder(map.cells);
  const edges: Edge[] = [];
  const possible = map.cells.map((c) => [c.initial]);
  const seen = map.cells.map((c) => new Set([c.initial]));
  let changed = false;
  const add = (cell: number, value: number) => {
    if (seen[cell]?.has(value)) return;
    seen[cell]?.add(value);
    possible[cell]?.push(value);
    changed = true;
  };
  const onLeaf = (leaf: StepLeaf) => {
    for (const { writes } of leaf.outcomes) for (const [cell, value] of writes) add(cell, value);
  };
  const drafts = contexts(program, map, recorder);
  const steps = program.threads.map((t) =>
    t.positions.map((p, at) => {
      const first = edges.length;
      p.candidates.forEach((c, candidate) => {
        const fault = t.positions[c.target]?.fault;
        edges.push({
          index: edges.length,
          thread: t.index,
          position: at,
          candidate,
          target: c.target,
          label: `${t.role}.${p.name}`,
          fault,
        });
      });
      const pc = map.pcs[t.index] as number;
      return new Decision(
        recorder,
        () => recordStep(program, recorder, drafts[t.index] as EffectDrafts, p, pc, first),
        onLeaf,
      );
    }),
  );
  const everything = () => map.cells.forEach((c) => c.values.forEach((_, value) => add(c.index, value)));
  do {
    changed = false;
    steps.forEach((ofThread, t) => {
      // A copy: growing one position's tree makes other positions possible.
      for (const at of (possible[map.pcs[t] as number] as number[]).slice())
        ofThread[at]?.grow(possible, budget);
    });
    // What an overflowing tree may write is not known ahead: then every cell may hold all of its domain.
    if (steps.some((ofThread) => ofThread.some((d) => d.overflow))) everything();
  } while (changed);
  for (const values of possible) values.sort((a, b) => a - b);
  const view = viewDraft(program, map, recorder);
  const predicate: Compiled['predicate'] = (name, holds) => {
    const decision = new Decision<boolean | string>(recorder, () => {
      try {
        return holds(view);
      } catch (error) {
        return `${name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    });
    decision.grow(possible, Math.min(budget, PREDICATE_BUDGET));
    return decision;
  };
  const reached = steps.map((ofThread) => ofThread.map((d) => (d.root ? d : undefined)));
  return { program, map, edges, steps: reached, possible, recorder, predicate };
}

/** Each thread's drafts: shared memory, its own stack, and the whole context for plain XState guards. */
function contexts(program: Program, map: CellMap, recorder: Recorder): EffectDrafts[] {
  const mem = draft(map.mem, recorder);
  const own = map.stacks.map((s) => draft(s, recorder));
  const stacks = new Map(program.threads.map((t, i) => [t.name, map.stacks[i] as Shape]));
  const stack: Shape = { kind: 'record', name: 'stack', fields: stacks };
  const whole: Shape = {
    kind: 'record',
    name: 'context',
    fields: new Map([['mem', map.mem] as const, ['stack', stack] as const]),
  };
  const context = draft(whole, recorder);
  return own.map((me) => ({
    mem: mem.proxy,
    me: me.proxy,
    context: context.proxy as EffectDrafts['context'],
    settle: () => settle([mem, me, context], recorder),
  }));
}

function recordStep(
  program: Program,
  recorder: Recorder,
  drafts: EffectDrafts,
  p: Position,
  pc: number,
  firstEdge: number,
): StepLeaf {
  const outcomes: Outcome[] = [];
  try {
    recorder.writable = false;
    // A copy: the list may be a draft that the effects then change.
    for (const choice of p.choices(drafts).slice()) {
      recorder.discardWrites();
      const taken = p.candidates.findIndex((c) => c.guard(drafts, choice));
      const candidate = p.candidates[taken];
      if (!candidate) continue;
      recorder.writable = true;
      candidate.effect(drafts, choice);
      recorder.write(pc, candidate.target);
      outcomes.push({ edge: firstEdge + taken, choice, writes: recorder.writes() });
      recorder.writable = false;
    }
    recorder.discardWrites();
    const holders = outcomes.length === 0 && p.waitsFor ? p.waitsFor(drafts) : [];
    const bits = holders
      .map((name) => program.threads.findIndex((t) => t.name === name))
      .filter((i) => i >= 0);
    return { outcomes, waitsFor: bits.reduce((mask, i) => mask | (1 << i), 0) };
  } catch (error) {
    return {
      outcomes: [],
      waitsFor: 0,
      error: `${p.path}: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    recorder.writable = false;
  }
}

/** What a property sees, over the recorder's cells. */
function viewDraft(program: Program, map: CellMap, recorder: Recorder): View {
  const pc = (t: number) => recorder.read(map.pcs[t] as number);
  const byThread = (get: (t: number) => unknown): object => {
    const parts = program.threads.map(
      (t) => [t.name, { get: () => get(t.index), enumerable: true }] as const,
    );
    return Object.defineProperties({}, Object.fromEntries(parts));
  };
  const ended = (t: number) => program.threads[t]?.positions[pc(t)]?.validEnd === true;
  const stacks = map.stacks.map((s) => draft(s, recorder).proxy);
  return {
    mem: draft(map.mem, recorder).proxy,
    stack: byThread((t) => stacks[t]),
    at: byThread((t) => program.threads[t]?.positions[pc(t)]?.name) as View['at'],
    ended: byThread(ended) as View['ended'],
    get quiet() {
      return program.threads.every((t) => ended(t.index));
    },
  };
}

/** Reads a state kept as one value per cell. */
export const sourceOf =
  (values: ArrayLike<number>): Source =>
  (cell) =>
    values[cell] as number;
