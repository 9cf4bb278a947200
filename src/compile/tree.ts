// SPDX-License-Identifier: MIT
/**
 * Decision trees of recorded runs. An inner node is a cell that the run read, its branches the values it may have
 * found there; a leaf is what the run did. A tree is grown over every value the cells can hold, or, where that has
 * too many paths, one path at a time as states ask for them.
 */
import { check } from '../watch/watch.ts';
import { impure } from './mistake.ts';
import type { Recorder, Source } from './recorder.ts';
import type { Recorded, SecondLook } from './second-look.ts';

export interface Leaf<L> {
  readonly leaf: L;
}
export interface Inner<L> {
  readonly cell: number;
  readonly kids: (Tree<L> | undefined)[];
}
export type Tree<L> = Leaf<L> | Inner<L>;
export const isLeaf = <L>(tree: Tree<L>): tree is Leaf<L> => 'leaf' in tree;

/** The leaf of a whole tree where cells hold the values of `source`. */
export function leafAt<L>(root: Tree<L>, source: Source): L {
  let tree = root;
  while (!isLeaf(tree)) tree = tree.kids[source(tree.cell)] as Tree<L>;
  return tree.leaf;
}

/** Every leaf, in no order that matters. Trees can be deep: nothing here calls itself. */
export function* leavesOf<L>(root: Tree<L>): Generator<L> {
  const todo: Tree<L>[] = [root];
  for (let tree = todo.pop(); tree; tree = todo.pop()) {
    if (isLeaf(tree)) yield tree.leaf;
    else for (const value of Object.keys(tree.kids)) todo.push(tree.kids[Number(value)] as Tree<L>);
  }
}

/** The values each cell can hold, as found so far: lists of value indexes. */
export type Possible = readonly (readonly number[])[];

/** What a tree is recorded of. */
export interface Subject<L> {
  /** As errors name it: `vmalloc0.pmd_offset`. */
  readonly name: string;
  readonly run: () => L;
  /** A run without an answer: see second-look.ts. */
  readonly peek?: () => void;
  readonly onLeaf?: (leaf: L) => void;
  /** Runs of the model's code that a leaf stands for. Default: one. */
  readonly weight?: (leaf: L) => number;
  /** What each of two runs did, where they differ. None where it is put together of other trees: those are run again. */
  readonly differ?: (first: L, again: L) => [string, string] | undefined;
}

/** Cells that a path may read before its tree is grown on demand: others go over trees by functions that call themselves. */
const MOST_READS = 1000;
/** The same for all paths of a tree together. */
const READ_BUDGET = 1 << 20;
/** Runs of all paths of a tree together: a step with thousands of choices takes long before it has thousands of paths. */
const RUN_BUDGET = 1 << 16;

/** Values that a path found, from the last back to the first. */
interface Way {
  readonly cell: number;
  readonly value: number;
  readonly before: Way | undefined;
}
/** What is not there yet: below a node, where its cell has the last value of the way. */
interface Branch<L> {
  readonly tree: Inner<L>;
  readonly way: Way;
}

export class Decision<L> {
  root: Tree<L> | undefined;
  leaves = 0;
  /** True when growing stopped at the budget: paths are recorded as they are asked for. */
  overflow = false;
  /** The cells of its inner nodes; and how many values they had when every path over them was there. */
  private readonly asked = new Set<number>();
  private grown: number | undefined;
  /** What was recorded before it was known that the tree has too many paths: it stands for what the code does. */
  tried: Tree<L> | undefined;
  /** Paths that are not to be looked at again before it is known whether they are kept. */
  private held: Recorded<L>[] | undefined;
  private deepest = 0;
  private reads = 0;
  private runs = 0;
  private readonly recorder: Recorder;
  private readonly subject: Subject<L>;
  private readonly looks: SecondLook;

  constructor(recorder: Recorder, looks: SecondLook, subject: Subject<L>) {
    this.recorder = recorder;
    this.looks = looks;
    this.subject = subject;
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
    const values = this.branches(possible);
    if (values === this.grown) return;
    const { leaves } = this;
    this.growAll(possible, budget);
    // What was recorded may have asked for more.
    this.grown = this.leaves === leaves ? values : undefined;
  }
  /**
   * The same, but of a tree that has more paths it keeps none: what was tried on the way to the budget has little to do
   * with what states will ask. So that this is known soon it is grown in width: each branch that is open has a path at
   * least, and of those there are soon more than the budget.
   */
  growWhole(possible: Possible, budget: number): void {
    const held: Recorded<L>[] = [];
    this.held = held;
    this.growInWidth(possible, budget);
    this.held = undefined;
    if (this.overflow) [this.tried, this.root] = [this.root, undefined];
    else for (const path of held) this.looks.note(this, path);
  }
  /** How many values the cells that it asks for can hold, all in all: no list of them gets shorter. */
  private branches(possible: Possible): number {
    let values = 0;
    for (const cell of this.asked) values += (possible[cell] as readonly number[]).length;
    return values;
  }

  /** Visits the branches in turn; the way to the one at hand is kept in a list, for trees can be deep. */
  private growAll(possible: Possible, budget: number): void {
    const chosen = new Map<number, number>();
    const source = (cell: number) => chosen.get(cell) ?? (possible[cell]?.[0] as number);
    if (!this.root) this.record(source);
    const way: { readonly tree: Inner<L>; next: number }[] = [];
    const enter = (tree: Tree<L>) => {
      if (!isLeaf(tree)) way.push({ tree, next: 0 });
    };
    enter(this.root as Tree<L>);
    for (let here = way.at(-1); here; here = way.at(-1)) {
      check();
      const { cell, kids } = here.tree;
      const value = possible[cell]?.[here.next++];
      if (value === undefined) {
        chosen.delete(cell);
        way.pop();
        continue;
      }
      if (this.leaves > budget || this.isSpent) {
        this.overflow = true;
        return;
      }
      chosen.set(cell, value);
      if (!kids[value]) this.record(source);
      enter(kids[value] as Tree<L>);
    }
  }

  /** Takes the branches in the order in which they are found: those of the first path are nearest to the root. */
  private growInWidth(possible: Possible, budget: number): void {
    const open: Branch<L>[] = [];
    const first = (cell: number) => possible[cell]?.[0] as number;
    /** The branches beside a path that was just recorded, from here on. */
    const enter = (from: Tree<L>, before: Way | undefined) => {
      let way = before;
      for (let tree = from; !isLeaf(tree);) {
        const { cell, kids } = tree;
        for (const value of possible[cell] as readonly number[])
          if (!kids[value]) open.push({ tree, way: { cell, value, before: way } });
        way = { cell, value: first(cell), before: way };
        tree = kids[way.value] as Tree<L>;
      }
    };
    this.record(first);
    enter(this.root as Tree<L>, undefined);
    for (let i = 0; ; i++) {
      check();
      this.overflow = this.isSpent || this.leaves + open.length - i > budget + 1;
      const branch = open[i];
      if (this.overflow || !branch) return;
      const { tree, way } = branch;
      const chosen = new Map<number, number>();
      for (let at: Way | undefined = way; at; at = at.before) chosen.set(at.cell, at.value);
      this.record((cell) => chosen.get(cell) ?? first(cell));
      enter(tree.kids[way.value] as Tree<L>, way);
    }
  }
  /** Whether it has become too deep, or taken too long. */
  private get isSpent(): boolean {
    return this.deepest > MOST_READS || this.reads > READ_BUDGET || this.runs > RUN_BUDGET;
  }

  private record(source: Source): L {
    const { recorder, subject } = this;
    recorder.begin(source);
    const leaf = recorder.apart(subject.run);
    this.leaves++;
    this.insert({ leaf });
    subject.onLeaf?.(leaf);
    const cells = recorder.reads.slice();
    this.deepest = Math.max(this.deepest, cells.length);
    this.reads += cells.length;
    this.runs += subject.weight?.(leaf) ?? 1;
    const path = { cells, values: cells.map((cell) => recorder.valueRead(cell)), leaf };
    if (this.held) this.held.push(path);
    else if (subject.differ) this.looks.note(this, path);
    return leaf;
  }

  /** Runs a recorded path again, which must do the same. */
  again({ cells, values, leaf }: Recorded<L>): void {
    const { recorder, subject } = this;
    recorder.begin(recorder.given(cells, values));
    const differ = subject.differ?.(leaf, recorder.apart(subject.run));
    if (differ) throw impure(subject.name, ...differ);
    const { reads } = recorder;
    const other = cells.findIndex((cell, i) => cell !== reads[i]);
    const at = other < 0 && reads.length > cells.length ? cells.length : other;
    if (at >= 0) throw this.misread(cells[at], reads[at]);
  }

  /** Runs what has no answer where it would find the same. */
  peek({ cells, values }: Recorded<L>): void {
    if (!this.subject.peek) return;
    this.recorder.begin(this.recorder.given(cells, values));
    this.recorder.apart(this.subject.peek);
  }

  /** Hangs a leaf under the cells that were just read, in the order in which they were read. */
  private insert(leaf: Leaf<L>): void {
    const { reads } = this.recorder;
    let put = (tree: Tree<L>) => {
      this.root = tree;
    };
    let tree = this.root;
    for (const cell of reads) {
      if (tree && (isLeaf(tree) || tree.cell !== cell))
        throw this.misread(isLeaf(tree) ? undefined : tree.cell, cell);
      if (!tree) {
        this.asked.add(cell);
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
    if (tree) throw this.misread(isLeaf(tree) ? undefined : tree.cell, undefined);
    put(leaf);
  }

  /** The error that the run read one cell first, and another the second time; undefined: no more. */
  private misread(first: number | undefined, again: number | undefined) {
    const read = (cell: number | undefined) =>
      cell === undefined ? 'read no more' : `read ${this.recorder.nameOf(cell)}`;
    return impure(this.subject.name, read(first), read(again));
  }
}
