// SPDX-License-Identifier: MIT
/**
 * The machine as some properties see it: cells and threads that no answer to them can hang on are left out. A cell
 * counts if a property reads it, or if what is written to one that counts hangs on it; a thread, if it writes one. What
 * is left does, step for step, what the whole machine does to those cells (docs/reductions.md).
 */
import type { Compiled, Outcome, StepLeaf } from '../compile/compile.ts';
import { Looking } from '../compile/moves.ts';
import type { RecordedStep } from '../compile/moves.ts';
import type { Source } from '../compile/recorder.ts';
import { isLeaf, leafAt, leavesOf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';
import { DEFAULT_BUDGET } from '../compile/compile.ts';
import type { Conditions } from './conditions.ts';
import type { Needs } from './needs.ts';

export interface Slice {
  readonly compiled: Compiled;
  /** Of so many cells that can change, and threads, these are left. */
  readonly cells: readonly [left: number, of: number];
  readonly threads: readonly [left: number, of: number];
}

/** Every step has to be known ahead. */
export function slice(compiled: Compiled, needs: Needs, conditions: Conditions): Slice {
  const { map, possible, initials, program } = compiled;
  const counts = relevant(compiled, needs, conditions);
  const first = initials[0] as Int32Array;
  const at = (cells: Int32Array) =>
    cells.map((value, cell) => (counts.has(cell) ? value : (first[cell] as number)));
  const values = possible.map((of, cell) => (counts.has(cell) ? of : [first[cell] as number]));
  const recorded = compiled.recorded.map((ofThread, t) => {
    const goes = counts.has(map.pcs[t] as number);
    return ofThread.map((d) =>
      d?.root && goes ? new Fixed(project(d.root, counts, needs.waits)) : undefined,
    );
  });
  const steps = recorded.map((ofThread) =>
    ofThread.map((d) => (d && copies(d.root) ? new Looking(d, values, DEFAULT_BUDGET) : d)),
  );
  const among = (cells: readonly number[]): readonly [number, number] => [
    cells.filter((cell) => counts.has(cell)).length,
    cells.length,
  ];
  const changing = [...possible.keys()].filter((cell) => (possible[cell]?.length ?? 0) > 1);
  return {
    compiled: { ...compiled, initials: initials.map(at), possible: values, recorded, steps },
    cells: among(changing),
    threads: among(map.pcs.slice(0, program.threads.length)),
  };
}

/** The least set of cells that has those that are needed, and all that a write to one of the set hangs on. */
function relevant(
  compiled: Compiled,
  { cells, threads, waits }: Needs,
  { writers, causes }: Conditions,
): ReadonlySet<number> {
  const { map, recorded } = compiled;
  const counts = new Set([...cells, ...[...threads].map((t) => map.pcs[t] as number)]);
  for (let before = -1; before !== counts.size;) {
    before = counts.size;
    recorded.forEach((ofThread, t) => {
      const pc = map.pcs[t] as number;
      const roots = ofThread.flatMap((d) => d?.root ?? []);
      if (writers && !counts.has(pc) && roots.some((root) => touches(root, counts))) counts.add(pc);
      if (causes && counts.has(pc))
        for (const root of roots) for (const cell of needed(root, counts, waits)) counts.add(cell);
    });
  }
  return counts;
}

const touched = ({ writes, moves = [] }: Outcome): readonly (readonly [cell: number, what: number])[] => [
  ...writes,
  ...moves,
];
function touches(root: Tree<StepLeaf>, counts: ReadonlySet<number>): boolean {
  for (const { outcomes } of leavesOf(root))
    if (outcomes.some((o) => touched(o).some(([cell]) => counts.has(cell)))) return true;
  return false;
}
const copies = (root: Tree<StepLeaf>): boolean =>
  [...leavesOf(root)].some(({ outcomes }) => outcomes.some((o) => o.moves));

/** The cells on which it hangs what the step does to those that count, as far as they do not count yet. */
function needed(root: Tree<StepLeaf>, counts: ReadonlySet<number>, waits: boolean): ReadonlySet<number> {
  const numbers = new Numbers();
  const found = new Set<number>();
  const visit = (tree: Tree<StepLeaf>): number => {
    if (isLeaf(tree)) {
      for (const { moves = [] } of tree.leaf.outcomes)
        for (const [to, from] of moves) if (counts.has(to)) found.add(from);
      return numbers.of(JSON.stringify(leafOf(tree.leaf, counts, waits)));
    }
    const kids = tree.kids.flatMap((kid, value) => (kid ? [[value, visit(kid)] as const] : []));
    if (!counts.has(tree.cell)) {
      if (kids.every(([, kid]) => kid === kids[0]?.[1])) return kids[0]?.[1] as number;
      found.add(tree.cell);
    }
    return numbers.of(`${tree.cell}: ${kids.join(' ')}`);
  };
  visit(root);
  return found;
}

/** The step without what does not count. */
function project(root: Tree<StepLeaf>, counts: ReadonlySet<number>, waits: boolean): Tree<StepLeaf> {
  if (isLeaf(root)) return { leaf: leafOf(root.leaf, counts, waits) };
  const { cell, kids } = root;
  // What the values of such a cell lead to is the same: any of them stands for all.
  if (!counts.has(cell))
    return project(kids.find((kid) => kid !== undefined) as Tree<StepLeaf>, counts, waits);
  return { cell, kids: kids.map((kid) => kid && project(kid, counts, waits)) };
}

function leafOf(
  { outcomes, waitsFor, error }: StepLeaf,
  counts: ReadonlySet<number>,
  waits: boolean,
): StepLeaf {
  const left = (outcome: Outcome): Outcome => {
    const { moves: all = [], ...rest } = outcome;
    const writes = outcome.writes.filter(([cell]) => counts.has(cell));
    const moves = all.filter(([cell]) => counts.has(cell));
    return { ...rest, writes, ...(moves.length > 0 && { moves }) };
  };
  return {
    outcomes: outcomes.map(left),
    waitsFor: waits ? waitsFor : [],
    ...(error !== undefined && { error }),
  };
}

class Numbers {
  private readonly known = new Map<string, number>();
  of(key: string): number {
    const known = this.known.get(key) ?? this.known.size;
    this.known.set(key, known);
    return known;
  }
}

/** A step all of whose paths are known. */
class Fixed implements RecordedStep {
  readonly root: Tree<StepLeaf>;
  readonly leaves = 1;
  readonly overflow = false;
  readonly tried = undefined;

  constructor(root: Tree<StepLeaf>) {
    this.root = root;
  }
  at(source: Source): StepLeaf {
    return leafAt(this.root, source);
  }
}
