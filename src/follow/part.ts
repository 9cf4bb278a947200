// SPDX-License-Identifier: MIT
/**
 * The shortest schedule that one design allows and another forbids. Breadth first over pairs: a state of the one, and
 * every state that the other can be in after the same labels. Where that set gets empty they part. The set is one that
 * is closed: a step that the other alone has is taken in it wherever it can be.
 */
import type { StepEvent } from '../model/types.ts';
import { check } from '../watch/watch.ts';
import { PASSED } from './labelled.ts';
import type { Labelled, LabelledStep } from './labelled.ts';

export interface Parted {
  /** What the one does; the last step is what the other can't. */
  readonly schedule: readonly StepEvent[];
  readonly initial: number;
  /** Those of its steps that are compared, the last among them: which, and their labels. */
  readonly compared: readonly number[];
  readonly labels: readonly number[];
}
interface Pair {
  readonly state: number;
  readonly set: number;
  /** The pair before, and the step from it; none of an initial one. */
  readonly from?: readonly [pair: number, step: LabelledStep];
}

export class Parting {
  found: Parted | undefined;
  private readonly one: Labelled;
  private readonly sets: Sets;
  private readonly pairs: Pair[] = [];
  /** By state of the one: the sets that it was met with, none of which contains another. */
  private readonly met = new Map<number, number[]>();
  private next = 0;
  private steps = 0;

  constructor(one: Labelled, other: Labelled) {
    this.one = one;
    this.sets = new Sets(other);
    for (const [place, state] of one.initials.entries())
      this.meet({ state, set: this.sets.closed(begins(one, other, place)) });
  }

  get done(): boolean {
    return this.found !== undefined || this.next >= this.pairs.length;
  }
  get progress() {
    const [states, queue] = [this.pairs.length, this.pairs.length - this.next];
    return { states, transitions: this.steps, depth: this.depth, queue };
  }

  /** Goes on until all is done, `most` pairs are known, or the clock is past `until`: one pair at least. */
  run(most = Infinity, until = Infinity): void {
    do this.expand(this.next++);
    while (!this.done && this.pairs.length < most && performance.now() < until);
  }

  private get depth(): number {
    let depth = 0;
    for (let at = this.pairs.at(-1)?.from; at; at = this.pairs[at[0]]?.from) depth++;
    return depth;
  }

  private expand(index: number): void {
    check();
    const { state, set } = this.pairs[index] as Pair;
    for (const step of this.one.stepsOf(state)) {
      this.steps++;
      const after = step.label === PASSED ? set : this.sets.after(set, step.label);
      const pair: Pair = { state: step.to, set: after, from: [index, step] };
      if (after === EMPTY) {
        this.found = this.parted(pair);
        return;
      }
      this.meet(pair);
    }
  }

  /** What is known not to part from fewer states does not from more: such a pair need not be looked at. */
  private meet(pair: Pair): void {
    const sets = this.met.get(pair.state) ?? [];
    if (sets.some((known) => this.sets.contains(pair.set, known))) return;
    sets.push(pair.set);
    this.met.set(pair.state, sets);
    this.pairs.push(pair);
  }

  private parted(last: Pair): Parted {
    const steps: LabelledStep[] = [];
    let first = last;
    for (; first.from; first = this.pairs[first.from[0]] as Pair) steps.unshift(first.from[1]);
    return {
      schedule: steps.map((s) => s.event),
      initial: this.one.initials.indexOf(first.state),
      compared: steps.flatMap(({ label }, i) => (label === PASSED ? [] : [i])),
      labels: steps.map((s) => s.label).filter((label) => label !== PASSED),
    };
  }
}

/** Where the other begins: in the initial state of the same place, if there are as many; else in any. */
export function begins(one: Labelled, other: Labelled, place: number): readonly number[] {
  const { initials } = other;
  return initials.length === one.initials.length ? [initials[place] as number] : initials;
}

/** The set without a state. */
const EMPTY = 0;

/** Sets of states of one design, each kept once. */
class Sets {
  private readonly of: Labelled;
  private readonly sets: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  /** By set, then label: the set after it. */
  private readonly next = new Map<number, Map<number, number>>();

  constructor(of: Labelled) {
    this.of = of;
    this.closed([]);
  }

  /** These states, and those that steps which are passed over lead to. */
  closed(states: readonly number[]): number {
    const reached = new Set(states);
    for (const state of reached) {
      check();
      for (const { label, to } of this.of.stepsOf(state)) if (label === PASSED) reached.add(to);
    }
    const sorted = [...reached].toSorted((a, b) => a - b);
    const key = sorted.join();
    const number = this.numbers.get(key) ?? this.sets.push(sorted) - 1;
    this.numbers.set(key, number);
    return number;
  }

  after(set: number, label: number): number {
    const known = this.next.get(set) ?? new Map<number, number>();
    this.next.set(set, known);
    const after =
      known.get(label) ??
      this.closed(
        this.members(set).flatMap((s) =>
          this.of.stepsOf(s).flatMap((t) => (t.label === label ? [t.to] : [])),
        ),
      );
    known.set(label, after);
    return after;
  }

  contains(set: number, part: number): boolean {
    if (set === part) return true;
    const [all, some] = [this.members(set), this.members(part)];
    if (some.length >= all.length) return false;
    let at = 0;
    for (const state of some) {
      while (at < all.length && (all[at] as number) < state) at++;
      if (all[at] !== state) return false;
    }
    return true;
  }

  private members(set: number): readonly number[] {
    return this.sets[set] as readonly number[];
  }
}
