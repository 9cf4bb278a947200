// SPDX-License-Identifier: MIT
/**
 * Decision trees too large for code, over packed words, all in one stretch of memory. A node is where the field that it
 * looks at lies, its shift and its mask, and one entry for each code of the field. Entries are filled path by path, as
 * states ask for them: 0 where nobody has come yet, the address of a node, or the complement of a leaf's number.
 */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { WORD } from '../wasm/module.ts';
import { maskOf, readCell } from './layout.ts';
import type { Layout, Slot } from './layout.ts';
import { bitsOf } from './reads.ts';
import type { Reads } from './reads.ts';
import { isLeaf } from './tree.ts';
import type { Decision, Tree } from './tree.ts';

/** Words of a node before its entries. */
const HEAD = 3;
/** Bits of a field that a node has entries for. Paths through wider ones are asked of the decision each time. */
const WIDE = 8;

/** The words of the memory, which may be longer after `longer`. */
export interface Heap {
  readonly words: () => Int32Array;
  /** Makes room for so many words, if there is any. */
  readonly longer: (atLeast: number) => boolean;
}

type Grown = Pick<Decision<unknown>, 'root' | 'at'>;
/** One tree: its root is an entry too. Addresses are in bytes. */
interface Flat {
  readonly decision: Grown;
  readonly leaves: unknown[];
  readonly numbers: Map<unknown, number>;
  readonly answers: boolean;
  readonly reads: readonly number[];
}

export class Forest {
  private readonly layout: Layout;
  private readonly unread: number | undefined;
  private readonly heap: Heap;
  private readonly trees: Flat[] = [];
  /** Where the roots begin, and the first word that is free, as numbers of words. */
  private readonly roots: number;
  used: number;
  /** Counts up whenever something is another than it was. */
  changes = 0;

  /** From the word `start` on, for so many trees at most. */
  constructor(layout: Layout, heap: Heap, start: number, trees: number, unread?: number) {
    this.layout = layout;
    this.unread = unread;
    this.heap = heap;
    this.roots = start;
    this.used = start + trees;
    heap.longer(this.used);
  }

  /**
   * The number of a new tree. `first`: what its first leaves are, so that their numbers are known. `reads`: where it is
   * noted what its answers rest on.
   */
  plant(decision: Grown, first: readonly unknown[] = [], reads: readonly number[] = []): number {
    const numbers = new Map(first.map((leaf, i) => [leaf, i]));
    return this.trees.push({ decision, leaves: [...first], numbers, answers: first.length > 0, reads }) - 1;
  }
  /** Where it can be noted what answers rest on. */
  reads(first: Reads): number {
    const at = this.used;
    this.used += first.length;
    this.heap.longer(this.used);
    this.heap.words().set(first, at);
    return at * WORD;
  }
  /** Whether every tree is one of properties, with answers as its first leaves. */
  get isOfAnswers(): boolean {
    return this.trees.every(({ answers }) => answers);
  }
  rootOf = (tree: number): number => (this.roots + tree) * WORD;
  leaf = (tree: number, number: number): unknown => this.trees[tree]?.leaves[number];

  /** What no entry says yet of the state at the word `at`: asks the decision, and adds the path it takes. */
  grow(tree: number, at: number): number {
    this.changes++;
    const { decision, leaves, numbers, reads } = this.trees[tree] as Flat;
    const state = this.heap.words().slice(at, at + this.layout.words);
    const source = (cell: number) => readCell(this.layout.slots[cell] as Slot, state, 0);
    const leaf = decision.at(source);
    const number = numbers.get(leaf) ?? leaves.push(leaf) - 1;
    numbers.set(leaf, number);
    const path: number[] = [];
    for (let node = decision.root as Tree<unknown>; !isLeaf(node);) {
      path.push(node.cell);
      node = node.kids[source(node.cell)] as Tree<unknown>;
    }
    this.note(path, reads);
    let entry = this.roots + tree;
    for (let node = decision.root as Tree<unknown>; !isLeaf(node);) {
      const slot = this.layout.slots[node.cell] as Slot;
      if (slot.bits > WIDE || !this.open(entry, slot)) return ~number;
      const code = ((state[slot.word] as number) >>> slot.shift) & maskOf(slot);
      entry = (this.heap.words()[entry] as number) / WORD + HEAD + code;
      node = node.kids[source(node.cell)] as Tree<unknown>;
    }
    this.heap.words()[entry] = ~number;
    return ~number;
  }

  /** What a path reads, wherever that is noted: also where the path itself finds no room. */
  private note(path: readonly number[], reads: readonly number[]): void {
    const words = this.heap.words();
    const bits = bitsOf(path, this.layout, this.unread);
    for (const at of reads)
      bits.forEach((word, i) => (words[at / WORD + i] = (words[at / WORD + i] as number) | word));
  }

  /** A node where the entry leads to, if there is room for it. */
  private open(entry: number, slot: Slot): boolean {
    if (this.heap.words()[entry] !== 0) return true;
    const at = this.used;
    const end = at + HEAD + maskOf(slot) + 1;
    if (!this.heap.longer(end)) return false;
    const words = this.heap.words();
    words.set([slot.word * WORD, slot.shift, maskOf(slot)], at);
    words[entry] = at * WORD;
    this.used = end;
    return true;
  }
}

/**
 * A function of the address of a state, of a root and of its tree: follows the entries, and asks `grow` where there is
 * none. Returns the complement of the leaf's number.
 */
export function walkCode(grow: number): Code {
  const [state, at, tree] = [0, 1, 2];
  const node = w.get(at);
  const code = w.and(
    w.shiftRight(w.load(w.add(w.get(state), w.load(node))), w.load(node, WORD)),
    w.load(node, 2 * WORD),
  );
  return (
    w.set(at, w.load(node)) +
    w.whilst(
      w.less(w.i32(0), w.get(at)),
      w.set(at, w.load(w.add(node, w.shiftLeft(code, w.i32(2))), HEAD * WORD)),
    ) +
    w.when(w.get(at), w.ret(w.get(at))) +
    w.call(grow, w.get(tree), w.get(state))
  );
}
