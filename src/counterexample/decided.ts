// SPDX-License-Identifier: MIT
/**
 * What of that which a step looked at decided what it did: with another value there, the rest as it was, it would have
 * gone another way, or left something else behind. That it would have run into a fault decides where it does alone: at
 * all other times it would only say that nothing went wrong.
 */
import type { Cell } from '../compile/cells.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import type { StepTree } from '../compile/moves.ts';
import type { Outcome, StepLeaf } from '../compile/step.ts';

export interface Decided {
  readonly cell: number;
  /** Nothing else that it could hold leads the same way: who is told of the way knows the value. */
  readonly alone: boolean;
  /** The cells that take its value, whatever that is. */
  readonly copies: readonly number[];
}
/** A step as it was taken: of the cells that it looked at those that are asked of, and the choice. */
export interface Taken {
  readonly before: Cells;
  readonly looked: readonly number[];
  readonly choice: string | undefined;
}

export function decided({ map, possible, edges }: Compiled, step: StepTree, taken: Taken): Decided[] {
  const { before, looked, choice } = taken;
  const { cells } = map;
  const isFault = (outcome: Outcome | undefined) =>
    outcome !== undefined && edges[outcome.edge]?.fault !== undefined;
  const valueOf = (cell: number, code: number | undefined) =>
    code === undefined ? undefined : cells[cell]?.values[code];
  return looked.flatMap((cell): Decided[] => {
    const at = (value: number) => step.at((of) => (of === cell ? value : (before[of] as number)));
    const did = ({ outcomes }: StepLeaf) => outcomes.find((o) => o.choice === choice);
    const own = before[cell] as number;
    const mine = did(at(own));
    if (!mine) return [];
    // A value with which the model would be wrong is never there with the rest as it is.
    const others = (possible[cell] as readonly number[])
      .map((value) => ({ value, leaf: at(value) }))
      .filter(({ value, leaf }) => value !== own && leaf.error === undefined)
      .map(({ value, leaf }) => ({ value, outcome: did(leaf) }));
    const alike = others.flatMap(({ value, outcome }) =>
      outcome?.edge === mine.edge ? [{ value, outcome }] : [],
    );
    const turns = others.some(({ outcome }) => outcome?.edge !== mine.edge && !isFault(outcome));
    if (!turns && alike.every(({ outcome }) => leavesAs(before, mine, outcome))) return [];
    const takes = (to: number) =>
      (alike.length > 0 || isKin(cells[to], cells[cell])) &&
      [{ value: own, outcome: mine }, ...alike].every(
        ({ value, outcome }) => valueOf(to, written(outcome, to)) === valueOf(cell, value),
      );
    const copies = mine.writes.map(([to]) => to).filter((to) => takes(to));
    return [{ cell, alone: alike.length === 0, copies }];
  });
}

/** Where no other value leads the same way, a field of one domain with it, and more in it than true and false, has a copy. */
const isKin = (a: Cell | undefined, b: Cell | undefined): boolean =>
  a?.says === b?.says && a?.says !== 'bool';

/** What an outcome writes into a cell: of several times the last. */
const written = ({ writes }: Outcome, to: number): number | undefined =>
  writes.findLast(([cell]) => cell === to)?.[1];

/** Whether two outcomes leave the same behind. */
const leavesAs = (before: Cells, a: Outcome, b: Outcome): boolean =>
  [...a.writes, ...b.writes].every(
    ([cell]) => (written(a, cell) ?? before[cell]) === (written(b, cell) ?? before[cell]),
  );
