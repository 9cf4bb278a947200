// SPDX-License-Identifier: MIT
/** The kinds of deadlock of a single state, by its cells (docs/semantics.md 4). */
import { sourceOf } from './compile.ts';
import type { Compiled } from './compile.ts';
import { hasFaulted, successors, waitsFor } from './interpret.ts';
import type { Cells } from './interpret.ts';

/** For each thread the threads that it waits for, by index. */
const waitsOf = (compiled: Compiled, cells: Cells): readonly (readonly number[])[] =>
  compiled.program.threads.map((t) => waitsFor(compiled, sourceOf(cells), t.index));

/** Threads wait for each other in a cycle, nothing can run, or both: the cycle first, which says more. */
export function deadlocks(compiled: Compiled, cells: Cells): ('cycle' | 'stuck')[] {
  if (hasFaulted(compiled, cells)) return [];
  const { threads } = compiled.program;
  const read = sourceOf(cells);
  const waits = waitsOf(compiled, cells);
  const left = new Set(waits.keys());
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const t of left) if (!waits[t]?.some((holder) => left.has(holder))) left.delete(t);
  }
  const ended = threads.every((t) => t.positions[read(compiled.map.pcs[t.index] as number)]?.validEnd);
  const stuck = !ended && successors(compiled, cells).length === 0;
  return [...(left.size > 0 ? (['cycle'] as const) : []), ...(stuck ? (['stuck'] as const) : [])];
}

/** The threads that wait in a cycle, each for itself in the end: those that only wait for one of them are not of it. */
export function inCycle(compiled: Compiled, cells: Cells): readonly number[] {
  const waits = waitsOf(compiled, cells);
  const reached = (from: number): ReadonlySet<number> => {
    const seen = new Set(waits[from]);
    for (const t of seen) for (const holder of waits[t] ?? []) seen.add(holder);
    return seen;
  };
  return [...waits.keys()].filter((t) => reached(t).has(t));
}
