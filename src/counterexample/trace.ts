// SPDX-License-Identifier: MIT
/** A schedule explained: for each step the statement, where it stands, what it meant and what it changed. */
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, initialCells, successorsBy } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import { eventName } from '../model/program.ts';
import { ScheduleError } from '../model/reference.ts';
import { unknownName } from '../model/suggest.ts';
import type { Source, StepEvent } from '../model/types.ts';
import { isOfLock, isShared, readsOf } from './cells-read.ts';
import { decided } from './decided.ts';

export interface Change {
  /** The field, as the model declares it: `mem.pud[0]`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  /** A field of the checker's own, which no kernel instruction reads. */
  readonly ghost: boolean;
  /** A lock, or a part of one. */
  readonly lock?: true;
}
export interface TraceStep {
  readonly event: StepEvent;
  readonly thread: string;
  readonly cpu: number;
  /** The step's label, by role: `vmalloc.pmd_none`. */
  readonly label: string;
  readonly says: string;
  readonly at: Source | undefined;
  /** What the branch taken means: `none`, `present`. */
  readonly note: string | undefined;
  /** The kind of fault the step ends in. */
  readonly fault: string | undefined;
  readonly changes: readonly Change[];
  /** The data of shared memory that it wrote what was there already, and that value: a lost update. */
  readonly same: readonly Read[];
  /** The data of shared memory that it looked at, and what was there; nothing of a primitive's own search. */
  readonly reads: readonly Read[];
  /** What of that, but for what the kernel has not, decided what it did; of a primitive where it ends in a fault. */
  readonly decided: readonly DecidingRead[];
  /** The way taken: the indices of the state it leaves, and of the candidate. */
  readonly way: readonly [position: number, candidate: number];
}
export interface Read {
  readonly field: string;
  readonly value: unknown;
}
export interface DecidingRead extends Read {
  /** No other value leads the same way. */
  readonly alone: boolean;
  /** The fields that take its value. */
  readonly copies: readonly string[];
}
/** A schedule, and the initial state it begins in: the first, unless said. */
export interface Way {
  readonly schedule: readonly StepEvent[];
  readonly initial?: number | undefined;
}
export interface Trace {
  readonly steps: readonly TraceStep[];
  /** The cells before the first step, and after each. */
  readonly states: readonly Cells[];
}

/** Follows a schedule on the compiled form. Throws a {@link ScheduleError} at a step that can't be taken. */
export function explain(compiled: Compiled, { schedule, initial }: Way): Trace {
  if (initial !== undefined && initial >= compiled.initials.length)
    throw new ScheduleError(`initial state ${initial}: the model has ${compiled.initials.length}, from 0 on`);
  const states: Cells[] = [initialCells(compiled, initial)];
  const steps = schedule.map((event, i) => {
    const before = states[i] as Cells;
    const taken = take(compiled, before, event, i);
    states.push(taken.cells);
    return explainStep(compiled, event, before, taken);
  });
  return { steps, states };
}

/** The successor by one event. */
export function take(compiled: Compiled, cells: Cells, event: StepEvent, index: number): Successor {
  const thread = compiled.program.threads.find((t) => t.name === event.type);
  const place = `step ${index + 1} (${eventName(event)})`;
  if (!thread) {
    const known = compiled.program.threads.map((t) => t.name);
    throw new ScheduleError(`${place}: ${unknownName('thread', event.type, known)}`);
  }
  if (hasFaulted(compiled, cells)) throw new ScheduleError(`${place}: nothing runs after a fault`);
  const options = successorsBy(compiled, cells, thread.index);
  const taken = options.find((s) => s.choice === event.choice);
  if (taken) return taken;
  const position = thread.positions[cells[compiled.map.pcs[thread.index] as number] as number];
  const can = options.map((s) => eventName({ type: event.type, choice: s.choice }));
  const instead = can.length > 0 ? `; ${can.join(' or ')} could` : '';
  throw new ScheduleError(`${place}: can't run, ${thread.name} is at ${position?.name}${instead}`);
}

function explainStep(compiled: Compiled, event: StepEvent, before: Cells, taken: Successor): TraceStep {
  const edge = compiled.edges[taken.edge];
  const thread = compiled.program.threads[taken.thread];
  const position = thread?.positions[edge?.position ?? 0];
  if (!edge || !thread || !position) throw new Error('a successor without an edge');
  const way = position.candidates[edge.candidate];
  const changes = compiled.map.cells
    .filter((c) => !compiled.map.pcs.includes(c.index) && before[c.index] !== taken.cells[c.index])
    .map((c): Change => {
      const value = (cells: Cells) => c.values[cells[c.index] as number];
      const lock = isOfLock(compiled, c.index) && { lock: true as const };
      return { field: c.name, from: value(before), to: value(taken.cells), ghost: c.ghost, ...lock };
    });
  const valueOf = (cell: number): Read => {
    const { name: field = '', values = [] } = compiled.map.cells[cell] ?? {};
    return { field, value: values[before[cell] as number] };
  };
  const kept = taken.wrote.filter(
    (cell) =>
      isShared(compiled, cell) && before[cell] === taken.cells[cell] && !compiled.map.cells[cell]?.ghost,
  );
  const looked = [...new Set(readsOf(compiled, before, thread.name))];
  const isPlain = position.primitive === undefined;
  const tree = compiled.steps[thread.index]?.[edge.position];
  const told = isPlain || edge.fault !== undefined ? looked : [];
  const of = {
    before,
    looked: told.filter((cell) => !compiled.map.cells[cell]?.ghost),
    choice: event.choice,
  };
  const nameOf = (cell: number) => compiled.map.cells[cell]?.name ?? '';
  return {
    event,
    thread: thread.name,
    cpu: thread.cpu,
    label: edge.label,
    says: way?.says ?? position.says,
    at: way?.at ?? position.at,
    note: way?.note,
    fault: edge.fault,
    changes,
    same: isPlain ? kept.map(valueOf) : [],
    reads: isPlain ? looked.map(valueOf) : [],
    decided: (tree ? decided(compiled, tree, of) : []).map(({ cell, copies, alone }) => ({
      ...valueOf(cell),
      alone,
      copies: copies.map(nameOf),
    })),
    way: [edge.position, edge.candidate],
  };
}
