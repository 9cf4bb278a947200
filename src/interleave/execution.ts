// SPDX-License-Identifier: MIT
/** A run of a model under way, taken one step at a time by somebody else: by fc.modelRun, or by hand. */
import type { Cells } from '../compile/interpret.ts';
import { toState } from '../compile/interpret.ts';
import { eventName } from '../model/program.ts';
import type { State, StepEvent } from '../model/types.ts';
import { Schedule } from './schedules.ts';
import type { Broken, Walker } from './walk.ts';

/** Thrown by the step that breaks a property of the model, or at the start. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly broken: Broken;
  /** The steps up to the decisive one, which is the last. */
  readonly schedule: Schedule;
  constructor(broken: Broken, schedule: Schedule) {
    const where = broken.length === 0 ? 'in the initial state' : `by ${broken.step}: ${schedule}`;
    super(`${broken.property.name} is violated (${broken.kind}) ${where}`);
    this.broken = broken;
    this.schedule = schedule;
  }
}

export class Execution {
  readonly walker: Walker;
  private cells: Cells;
  private readonly events: StepEvent[] = [];

  private readonly initial: number;

  /** `initial`: which of several initial states. Throws a Violation if it breaks a property already. */
  constructor(walker: Walker, initial = 0) {
    this.walker = walker;
    this.initial = initial;
    this.cells = walker.initial(initial);
    const broken = walker.brokenAtStart(initial);
    if (broken) throw new Violation(broken, this.schedule);
  }

  /** The steps taken so far. */
  get schedule(): Schedule {
    return new Schedule(this.events.slice(), undefined, this.events.length, this.initial, this.walker);
  }
  /** The state they led to. */
  get state(): State {
    return toState(this.walker.compiled, this.cells);
  }
  /** The steps that can be taken next, in the order of threads, then choices. */
  get enabled(): readonly StepEvent[] {
    return this.walker.enabled(this.cells).map((s) => this.walker.event(s));
  }
  can(event: StepEvent): boolean {
    return this.walker.next(this.cells, event) !== undefined;
  }
  /** Takes a step. Throws a Violation if it breaks a property, and a RangeError if it can't be taken from here. */
  take(event: StepEvent): void {
    const next = this.walker.next(this.cells, event);
    if (!next) {
      const there = this.enabled.map(eventName).join(', ') || 'nothing';
      throw new RangeError(`${eventName(event)} can't be taken from here (what can: ${there})`);
    }
    this.events.push(event);
    this.cells = next.cells;
    const broken = this.walker.brokenBy(next, this.events.length);
    if (broken) throw new Violation(broken, this.schedule);
  }
}
