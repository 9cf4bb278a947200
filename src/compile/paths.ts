// SPDX-License-Identifier: MIT
/** Every recorded path of every step of a compiled model: what it read, and what it did. */
import type { Position } from '../model/program.ts';
import type { Compiled, StepLeaf } from './compile.ts';
import { isLeaf } from './tree.ts';
import type { Tree } from './tree.ts';

/** One recorded path of a step: the cells it read, and what it did. */
export interface Path {
  readonly thread: number;
  readonly position: number;
  readonly reads: readonly number[];
  readonly leaf: StepLeaf;
}

/** `of`: of which positions. Default: all. */
export function* paths(compiled: Compiled, of = (_: Position): boolean => true): Generator<Path> {
  for (const [thread, { positions }] of compiled.program.threads.entries())
    for (const [position, at] of positions.entries()) {
      const root = compiled.steps[thread]?.[position]?.root;
      if (!root || !of(at)) continue;
      for (const [reads, leaf] of walk(root, [])) yield { thread, position, reads, leaf };
    }
}

/** The leaves of a step's tree, each with the cells read on the way. A tree may be deeper than any stack. */
export function* walk(
  tree: Tree<StepLeaf>,
  before: readonly number[],
): Generator<[readonly number[], StepLeaf]> {
  const open: [Tree<StepLeaf>, readonly number[]][] = [[tree, before]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [at, reads] = next;
    if (isLeaf(at)) {
      yield [reads, at.leaf];
      continue;
    }
    const further = [...reads, at.cell];
    for (const kid of at.kids.toReversed()) if (kid) open.push([kid, further]);
  }
}
