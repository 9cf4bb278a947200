// SPDX-License-Identifier: MIT
/**
 * What an answer rests on: the bits of a packed state that its tree reads. Two states that agree in them take the same
 * path, so that what was told of one is true of the other.
 */
import type { Layout, Slot } from './layout.ts';
import { maskOf } from './layout.ts';
import { isLeaf } from './tree.ts';
import type { Tree } from './tree.ts';

/** Of each word of a state, the bits. */
export type Reads = Int32Array;

/** The bits of these cells. `unread`: one that is left out. */
export function bitsOf(cells: Iterable<number>, { words, slots }: Layout, unread?: number): Reads {
  const reads = new Int32Array(words);
  for (const cell of cells) {
    if (cell === unread) continue;
    const slot = slots[cell] as Slot;
    if (slot.bits > 0) reads[slot.word] = (reads[slot.word] as number) | (maskOf(slot) << slot.shift);
  }
  return reads;
}

/** The cells that a tree looks at. It can be deep: this does not call itself. */
export function cellsOf(root: Tree<unknown>): Set<number> {
  const cells = new Set<number>();
  const todo = [root];
  for (let tree = todo.pop(); tree; tree = todo.pop()) {
    if (isLeaf(tree)) continue;
    cells.add(tree.cell);
    for (const kid of tree.kids) if (kid) todo.push(kid);
  }
  return cells;
}

export const either = (a: Reads, b: Reads): Reads => a.map((bits, word) => bits | (b[word] as number));
