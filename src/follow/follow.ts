// SPDX-License-Identifier: MIT
/** Runs an interleaving that somebody has in mind, and says where it stops and why, or what it violates. */
import { hasFaulted, successorsBy } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import type { Thread } from '../model/program.ts';
import type { StepEvent } from '../model/types.ts';
import type { Broken, Walker } from '../interleave/walk.ts';
import { check } from '../watch/watch.ts';
import { positionOf, standingAt, whyNot, whyStands } from './standing.ts';
import { placesOf, threadOf, WordsError } from './words.ts';
import type { Word, Words } from './words.ts';

export interface Followed {
  readonly initial: number;
  /** The steps that were taken. */
  readonly events: readonly StepEvent[];
  /** The state after them. */
  readonly cells: Cells;
  /** For each word that was run to its end, how many steps had been taken by then. */
  readonly ends: readonly number[];
  /** Why not all of them. `unknown`: the word names what this machine has not. */
  readonly stopped?: { readonly word: string; readonly why: string; readonly unknown: boolean };
  readonly broken?: Broken;
}

/** States of one thread running alone that are looked at for a step it is to come to. */
const MOST_ALONE = 20_000;

/** A state in which some steps have been taken. */
interface From {
  readonly cells: Cells;
  readonly taken: number;
}

/** Follows the words until one can't be, or the last step breaks what the walker is asked. `from`: not from the start. */
export function follow(walker: Walker, { words, initial }: Words, from?: From): Followed {
  if (initial >= walker.starts)
    throw new WordsError(`initial state ${initial}: the model has ${walker.starts}, from 0 on`);
  const run = new Run(walker, initial, from);
  for (const word of words) {
    check();
    if (run.broken) return run.ended();
    try {
      const why = run.take(word);
      if (why !== undefined) return run.ended({ word: word.text, why, unknown: false });
      run.ends.push(run.events.length);
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      return run.ended({ word: word.text, why: error.message, unknown: true });
    }
  }
  return run.ended();
}

class Run {
  readonly events: StepEvent[] = [];
  readonly ends: number[] = [];
  cells: Cells;
  broken: Broken | undefined;
  private readonly walker: Walker;
  private readonly initial: number;
  /** Steps that were taken before. */
  private readonly before: number;

  constructor(walker: Walker, initial: number, from?: From) {
    this.walker = walker;
    this.initial = initial;
    this.before = from?.taken ?? 0;
    this.cells = from?.cells ?? walker.initial(initial);
    this.broken = from ? undefined : walker.brokenAtStart(initial);
  }

  ended(stopped?: Followed['stopped']): Followed {
    const { initial, events, cells, ends, broken } = this;
    return { initial, events, cells, ends, ...(stopped && { stopped }), ...(broken && { broken }) };
  }

  /** Takes the steps of a word; what is wrong where one can't be taken. */
  take(word: Word): string | undefined {
    const { compiled } = this.walker;
    const thread = threadOf(compiled.program, word.thread);
    if (word.step === undefined) {
      const next = chosen(this.next(thread), word.choice);
      if (!next) return whyNot(compiled, this.cells, thread, word.choice);
      this.step(next);
      return undefined;
    }
    const places = placesOf(thread, word.step);
    const { way, why } = this.alone(thread, places, word.choice);
    for (const next of way) {
      this.step(next);
      if (this.broken) return undefined;
    }
    return why;
  }

  private next(thread: Thread): readonly Successor[] {
    const { compiled } = this.walker;
    return hasFaulted(compiled, this.cells) ? [] : successorsBy(compiled, this.cells, thread.index);
  }

  private step(next: Successor): void {
    this.events.push(this.walker.event(next));
    this.cells = next.cells;
    this.broken = this.walker.brokenBy(next, this.before + this.events.length);
  }

  /**
   * The shortest way on which the thread, running alone, takes one of these steps, the last of the way. Where there is
   * none: the way to where it gets no further, and why.
   */
  private alone(thread: Thread, places: readonly number[], choice: string | undefined): Way {
    const { compiled } = this.walker;
    const pc = compiled.map.pcs[thread.index] as number;
    const key = (cells: Cells) => cells.join();
    const came = new Map<string, Came | undefined>([[key(this.cells), undefined]]);
    const to = (cells: Cells) => wayTo(cells, came, key);
    const queue = [this.cells];
    let [there, last]: (Cells | undefined)[] = [];
    for (const cells of queue) {
      check();
      if (queue.length > MOST_ALONE)
        return { way: [], why: `${thread.name} alone may go too many ways: say where it goes next` };
      const steps = hasFaulted(compiled, cells) ? [] : successorsBy(compiled, cells, thread.index);
      if (places.includes(cells[pc] as number)) {
        const next = chosen(steps, choice);
        if (next) return { way: [...to(cells), next] };
        there ??= cells;
      }
      if (steps.length === 0) last ??= cells;
      for (const by of steps)
        if (!came.has(key(by.cells))) {
          came.set(key(by.cells), { by, before: cells });
          queue.push(by.cells);
        }
    }
    if (there) return { way: to(there), why: whyNot(compiled, there, thread, choice) };
    const end = last ?? this.cells;
    const from = standingAt(compiled, this.cells, thread);
    const why = last ? `: ${this.whyEnds(thread, end)}` : '';
    return { way: to(end), why: `${thread.name} does not come there by itself from ${from}${why}` };
  }

  private whyEnds(thread: Thread, cells: Cells): string {
    const { compiled } = this.walker;
    const { fault } = positionOf(compiled, cells, thread);
    return fault === undefined ? whyStands(compiled, cells, thread) : `it ends in ${fault}`;
  }
}

interface Way {
  readonly way: readonly Successor[];
  /** Why it ends before its end. */
  readonly why?: string;
}
interface Came {
  readonly by: Successor;
  readonly before: Cells;
}

function wayTo(
  end: Cells,
  came: ReadonlyMap<string, Came | undefined>,
  key: (cells: Cells) => string,
): Successor[] {
  const way: Successor[] = [];
  for (let at = came.get(key(end)); at; at = came.get(key(at.before))) way.push(at.by);
  return way.toReversed();
}

/** The step with this choice; without one the only there is. */
const chosen = (steps: readonly Successor[], choice: string | undefined): Successor | undefined =>
  choice === undefined && steps.length === 1 ? steps[0] : steps.find((s) => s.choice === choice);
