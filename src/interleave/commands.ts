// SPDX-License-Identifier: MIT
/**
 * Commands for users of fc.commands and fc.modelRun: one for each thread and choice. A command can run when the thread
 * can take its step with that choice; it steps the model, and then the system under test, where there is one.
 */
import * as fc from 'fast-check';
import { eventName } from '../model/program.ts';
import type { StepEvent } from '../model/types.ts';
import type { Execution } from './execution.ts';
import { leavesOf } from './walk.ts';
import type { Walker } from './walk.ts';

/**
 * Has the system under test take the step that the model has just taken, and throws where the two differ. `Done` is
 * void, or Promise<void> for asyncStepCommands.
 */
export type Adapter<Real, Done> = (event: StepEvent, model: Execution, real: Real) => Done;

class StepCommand {
  readonly event: StepEvent;
  constructor(event: StepEvent) {
    this.event = event;
  }
  check(model: Readonly<Execution>): boolean {
    return model.can(this.event);
  }
  toString(): string {
    return eventName(this.event);
  }
}

class SyncCommand<Real> extends StepCommand implements fc.Command<Execution, Real> {
  private readonly adapter: Adapter<Real, void> | undefined;
  constructor(event: StepEvent, adapter: Adapter<Real, void> | undefined) {
    super(event);
    this.adapter = adapter;
  }
  run(model: Execution, real: Real): void {
    model.take(this.event);
    this.adapter?.(this.event, model, real);
  }
}

class AsyncCommand<Real> extends StepCommand implements fc.AsyncCommand<Execution, Real> {
  private readonly adapter: Adapter<Real, Promise<void>> | undefined;
  constructor(event: StepEvent, adapter: Adapter<Real, Promise<void>> | undefined) {
    super(event);
    this.adapter = adapter;
  }
  async run(model: Execution, real: Real): Promise<void> {
    model.take(this.event);
    await this.adapter?.(this.event, model, real);
  }
}

/**
 * What fc.commands takes, for fc.modelRun. Its runs are short unless told otherwise: give it
 * `{ maxCommands, size: 'max' }`, a few times the steps of a whole run, since a command that can't run is skipped.
 */
export const stepCommands = <Real = undefined>(
  walker: Walker,
  adapter?: Adapter<Real, void>,
): fc.Arbitrary<fc.Command<Execution, Real>>[] =>
  eventsOf(walker).map((event) => fc.constant(new SyncCommand(event, adapter)));

/** The same for fc.asyncModelRun. */
export const asyncStepCommands = <Real = undefined>(
  walker: Walker,
  adapter?: Adapter<Real, Promise<void>>,
): fc.Arbitrary<fc.AsyncCommand<Execution, Real>>[] =>
  eventsOf(walker).map((event) => fc.constant(new AsyncCommand(event, adapter)));

/** Every thread with every choice that some step of it was recorded with; where no step can be taken at all, the threads. */
function eventsOf({ compiled }: Walker): StepEvent[] {
  const { threads } = compiled.program;
  const events = compiled.steps.flatMap((ofThread, t) => {
    const choices = new Set(ofThread.flatMap(leavesOf).flatMap((leaf) => leaf.outcomes.map((o) => o.choice)));
    const type = threads[t]?.name ?? '';
    return [...choices].map((choice) => ({ type, ...(choice !== undefined && { choice }) }));
  });
  // fc.commands takes no empty list; that nothing can run is for the model to say.
  return events.length > 0 ? events : threads.map(({ name }) => ({ type: name }));
}
