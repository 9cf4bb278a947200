// SPDX-License-Identifier: MIT
/** Steps as the text below a picture speaks of them: `"spin_lock(&B)" (2)`. */
import type { TraceStep } from '../counterexample/trace.ts';

export type Quote = (step: number) => string;

/** `numbered`: the steps that have a number. `once`: one of these is `(2)` alone where it was told before. */
export function quoting(steps: readonly TraceStep[], numbered: readonly number[], once = false): Quote {
  const told = new Set<number>();
  return (step) => {
    const place = numbered.indexOf(step);
    const number = place < 0 ? '' : ` (${place + 1})`;
    if (once && place >= 0 && told.has(step)) return number.trim();
    told.add(step);
    return `"${steps[step]?.says}"${number}`;
  };
}
