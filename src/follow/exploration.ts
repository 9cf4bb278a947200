// SPDX-License-Identifier: MIT
/** A run under way by hand: forth by a step, by words of a schedule, and back. */
import { hasFaulted, successors } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import type { Broken, Walker } from '../interleave/walk.ts';
import type { StepEvent } from '../model/types.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { wordsFor, wordsOf } from './words.ts';

export class Exploration {
  readonly walker: Walker;
  readonly initial: number;
  private readonly states: Cells[];
  private readonly taken: StepEvent[] = [];
  private readonly breaks: (Broken | undefined)[];

  constructor(walker: Walker, initial = 0) {
    this.walker = walker;
    this.initial = initial;
    this.states = [walker.initial(initial)];
    this.breaks = [walker.brokenAtStart(initial)];
  }

  get events(): readonly StepEvent[] {
    return this.taken;
  }
  /** The states so far, the one at hand the last. */
  get way(): readonly Cells[] {
    return this.states;
  }
  get cells(): Cells {
    return this.states.at(-1) as Cells;
  }
  /** What the last step breaks, or the initial state. */
  get broken(): Broken | undefined {
    return this.breaks.at(-1);
  }
  /** The steps that can be taken, in the order of threads, then choices. */
  get enabled(): readonly Successor[] {
    return hasFaulted(this.walker.compiled, this.cells) ? [] : successors(this.walker.compiled, this.cells);
  }

  take(next: Successor): void {
    this.taken.push(this.walker.event(next));
    this.states.push(next.cells);
    this.breaks.push(this.walker.brokenBy(next, this.taken.length));
  }

  /** Takes the steps that words of a schedule stand for, as far as they can be; throws a WordsError. */
  follow(text: string): Followed {
    const walker = this.walker;
    const found = follow(walker, wordsOf(text), { cells: this.cells, taken: this.taken.length });
    for (const event of found.events) {
      const next = walker.next(this.cells, event);
      if (next) this.take(next);
    }
    return found;
  }

  /** Takes steps back, as many as there are. */
  back(steps: number): void {
    const left = Math.max(0, this.taken.length - steps);
    this.taken.length = left;
    this.states.length = this.breaks.length = left + 1;
  }

  toString(): string {
    return wordsFor(this.taken, this.initial);
  }
}
