// SPDX-License-Identifier: MIT
/**
 * A decision tree over packed words, in one array: a node is the word, shift and mask of the field it looks at, and one
 * entry for each code of the field. It is filled path by path, as states ask for it. For trees too large for code.
 */
import { readCell } from './layout.ts';
import type { Layout, Slot } from './layout.ts';
import { isLeaf } from './tree.ts';
import type { Decision, Tree } from './tree.ts';

/** Where the first node stands: 0 in an entry means that nobody has come this way. */
const ROOT = 1;
const HEAD = 3;
/** Bits of a field that a node has entries for. Paths through wider ones are asked of the decision each time. */
const WIDE = 8;

export class FlatTree<L> {
  private readonly decision: Decision<L>;
  private readonly layout: Layout;
  private nodes = new Int32Array(256);
  private used = ROOT;
  private readonly leaves: L[] = [];
  private readonly numbers = new Map<L, number>();

  constructor(decision: Decision<L>, layout: Layout) {
    this.decision = decision;
    this.layout = layout;
  }

  /** What the tree says of the packed state at `offset`. */
  at(states: Int32Array, offset: number): L {
    const { nodes } = this;
    for (let at = ROOT; at < this.used;) {
      const field = (states[offset + (nodes[at] as number)] as number) >>> (nodes[at + 1] as number);
      const next = nodes[at + HEAD + (field & (nodes[at + 2] as number))] as number;
      if (next < 0) return this.leaves[~next] as L;
      if (next === 0) break;
      at = next;
    }
    return this.add(states, offset);
  }

  /** Asks the decision, and adds the path it takes. */
  private add(states: Int32Array, offset: number): L {
    const source = (cell: number) => readCell(this.layout.slots[cell] as Slot, states, offset);
    const leaf = this.decision.at(source);
    let tree = this.decision.root as Tree<L>;
    // An entry to fill: none for the root, which is where it is.
    let entry = 0;
    for (let at = ROOT; !isLeaf(tree); tree = tree.kids[source(tree.cell)] as Tree<L>) {
      const slot = this.layout.slots[tree.cell] as Slot;
      if (slot.bits > WIDE) return leaf;
      if (at === this.used) this.open(slot);
      if (entry > 0) this.nodes[entry] = at;
      entry = at + HEAD + (((states[offset + slot.word] as number) >>> slot.shift) & maskOf(slot));
      at = (this.nodes[entry] as number) || this.used;
    }
    // A tree that is a leaf from the root on has no entry: it is asked of the decision each time.
    if (entry > 0) this.nodes[entry] = ~this.numberOf(leaf);
    return leaf;
  }

  private open(slot: Slot): void {
    const end = this.used + HEAD + maskOf(slot) + 1;
    if (end > this.nodes.length) {
      const bigger = new Int32Array(Math.max(end, this.nodes.length * 2));
      bigger.set(this.nodes);
      this.nodes = bigger;
    }
    this.nodes.set([slot.word, slot.shift, maskOf(slot)], this.used);
    this.used = end;
  }

  private numberOf(leaf: L): number {
    const number = this.numbers.get(leaf) ?? this.leaves.push(leaf) - 1;
    this.numbers.set(leaf, number);
    return number;
  }
}

const maskOf = ({ bits }: Slot): number => (1 << bits) - 1;
