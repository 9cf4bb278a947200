// SPDX-License-Identifier: MIT
/**
 * Copies that a step makes without looking (model/copy-fields.ts): a leaf says from which cell to which, and step code
 * moves the bits. Everybody else gets trees that look at each cell that is copied, and write what is there: as if the
 * step had been recorded like that.
 */
import type { Position } from '../model/program.ts';
import type { Move, Source } from './recorder.ts';
import type { Outcome, StepLeaf } from './step.ts';
import { isLeaf } from './tree.ts';
import type { Decision, Inner, Possible, Tree } from './tree.ts';

/** What is known of some cells. */
type Known = (cell: number) => number | undefined;
/** What a step does, for who asks: no leaf of it has moves. */
export type StepTree = Pick<Decision<StepLeaf>, 'root' | 'overflow' | 'at'>;
/** What it was recorded to do. */
export type RecordedStep = Pick<Decision<StepLeaf>, 'root' | 'overflow' | 'at' | 'leaves' | 'tried'>;

/** The same outcome, with writes in place of moves of cells that are known. */
export function resolved(outcome: Outcome, known: Known): Outcome {
  const { moves, ...plain } = outcome;
  if (!moves) return outcome;
  const writes = moves.flatMap(([to, from]) => {
    const value = known(from);
    return value === undefined ? [] : [[to, value] as const];
  });
  const left = moves.filter(([, from]) => known(from) === undefined);
  return { ...plain, writes: [...plain.writes, ...writes], ...(left.length > 0 && { moves: left }) };
}

const hasMoves = ({ outcomes }: StepLeaf): boolean => outcomes.some((o) => o.moves);
const leafWith = (leaf: StepLeaf, known: Known): StepLeaf =>
  hasMoves(leaf) ? { ...leaf, outcomes: leaf.outcomes.map((o) => resolved(o, known)) } : leaf;

/** Values that a path found in cells. */
interface Found {
  readonly cell: number;
  readonly value: number;
  readonly before: Found | undefined;
}
function knownFrom(found: Found | undefined): Known {
  return (cell) => {
    for (let at = found; at; at = at.before) if (at.cell === cell) return at.value;
    return undefined;
  };
}

/** A recorded step, as if it had looked at all that it copies. */
export class Looking implements StepTree {
  private readonly decision: RecordedStep;
  private readonly possible: Possible;
  private readonly budget: number;
  private made: StepTree['root'];
  private paths = 0;
  /** Of how many recorded paths it was put together. */
  private madeOf = -1;

  constructor(decision: RecordedStep, possible: Possible, budget: number) {
    this.decision = decision;
    this.possible = possible;
    this.budget = budget;
  }

  at(source: Source): StepLeaf {
    return leafWith(this.decision.at(source), source);
  }
  get root(): StepTree['root'] {
    this.make();
    return this.made;
  }
  /** Where it has more paths than a tree may have it is not put together to its end. */
  get overflow(): boolean {
    this.make();
    return this.decision.overflow || this.paths > this.budget;
  }
  /** The cells that are looked at on the way to what is done, and those that are copied. */
  reads(source: Source): number[] {
    const { reads, leaf } = wayTo(this.decision, source);
    const copied = leaf?.outcomes.flatMap(({ moves = [] }) => moves.map(([, from]) => from)) ?? [];
    return [...new Set([...reads, ...copied])];
  }

  /** Once, or once more where there are more paths by now. Trees can be deep: this does not call itself. */
  private make(): void {
    const { decision, budget } = this;
    if (this.madeOf === decision.leaves) return;
    this.madeOf = decision.leaves;
    let paths = 0;
    type Put = (tree: Tree<StepLeaf>) => void;
    const todo: { readonly tree: Tree<StepLeaf> | undefined; readonly found?: Found; readonly put: Put }[] = [
      { tree: decision.root, put: (tree) => (this.made = tree) },
    ];
    for (let next = todo.pop(); next && paths <= budget; next = todo.pop()) {
      const { tree, found, put } = next;
      if (!tree) continue;
      const cell = isLeaf(tree) ? unseen(tree.leaf, knownFrom(found)) : tree.cell;
      if (cell === undefined) {
        const { leaf } = tree as { readonly leaf: StepLeaf };
        paths++;
        put({ leaf: leafWith(leaf, knownFrom(found)) });
        continue;
      }
      const inner: Inner<StepLeaf> = { cell, kids: [] };
      put(inner);
      for (const value of this.possible[cell] as readonly number[])
        todo.push({
          tree: isLeaf(tree) ? tree : tree.kids[value],
          found: { cell, value, before: found },
          put: (kid) => (inner.kids[value] = kid),
        });
    }
    this.paths = paths;
  }
}

/** A cell that is copied and was not looked at. */
const unseen = ({ outcomes }: StepLeaf, known: Known): number | undefined =>
  outcomes.flatMap(({ moves = [] }) => moves).find(([, from]) => known(from) === undefined)?.[1];

function wayTo({ root }: StepTree, source: Source): { reads: number[]; leaf: StepLeaf | undefined } {
  const reads: number[] = [];
  let tree = root;
  while (tree && !isLeaf(tree)) {
    reads.push(tree.cell);
    tree = tree.kids[source(tree.cell)];
  }
  return { reads, leaf: tree?.leaf };
}

/** The cells that the step reads where cells hold the values of `source`. */
export const readsAt = (step: StepTree, source: Source): number[] =>
  step instanceof Looking ? step.reads(source) : wayTo(step, source).reads;

/** Copies that steps make: a cell may come to hold whatever another may hold. */
export class Flows {
  private readonly known = new Map<string, Move>();
  private readonly steps = new Set<Position>();

  note({ outcomes }: StepLeaf, step: Position): void {
    for (const { moves = [] } of outcomes)
      for (const move of moves) {
        this.steps.add(step);
        this.known.set(move.join(), move);
      }
  }
  /** Tells of all that they make possible. */
  spread(possible: Possible, add: (cell: number, value: number) => void): void {
    for (const [to, from] of this.known.values())
      for (const value of possible[from] as readonly number[]) add(to, value);
  }
  /** What is told of a step: what was recorded, unless some path of it copies, or one that is not known yet might. */
  told(decision: Decision<StepLeaf>, step: Position, possible: Possible, budget: number): StepTree {
    return decision.overflow || this.steps.has(step) ? new Looking(decision, possible, budget) : decision;
  }
}
