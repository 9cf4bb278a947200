// SPDX-License-Identifier: MIT
/** One design led along the labels of another's schedule: where it then is, what it can do there, and how it came there. */
import type { Cells } from '../compile/interpret.ts';
import type { StepEvent } from '../model/types.ts';
import { PASSED } from './labelled.ts';
import type { Labelled, LabelledStep } from './labelled.ts';

export interface Along {
  /** A state that it can be in: of several one where this thread goes no further by steps that are passed over. */
  readonly cells: Cells;
  readonly schedule: readonly StepEvent[];
  readonly initial: number;
  /** The labels that some state which it can be in goes on with. */
  readonly open: readonly number[];
}
/** States after as many labels, in the order of their distance, each with the step that came first. */
type Layer = Map<number, Came | undefined>;
interface Came {
  readonly layer: Layer;
  readonly from: number;
  readonly step: LabelledStep;
}

/** Throws where it can't be led along these. */
export function along(
  design: Labelled,
  starts: readonly number[],
  labels: readonly number[],
  thread: string,
): Along {
  const first: Layer = new Map(starts.map((state) => [state, undefined]));
  pass(design, first);
  const last = labels.reduce((layer, label) => {
    const next: Layer = new Map();
    for (const from of layer.keys())
      for (const step of design.stepsOf(from))
        if (step.label === label && !next.has(step.to)) next.set(step.to, { layer, from, step });
    pass(design, next);
    return next;
  }, first);
  const states = [...last.keys()];
  const goesOn = (state: number) =>
    design.stepsOf(state).some((s) => s.label === PASSED && s.event.type === thread);
  const state = states.find((s) => !goesOn(s)) ?? states[0];
  if (state === undefined) throw new Error('a design can’t be led along labels that it was led along before');
  const open = states.flatMap((s) => design.stepsOf(s).map(({ label }) => label));
  return {
    cells: design.cellsOf(state),
    ...wayTo(design, last, state),
    open: [...new Set(open)].filter((l) => l !== PASSED),
  };
}

/** Adds what steps that are passed over lead to. */
function pass(design: Labelled, layer: Layer): void {
  for (const from of layer.keys())
    for (const step of design.stepsOf(from))
      if (step.label === PASSED && !layer.has(step.to)) layer.set(step.to, { layer, from, step });
}

function wayTo(design: Labelled, layer: Layer, state: number): { schedule: StepEvent[]; initial: number } {
  const schedule: StepEvent[] = [];
  let at = state;
  for (let came = layer.get(at); came; came = came.layer.get(at)) {
    schedule.unshift(came.step.event);
    at = came.from;
  }
  return { schedule, initial: design.initials.indexOf(at) };
}
