// SPDX-License-Identifier: MIT
/**
 * A way to let threads and objects change places: which cell goes where, and what becomes of its values. It is one the
 * model cannot tell if every step, put through it, is a step again. That is checked on the recorded trees, path by path.
 */
import type { Predicate } from '../compile/bits.ts';
import type { Compiled, StepLeaf } from '../compile/compile.ts';
import type { Write } from '../compile/recorder.ts';
import type { Tree } from '../compile/tree.ts';
import { consistent, leaves } from './local-graph.ts';
import type { Given } from './local-graph.ts';

export interface Permutation {
  /** Where each thread goes. */
  readonly threads: readonly number[];
  /** Where each cell goes. */
  readonly cells: readonly number[];
  /** By cell, what each value (by index) becomes. */
  readonly values: readonly (readonly number[])[];
}

/** First one, then the other. */
export const compose = (first: Permutation, second: Permutation): Permutation => ({
  threads: first.threads.map((t) => second.threads[t] as number),
  cells: first.cells.map((c) => second.cells[c] as number),
  values: first.values.map((values, c) =>
    values.map((v) => second.values[first.cells[c] as number]?.[v] as number),
  ),
});

export const keyOf = ({ cells, values }: Permutation): string =>
  `${cells.join()};${values.map((v) => v.join()).join(';')}`;

/** Pairs of paths that may be compared for one permutation before it is given up. */
const MOST_PAIRS = 200_000;

/** Does every step, put through the permutation, stay a step? */
export function isAutomorphism(compiled: Compiled, p: Permutation): boolean {
  const { program, possible, steps } = compiled;
  const apart = possible.some((values, cell) => {
    const there = possible[p.cells[cell] as number] as readonly number[];
    return (
      values.length !== there.length || !values.every((v) => there.includes(p.values[cell]?.[v] as number))
    );
  });
  if (apart) return false;
  const budget = { left: MOST_PAIRS };
  return program.threads.every((t) => {
    const image = program.threads[p.threads[t.index] as number];
    if (!image || image.role !== t.role || image.positions.length !== t.positions.length) return false;
    return t.positions.every((position, at) => {
      const other = image.positions[at];
      if (!other || other.name !== position.name || other.validEnd !== position.validEnd) return false;
      const here = steps[t.index]?.[at]?.root;
      const there = steps[image.index]?.[at]?.root;
      if (!here || !there) return here === there;
      return alike(p, here, there, budget, (a, b, known) => sameStep(compiled, p, a, b, known));
    });
  });
}

/** Does the permutation leave what a property says of each state as it is? The parts of one may change places. */
export function keeps(p: Permutation, parts: Predicate): boolean {
  const budget = { left: MOST_PAIRS };
  return parts.every(({ root }) =>
    parts.some(
      (other) =>
        root && other.root && alike(p, root, other.root, budget, (a, b) => typeof a === 'boolean' && a === b),
    ),
  );
}

/** Do the trees, the first one put through the permutation, end alike for all values? */
function alike<L>(
  p: Permutation,
  from: Tree<L>,
  to: Tree<L>,
  budget: { left: number },
  same: (a: L, b: L, known: ReadonlyMap<number, number>) => boolean,
): boolean {
  for (const [leaf, path] of leaves(from)) {
    const known = new Map(path.map((given) => put(p, given)));
    for (const [other, further] of consistent(to, known)) {
      if (budget.left-- <= 0 || !same(leaf, other, new Map([...known, ...further]))) return false;
    }
  }
  return true;
}

const put = (p: Permutation, [cell, value]: Given): Given => [
  p.cells[cell] as number,
  p.values[cell]?.[value] as number,
];

function sameStep(
  { edges }: Compiled,
  p: Permutation,
  from: StepLeaf,
  to: StepLeaf,
  known: ReadonlyMap<number, number>,
): boolean {
  if (from.error !== undefined || to.error !== undefined)
    return from.error !== undefined && to.error !== undefined;
  const waits = from.waitsFor.map((t) => p.threads[t] as number).toSorted((a, b) => a - b);
  if (waits.join() !== to.waitsFor.join() || from.outcomes.length !== to.outcomes.length) return false;
  // A write of what is there already is none.
  const told = (edge: number, writes: readonly Write[]) =>
    [
      edges[edge]?.candidate,
      ...writes
        .filter(([c, v]) => known.get(c) !== v)
        .map(([c, v]) => `${c}=${v}`)
        .toSorted(),
    ].join();
  const wanted = from.outcomes
    .map((o) =>
      told(
        o.edge,
        o.writes.map((w) => put(p, w)),
      ),
    )
    .toSorted();
  const found = to.outcomes.map((o) => told(o.edge, o.writes)).toSorted();
  return wanted.every((w, i) => w === found[i]);
}
