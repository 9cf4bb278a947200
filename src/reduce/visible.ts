// SPDX-License-Identifier: MIT
/**
 * Which writes a property could notice. Two values of a cell are alike if no property's decision tree tells them apart:
 * a step from one to the other is seen by none.
 */
import type { Predicate } from '../compile/bits.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';

export class Visible {
  /** For each cell that a property reads, for each value what the properties make of it. */
  private readonly views = new Map<number, string[]>();
  private readonly numbers = new Map<string, number>();

  constructor(predicates: readonly Predicate[]) {
    for (const parts of predicates)
      for (const { root } of parts) if (root) this.look(root as Tree<boolean | string>);
  }

  /** Could a property tell the two values of a cell apart? */
  differs(cell: number, before: number, after: number): boolean {
    const views = this.views.get(cell);
    return views !== undefined && views[before] !== views[after];
  }

  /** Numbers a tree, equal ones alike, and notes what each of its cells' values leads to. */
  private look(tree: Tree<boolean | string>): number {
    if (isLeaf(tree)) return this.number(`leaf ${typeof tree.leaf} ${tree.leaf}`);
    const kids = Array.from(tree.kids, (kid) => (kid ? this.look(kid) : -1));
    const views = this.views.get(tree.cell) ?? [];
    this.views.set(tree.cell, views);
    const longest = Math.max(kids.length, views.length);
    for (let value = 0; value < longest; value++) views[value] = `${views[value] ?? ''} ${kids[value] ?? -1}`;
    return this.number(`${tree.cell}: ${kids.join()}`);
  }

  private number(key: string): number {
    const known = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, known);
    return known;
  }
}
