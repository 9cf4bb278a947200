// SPDX-License-Identifier: MIT
/** A trace state by state: memory as the model declares it, what is held and since when, and what a fault rests on. */
import type { Shape } from '../compile/cells.ts';
import type { Compiled } from '../compile/compile.ts';
import { toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { heldIn } from '../model/locks.ts';
import type { Held } from '../model/locks.ts';
import type { Thread } from '../model/program.ts';
import type { State } from '../model/types.ts';
import { changedCells, readsOf } from './cells-read.ts';
import type { Trace } from './trace.ts';

/** A lock that a thread holds, and the step that took it: an index into the trace; none if it was held from the start. */
export interface HeldSince extends Held {
  readonly since: number | undefined;
}
/** A scalar of memory, and what it holds in each state. */
export interface FieldValues {
  readonly field: string;
  readonly values: readonly unknown[];
}
export interface Played {
  readonly threads: readonly Thread[];
  /** The structure of shared memory and of each thread's own, and what each scalar can hold: for who writes down types. */
  readonly shape: {
    readonly mem: Shape;
    readonly stacks: readonly Shape[];
    readonly values: (cell: number) => readonly unknown[];
  };
  /** Before the first step, and after each. */
  readonly states: readonly State[];
  /** Shared memory, then what each thread has of its own, scalar by scalar. */
  readonly fields: readonly FieldValues[];
  /** What is held in the state of this number, oldest first. */
  readonly heldIn: (state: number) => readonly HeldSince[];
  /** The last step that changed what the last one looks at: who freed it. An index into the trace. */
  readonly undone: number | undefined;
}

export function played(compiled: Compiled, trace: Trace): Played {
  const { program, map } = compiled;
  const states = trace.states.map((cells) => toState(compiled, cells));
  const heldAt = (state: number) => heldIn(program.memory.fields, states[state]?.mem as object);
  const since = ({ lock, by }: Held, state: number): number | undefined => {
    for (let i = state; i > 0; i--)
      if (!heldAt(i - 1).some((h) => h.by === by && h.lock.path === lock.path)) return i - 1;
    return undefined;
  };
  return {
    threads: program.threads,
    shape: { mem: map.mem, stacks: map.stacks, values: (cell) => map.cells[cell]?.values ?? [] },
    states,
    fields: map.cells
      .filter((cell) => !map.pcs.includes(cell.index))
      .map((cell) => ({
        field: cell.name,
        values: trace.states.map((cells) => cell.values[cells[cell.index] as number]),
      })),
    heldIn: (state) =>
      heldAt(state)
        .map((held) => ({ ...held, since: since(held, state) }))
        .toSorted((a, b) => (a.since ?? -1) - (b.since ?? -1)),
    undone: undone(compiled, trace),
  };
}

function undone(compiled: Compiled, { steps, states }: Trace): number | undefined {
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const read = new Set(readsOf(compiled, states.at(-2) as Cells, last.thread));
  const found = steps.findLastIndex(
    (_, i) =>
      i < steps.length - 1 &&
      changedCells(states[i] as Cells, states[i + 1] as Cells).some((cell) => read.has(cell)),
  );
  return found < 0 ? undefined : found;
}
