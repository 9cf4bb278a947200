// SPDX-License-Identifier: MIT
/**
 * Which writes a property could notice, for all that the other cells may hold. Of an `always` it must not change the
 * answer, or another step would be the one that breaks it. Of a `sometimes` and of what is `alwaysPossible` it is enough
 * that a write never makes true what was true before into false: what was met without the step is then met after it.
 */
import { isLeaf } from '../compile/tree.ts';
import type { Inner, Tree } from '../compile/tree.ts';
import { consistent, leaves } from './local-graph.ts';
import type { NamedPredicate } from './symmetry.ts';

type Answers = Tree<boolean | string>;

/** Pairs of paths that may be compared before a write is taken to be noticed. */
const MOST_PAIRS = 5000;

export class Visible {
  /** For each cell that an `always` reads, for each value what it is made of. */
  private readonly views = new Map<number, string[]>();
  /** For each cell, the places at which another property looks at it. */
  private readonly places = new Map<number, Map<number, Inner<boolean | string>>>();
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<string, boolean>();

  constructor(predicates: readonly NamedPredicate[]) {
    for (const { kind, parts } of predicates)
      for (const { root } of parts) if (root) this.look(root as Answers, kind === 'always');
  }

  /** Could a property notice that a cell's value becomes another? */
  notices(cell: number, before: number, after: number): boolean {
    if (before === after) return false;
    const views = this.views.get(cell);
    if (views && views[before] !== views[after]) return true;
    const places = this.places.get(cell);
    if (!places) return false;
    const key = `${cell} ${before} ${after}`;
    const found =
      this.known.get(key) ?? [...places.values()].some((p) => !stays(p.kids[before], p.kids[after]));
    this.known.set(key, found);
    return found;
  }

  /** Numbers a tree, equal ones alike, and notes what each of its cells' values leads to. */
  private look(tree: Answers, exactly: boolean): number {
    if (isLeaf(tree)) return this.number(`leaf ${typeof tree.leaf} ${tree.leaf}`);
    const kids = Array.from(tree.kids, (kid) => (kid ? this.look(kid, exactly) : -1));
    const number = this.number(`${tree.cell}: ${kids.join()}`);
    if (!exactly) {
      const places = this.places.get(tree.cell) ?? new Map<number, Inner<boolean | string>>();
      this.places.set(tree.cell, places.set(number, tree));
      return number;
    }
    const views = this.views.get(tree.cell) ?? [];
    this.views.set(tree.cell, views);
    const longest = Math.max(kids.length, views.length);
    for (let value = 0; value < longest; value++) views[value] = `${views[value] ?? ''} ${kids[value] ?? -1}`;
    return number;
  }

  private number(key: string): number {
    const known = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, known);
    return known;
  }
}

/** Is the second tree true wherever the first one is? A property that goes wrong must do so in both. */
function stays(before: Answers | undefined, after: Answers | undefined): boolean {
  if (!before || !after) return false;
  let left = MOST_PAIRS;
  for (const [was, path] of leaves(before)) {
    if (was === false) continue;
    for (const [is] of consistent(after, new Map(path))) if (left-- <= 0 || is !== was) return false;
  }
  // What goes wrong afterwards alone would be seen after the step only, and in full as well.
  return true;
}
