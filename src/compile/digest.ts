// SPDX-License-Identifier: MIT
/** One number for all that generated code does: where two agree, states and answers mean the same. */
import { createHash } from 'node:crypto';
import type { Predicate } from './bits.ts';
import type { Compiled } from './compile.ts';
import { isLeaf } from './tree.ts';
import type { Tree } from './tree.ts';

/** To be asked of code that was not run yet: the trees that are not in `code` grow as states ask for them. */
export function digest(
  code: readonly (string | Uint8Array)[],
  { recorded }: Pick<Compiled, 'recorded'>,
  predicates: readonly Predicate[],
): string {
  const hash = createHash('sha256');
  for (const part of code) hash.update(part);
  for (const decision of [...recorded.flat(), ...predicates.flat()])
    if (decision) for (const part of partsOf(decision.tried ?? decision.root)) hash.update(part);
  return hash.digest('hex');
}

/** All that a tree says, from the top down. It can be deep: this does not call itself. */
function* partsOf(root: Tree<unknown> | undefined): Generator<string> {
  const todo = [root];
  for (let tree = todo.pop(); tree; tree = todo.pop()) {
    if (isLeaf(tree)) yield JSON.stringify(tree.leaf);
    else {
      const values = Object.keys(tree.kids);
      yield `${tree.cell}: ${values.join()};`;
      for (const value of values) todo.push(tree.kids[Number(value)]);
    }
  }
}
