// SPDX-License-Identifier: MIT
/**
 * Turns a program into decision trees, one for each thread's each position, over the values its cells can really
 * hold: starting from the initial state, every recorded write makes its value possible, until nothing new appears.
 */
import { notTruth } from '../model/answers.ts';
import type { Names } from '../model/known-names.ts';
import { LIMITS } from '../model/limits.ts';
import type { EffectDrafts, Position, Program } from '../model/program.ts';
import type { View } from '../model/types.ts';
import { flatten } from './cells.ts';
import type { CellMap, Shape } from './cells.ts';
import { freshOf } from './afresh.ts';
import type { Fresh } from './afresh.ts';
import { draft } from './draft.ts';
import { viewDraft } from './view.ts';
import { ModelError } from './mistake.ts';
import { Recorder } from './recorder.ts';
import type { Source } from './recorder.ts';
import { SecondLook } from './second-look.ts';
import { Flows } from './moves.ts';
import type { RecordedStep, StepTree } from './moves.ts';
import { Parts } from './parts.ts';
import { peek, recordStep, runChoice, runWaits, stepsDiffer } from './step.ts';
import type { Outcome, Running, StepLeaf } from './step.ts';
import { Decision } from './tree.ts';
import type { Possible, Subject } from './tree.ts';

export { ModelError };
export type { Outcome, StepLeaf };

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
export interface Compiled {
  readonly program: Program;
  readonly map: CellMap;
  /** The value of each cell in each initial state. */
  readonly initials: readonly Int32Array[];
  readonly edges: readonly Edge[];
  /** By thread, then position; none for positions that no step leads to. */
  readonly steps: readonly (readonly (StepTree | undefined)[])[];
  /** The same as they were recorded, for step code: their leaves may copy cells (moves.ts). */
  readonly recorded: readonly (readonly (RecordedStep | undefined)[])[];
  readonly possible: Possible;
  readonly recorder: Recorder;
  /**
   * Grows a tree for a property: where it holds, or where it does not. A leaf that is a string says what went wrong.
   * `times`: so many times as many paths as usual may it have.
   */
  readonly predicate: (
    name: string,
    holds: (s: View) => boolean,
    where?: boolean,
    times?: number,
  ) => Decision<boolean | string>;
  /** Runs again what was recorded since the last time: to be asked when the trees are grown, and when a search ends. */
  readonly secondLook: () => void;
}

/** Paths a step's tree may have before it is grown on demand instead. */
export const DEFAULT_BUDGET = 4096;
/** The same for a property's. It reads far more than a step, and of what it could read few states differ in all. */
const PREDICATE_BUDGET = 512;

/** `names`: what the rest of the model calls by name, for what this machine has not. */
export function compile(program: Program, budget = DEFAULT_BUDGET, names?: Names): Compiled {
  if (program.threads.length > LIMITS.threads)
    throw new ModelError(
      `${program.id} has ${program.threads.length} threads: at most ${LIMITS.threads} can be checked`,
    );
  const map = flatten(program);
  const recorder = new Recorder(map.cells);
  const fresh = freshOf(program);
  /** The code that is run: that of `program`, unless it is another build's turn. */
  let code: Fresh | undefined;
  const looks = new SecondLook(
    fresh &&
      ((runs) => {
        code = fresh();
        try {
          runs();
        } finally {
          code = undefined;
        }
      }),
  );
  const edges: Edge[] = [];
  const initials = program.initials.map((memory) =>
    Int32Array.from(flatten(program, memory).cells, (c) => c.initial),
  );
  const seen = map.cells.map((c) => new Set(initials.map((cells) => cells[c.index] as number)));
  const possible = seen.map((values) => [...values]);
  let changed = false;
  const add = (cell: number, value: number) => {
    if (seen[cell]?.has(value)) return;
    seen[cell]?.add(value);
    possible[cell]?.push(value);
    changed = true;
  };
  const flows = new Flows();
  const onLeaf = (leaf: StepLeaf) => {
    for (const { writes } of leaf.outcomes) for (const [cell, value] of writes) add(cell, value);
  };
  const drafts = contexts(program, map, recorder);
  const recorded = program.threads.map((t) =>
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
      const running: Running = {
        program,
        names,
        recorder,
        drafts: drafts[t.index] as EffectDrafts,
        get position() {
          return code?.position(t.index, at) ?? p;
        },
        pc: map.pcs[t.index] as number,
        firstEdge: first,
        said: new Map(),
      };
      return stepTree(running, looks, map, (leaf) => {
        flows.note(leaf, p);
        onLeaf(leaf);
      });
    }),
  );
  const everything = () => map.cells.forEach((c) => c.values.forEach((_, value) => add(c.index, value)));
  do {
    changed = false;
    recorded.forEach((ofThread, t) => {
      // A copy: growing one position's tree makes other positions possible.
      for (const at of (possible[map.pcs[t] as number] as number[]).slice())
        ofThread[at]?.grow(possible, budget);
    });
    // What an overflowing tree may write is not known ahead: then every cell may hold all of its domain.
    if (recorded.some((ofThread) => ofThread.some((d) => d.overflow))) everything();
    flows.spread(possible, add);
  } while (changed);
  for (const values of possible) values.sort((a, b) => a - b);
  let asker = '';
  const view = viewDraft(program, map, recorder, names, () => asker);
  const predicate: Compiled['predicate'] = (name, holds, where = true, times = 1) => {
    const who = `property ${name}`;
    const known = new Map<string, string>();
    const ask = () => {
      const answer: unknown = (code?.of(holds) ?? holds)(view);
      return typeof answer === 'boolean' ? answer === where : `${who} ${notTruth(answer)}`;
    };
    const failed = (text: string) => `${who}: ${text}${names?.stray ?? ''}`;
    const decision = new Decision<boolean | string>(recorder, looks, {
      name: who,
      run: () => {
        asker = who;
        names?.begin();
        try {
          return recorder.attempt(known, ask, failed);
        } finally {
          names?.raise();
        }
      },
      // What fails both times is told as what it was at first.
      differ: (a, b) =>
        a === b || (typeof a === 'string' && typeof b === 'string')
          ? undefined
          : [answered(a, where), answered(b, where)],
    });
    decision.growWhole(possible, times * Math.min(budget, PREDICATE_BUDGET));
    return decision;
  };
  const reached = recorded.map((ofThread) => ofThread.map((d) => (d.root ? d : undefined)));
  const steps = reached.map((ofThread, t) =>
    ofThread.map(
      (d, at) => d && flows.told(d, program.threads[t]?.positions[at] as Position, possible, budget),
    ),
  );
  return {
    program,
    map,
    initials,
    edges,
    steps,
    recorded: reached,
    possible,
    recorder,
    predicate,
    secondLook: () => looks.look(),
  };
}

/** The tree of a step; put together of one for each of its choices, where it lists several. */
function stepTree(
  running: Running,
  looks: SecondLook,
  { cells }: CellMap,
  onLeaf: (leaf: StepLeaf) => void,
): Decision<StepLeaf> {
  const { recorder, position } = running;
  const { path: name, declared = [], waitsFor } = position;
  const weight = ({ outcomes }: StepLeaf) => outcomes.length;
  const differ = (a: StepLeaf, b: StepLeaf) => stepsDiffer(running, cells, a, b);
  const part = (run?: (running: Running) => StepLeaf, place?: number): Subject<StepLeaf> => ({
    name,
    run: () => recordStep(running, run),
    ...(run !== runWaits && { peek: () => peek(running, place) }),
    differ,
  });
  if (declared.length < 2) return new Decision(recorder, looks, { ...part(), onLeaf, weight });
  const partOf = (subject: Subject<StepLeaf>) => new Decision(recorder, looks, subject);
  const parts = new Parts(
    recorder,
    declared.map((_, i) => partOf(part(runChoice(i, declared.length), i))),
    waitsFor && partOf(part(runWaits)),
  );
  return new Decision(recorder, looks, { name, run: () => parts.run(), onLeaf, weight });
}

const answered = (answer: boolean | string, where: boolean): string =>
  typeof answer === 'string' ? `failed (${answer})` : `was ${answer === where}`;

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
    get mem() {
      return mem.proxy;
    },
    get me() {
      return me.proxy;
    },
    get context() {
      return context.proxy as EffectDrafts['context'];
    },
    settle: () => recorder.settle(),
    wrote: () => recorder.wrote,
    looking: (whyNot, code) => recorder.looking(whyNot, code),
  }));
}

/** Reads a state kept as one value per cell. */
export const sourceOf =
  (values: ArrayLike<number>): Source =>
  (cell) =>
    values[cell] as number;
