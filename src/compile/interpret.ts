// SPDX-License-Identifier: MIT
/** The compiled form, one step at a time: for traces, replays and random schedules. States are one value per cell. */
import type { State, StepEvent } from '../model/types.ts';
import { toPlain } from './cells.ts';
import { ModelError, sourceOf } from './compile.ts';
import type { Compiled, StepLeaf } from './compile.ts';
import type { Source } from './recorder.ts';

export type Cells = Int32Array;
export interface Successor {
  readonly thread: number;
  readonly choice: string | undefined;
  readonly edge: number;
  readonly cells: Cells;
  /** The cells that it writes, whatever was there before. */
  readonly wrote: readonly number[];
}

/** The initial state; of several, by its place in the list. */
export const initialCells = ({ initials }: Compiled, place = 0): Cells => (initials[place] as Cells).slice();

/** What the thread's step does from here; undefined where no step is recorded. */
function leafOf(compiled: Compiled, source: Source, thread: number): StepLeaf | undefined {
  const position = source(compiled.map.pcs[thread] as number);
  const leaf = compiled.steps[thread]?.[position]?.at(source);
  if (leaf?.error !== undefined) throw new ModelError(leaf.error);
  return leaf;
}

export function hasFaulted({ program, map }: Compiled, cells: Cells): boolean {
  return program.threads.some(
    (t) => t.positions[cells[map.pcs[t.index] as number] as number]?.fault !== undefined,
  );
}

/** The successors by one thread's step, one for each choice it can take. */
export function successorsBy(compiled: Compiled, cells: Cells, thread: number): Successor[] {
  const outcomes = leafOf(compiled, sourceOf(cells), thread)?.outcomes ?? [];
  return outcomes.map(({ edge, choice, writes }) => {
    const next = cells.slice();
    for (const [cell, value] of writes) next[cell] = value;
    return { thread, choice, edge, cells: next, wrote: writes.map(([cell]) => cell) };
  });
}

/** Every successor, in the order of threads, then choices. None of a faulting state. */
export function successors(compiled: Compiled, cells: Cells): Successor[] {
  if (hasFaulted(compiled, cells)) return [];
  return compiled.program.threads.flatMap((t) => successorsBy(compiled, cells, t.index));
}

/** The threads that the thread waits for, by index. */
export const waitsFor = (compiled: Compiled, source: Source, thread: number): readonly number[] =>
  leafOf(compiled, source, thread)?.waitsFor ?? [];

/** The step that a successor is made by. */
export const eventOf = ({ program }: Compiled, { thread, choice }: Successor): StepEvent => ({
  type: program.threads[thread]?.name ?? '',
  ...(choice !== undefined && { choice }),
});

export const sameCells = (a: Cells, b: Cells): boolean => a.every((value, i) => value === b[i]);

/** The state as the model's author declared it. */
export function toState({ program, map }: Compiled, cells: Cells): State {
  const read = sourceOf(cells);
  return {
    mem: toPlain(map.mem, map.cells, read),
    stack: Object.fromEntries(
      program.threads.map((t, i) => [t.name, toPlain(map.stacks[i] as never, map.cells, read)]),
    ),
    at: Object.fromEntries(
      program.threads.map((t, i) => [t.name, t.positions[read(map.pcs[i] as number)]?.name ?? '']),
    ),
  };
}
