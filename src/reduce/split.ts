// SPDX-License-Identifier: MIT
/** Writes a set of a thread's nodes as a decision tree over the cells that tell them apart. */
import type { Possible, Tree } from '../compile/tree.ts';
import type { LocalGraph, Node } from './local-graph.ts';

/** The tree that is true at the nodes where `good` is. It may say either where the graph has no node: no state has it. */
export function split(graph: LocalGraph, good: (node: number) => boolean, possible: Possible): Tree<boolean> {
  const yes = new Set(graph.nodes.filter((_, n) => good(n)));
  return choose(graph.nodes, (node) => yes.has(node), graph.own, 0, possible);
}

function choose(
  nodes: readonly Node[],
  good: (node: Node) => boolean,
  own: readonly number[],
  at: number,
  possible: Possible,
): Tree<boolean> {
  if (!nodes.some(good)) return { leaf: false };
  if (nodes.every(good)) return { leaf: true };
  const cell = own[at] as number;
  const kids: (Tree<boolean> | undefined)[] = [];
  for (const value of possible[cell] as readonly number[]) {
    const there = nodes.filter((node) => node.values[at] === value);
    kids[value] = choose(there, good, own, at + 1, possible);
  }
  const [some] = kids.filter((kid) => kid !== undefined);
  // A cell that makes no difference is not looked at.
  return some && kids.every((kid) => same(kid as Tree<boolean>, some)) ? some : { cell, kids };
}

const same = (a: Tree<boolean>, b: Tree<boolean>): boolean => JSON.stringify(a) === JSON.stringify(b);
