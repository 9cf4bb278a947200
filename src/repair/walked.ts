// SPDX-License-Identifier: MIT
/** Every state that can be reached, one step of the compiled form at a time: of a machine that is small, and compiled already. */
import type { Compiled } from '../compile/compile.ts';
import { eventOf, initialCells, successors } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Steps } from '../explore/steps.ts';
import type { StepEvent } from '../model/types.ts';
import { check } from '../watch/watch.ts';

export interface Walked {
  readonly states: readonly Cells[];
  /** The steps by the state they leave, in the order of threads, then choices. */
  readonly steps: Pick<Steps, 'count' | 'first' | 'to' | 'edge' | 'levels'>;
  readonly threadOf: readonly number[];
  readonly events: readonly StepEvent[];
}

/** From the initial state of this place. Undefined where there are more than `most` states. */
export function walked(compiled: Compiled, place: number, most: number): Walked | undefined {
  const numbers = new Map<string, number>();
  const states: Cells[] = [];
  const [first, to, edge, threadOf] = [[0], [], [], []] as number[][] as [
    number[],
    number[],
    number[],
    number[],
  ];
  const events: StepEvent[] = [];
  const numberOf = (cells: Cells) => {
    const key = cells.join();
    const number = numbers.get(key) ?? states.push(cells) - 1;
    numbers.set(key, number);
    return number;
  };
  numberOf(initialCells(compiled, place));
  for (let s = 0; s < states.length; s++) {
    check();
    if (states.length > most) return undefined;
    for (const step of successors(compiled, states[s] as Cells)) {
      to.push(numberOf(step.cells));
      edge.push(step.edge);
      threadOf.push(step.thread);
      events.push(eventOf(compiled, step));
    }
    first.push(to.length);
  }
  const [f, t, e] = [first, to, edge].map((list) => Int32Array.from(list)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  return { states, steps: { count: states.length, first: f, to: t, edge: e, levels: [] }, threadOf, events };
}
