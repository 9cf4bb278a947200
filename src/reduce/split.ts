// SPDX-License-Identifier: MIT
/** Writes a set of a thread's nodes as a decision tree over the cells that tell them apart. */
import type { Possible, Tree } from '../compile/tree.ts';
import type { LocalGraph, Node } from './local-graph.ts';

/** The tree that is true at the nodes where `good` is. It may say either where the graph has no node: no state has it. */
export const split = (
  graph: LocalGraph,
  good: (node: number) => boolean,
  possible: Possible,
): Tree<boolean> => new Splitter(graph, good, possible).choose(graph.nodes, 0);

class Splitter {
  private readonly own: readonly number[];
  private readonly possible: Possible;
  private readonly yes: ReadonlySet<Node>;
  /** Equal trees are one. */
  private readonly trees = new Map<string, Tree<boolean>>();
  private readonly numbers = new Map<Tree<boolean>, number>();

  constructor({ nodes, own }: LocalGraph, good: (node: number) => boolean, possible: Possible) {
    this.own = own;
    this.possible = possible;
    this.yes = new Set(nodes.filter((_, n) => good(n)));
  }

  /** Of these nodes, by the cells from `at` on. */
  choose(nodes: readonly Node[], at: number): Tree<boolean> {
    const { yes } = this;
    if (!nodes.some((node) => yes.has(node))) return this.one('no', { leaf: false });
    if (nodes.every((node) => yes.has(node))) return this.one('yes', { leaf: true });
    const cell = this.own[at] as number;
    const by = new Map<number, Node[]>();
    for (const node of nodes) {
      const value = node.values[at] as number;
      const known = by.get(value);
      if (known) known.push(node);
      else by.set(value, [node]);
    }
    const kids: (Tree<boolean> | undefined)[] = [];
    for (const value of this.possible[cell] as readonly number[])
      kids[value] = this.choose(by.get(value) ?? [], at + 1);
    const there = kids.filter((kid) => kid !== undefined);
    const [some] = there;
    // A cell that makes no difference is not looked at.
    if (some && there.every((kid) => kid === some)) return some;
    const key = kids.map((kid) => (kid ? this.numbers.get(kid) : '')).join();
    return this.one(`${cell}: ${key}`, { cell, kids });
  }

  private one(key: string, made: Tree<boolean>): Tree<boolean> {
    const tree = this.trees.get(key) ?? made;
    this.trees.set(key, tree);
    if (!this.numbers.has(tree)) this.numbers.set(tree, this.numbers.size);
    return tree;
  }
}
