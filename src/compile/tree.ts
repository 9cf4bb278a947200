// SPDX-License-Identifier: MIT
/**
 * Decision trees of recorded runs. An inner node is a cell that the run read, its branches the values it may have
 * found there; a leaf is what the run did. A tree is grown over every value the cells can hold, or, where that has
 * too many paths, one path at a time as states ask for it.
 */
import type { Recorder, Source } from './recorder.ts';

export interface Leaf<L> {
  readonly leaf: L;
}
export interface Inner<L> {
  readonly cell: number;
  readonly kids: (Tree<L> | undefined)[];
}
export type Tree<L> = Leaf<L> | Inner<L>;
export const isLeaf = <L>(tree: Tree<L>): tree is Leaf<L> => 'leaf' in tree;

/** The values each cell can hold, as found so far: lists of value indexes. */
export type Possible = readonly (readonly number[])[];

const IMPURE =
  'a guard or an effect is not a function of what it reads: it did two things on the same values';

export class Decision<L> {
  root: Tree<L> | undefined;
  leaves = 0;
  /** True when growing stopped at the budget: paths are recorded as they are asked for. */
  overflow = false;
  private readonly recorder: Recorder;
  private readonly run: () => L;
  private readonly onLeaf: (leaf: L) => void;

  constructor(recorder: Recorder, run: () => L, onLeaf: (leaf: L) => void = () => {}) {
    this.recorder = recorder;
    this.run = run;
    this.onLeaf = onLeaf;
  }

  /** What the run does where cells hold the values of `source`. Records the path if it is new. */
  at(source: Source): L {
    let tree = this.root;
    while (tree && !isLeaf(tree)) tree = tree.kids[source(tree.cell)];
    return tree ? tree.leaf : this.record(source);
  }

  /** Records every path over `possible` that is still missing, up to `budget` leaves. */
  grow(possible: Possible, budget: number): void {
    if (this.overflow) return;
    const chosen = new Map<number, number>();
    const source = (cell: number) => chosen.get(cell) ?? (possible[cell]?.[0] as number);
    if (!this.root) this.record(source);
    const visit = (tree: Tree<L>): void => {
      if (isLeaf(tree)) return;
      for (const value of possible[tree.cell] as readonly number[]) {
        if (this.leaves > budget) {
          this.overflow = true;
          return;
        }
        chosen.set(tree.cell, value);
        if (!tree.kids[value]) this.record(source);
        visit(tree.kids[value] as Tree<L>);
      }
      chosen.delete(tree.cell);
    };
    visit(this.root as Tree<L>);
  }

  private record(source: Source): L {
    const { recorder } = this;
    recorder.begin(source);
    const leaf = this.run();
    this.leaves++;
    this.insert({ leaf });
    this.onLeaf(leaf);
    return leaf;
  }

  /** Hangs a leaf under the cells that were just read, in the order in which they were read. */
  private insert(leaf: Leaf<L>): void {
    const { reads } = this.recorder;
    let put = (tree: Tree<L>) => {
      this.root = tree;
    };
    let tree = this.root;
    for (const cell of reads) {
      if (tree && (isLeaf(tree) || tree.cell !== cell)) throw new Error(IMPURE);
      if (!tree) {
        tree = { cell, kids: [] };
        put(tree);
      }
      const { kids } = tree;
      const value = this.recorder.valueRead(cell);
      put = (t) => {
        kids[value] = t;
      };
      tree = kids[value];
    }
    if (tree) throw new Error(IMPURE);
    put(leaf);
  }
}
