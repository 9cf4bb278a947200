// SPDX-License-Identifier: MIT
/** What is shown of a trace, whatever the form: which steps one by one, and who waits at the end. */
import type { Wait } from '../counterexample/ending.ts';
import type { TraceStep } from '../counterexample/trace.ts';
import { Brackets } from './brackets.ts';
import { pathOf } from './place.ts';

/** What is drawn of a trace. */
export interface Drawn {
  readonly steps: readonly TraceStep[];
  /** Put at the last step: `use-after-free!`. */
  readonly mark: string;
  /** Steps to number, by index, in the order of their numbers. */
  readonly numbered?: readonly number[];
  /** The steps from this one on repeat for ever. */
  readonly loop?: number | undefined;
  /** Who waits at the end, each with a statement that it never gets past. */
  readonly waits?: readonly Wait[];
  /** The model says which thread runs on which CPU. */
  readonly cpus?: boolean;
  /** Steps told one by one; what lies between is folded. Default: all. */
  readonly kept?: ReadonlySet<number>;
  /** Of a list: what lies between is folded whichever threads it is of, or not told; nor is who waits. */
  readonly between?: 'across' | 'nothing';
}
/** A step with a line of its own, and what its bracket says. */
export interface ToldAlone {
  readonly step: TraceStep;
  readonly index: number;
  readonly found: string | undefined;
}
/** A step, or as many that are told in one line: of one thread, unless they are folded across. */
export type ToldStep = ToldAlone | { readonly folded: readonly TraceStep[]; readonly from: number };

/** `... f(), ..., g() (13 steps)`: from which function to which. */
export function foldedText(folded: readonly TraceStep[]): string {
  const names = [...new Set(folded.map((s) => `${pathOf(s).at(-1) ?? ''}()`))];
  const named = names.length > 2 ? [names[0] as string, '...', names.at(-1) as string] : names;
  return `... ${named.join(', ')} (${folded.length} steps)`;
}

/** What a thread waits for at the end. */
export function waitText({ thread, holders, idle, lock }: Omit<Wait, 'since'>): string {
  const itself = lock === undefined ? 'itself' : `itself: ${lock}`;
  const whom = holders.map((holder) => (holder === thread ? itself : holder));
  if (whom.length > 0) return `waits for ${whom.join(', ')}`;
  return idle ? 'idle' : 'waits';
}

/** Runs of at least two steps that need not be told, of one thread or across, each as one. A loop begins with a step of its own. */
export function tell(
  steps: readonly TraceStep[],
  loop: number,
  kept?: ReadonlySet<number>,
  across = false,
): ToldStep[] {
  const told: ToldStep[] = [];
  const brackets = new Brackets();
  for (let i = 0; i < steps.length;) {
    const step = steps[i] as TraceStep;
    let end = i;
    const isFolded = (k: number) =>
      k < steps.length &&
      k !== loop &&
      kept?.has(k) === false &&
      (across || steps[k]?.thread === step.thread);
    while (isFolded(end)) end++;
    const run = end - i;
    const folded = steps.slice(i, end);
    if (run < 2) told.push({ step, index: i, found: brackets.of(step) });
    else told.push({ folded, from: i });
    brackets.pass(folded);
    i += run < 2 ? 1 : run;
  }
  return told;
}
