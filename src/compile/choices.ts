// SPDX-License-Identifier: MIT
/** Decision trees as WebAssembly. The words of the state at hand are in the locals from 1 on; each leaf returns. */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import type { Layout, Slot } from './layout.ts';
import { isLeaf } from './tree.ts';
import type { Tree } from './tree.ts';

/** The code of a field of the state at hand. */
export function field({ word, shift, bits }: Slot): Code {
  if (bits === 0) return w.i32(0);
  const from = w.get(1 + word);
  const down = shift === 0 ? from : w.shiftRight(from, w.i32(shift));
  return bits === 32 ? down : w.and(down, w.i32((1 << bits) - 1));
}

/** Whether the field has one of the codes. */
export const isOneOf = (slot: Slot, codes: readonly number[]): Code =>
  codes.map((code) => w.eq(field(slot), w.i32(code))).reduce(w.or);

/** Goes on with the code that a field's code stands for; what is the same is written once. All of it returns. */
export function switchOn(slot: Slot, cases: Iterable<readonly [number, Code]>, otherwise?: Code): Code {
  const branches = new Map<Code, number[]>();
  for (const [code, text] of cases) {
    const known = branches.get(text);
    if (known) known.push(code);
    else branches.set(text, [code]);
  }
  const ordered = [...branches].toSorted((a, b) => a[1].length - b[1].length);
  const last = otherwise ?? (ordered.pop()?.[0] as Code);
  if (ordered.length === 0) return last;
  const [first] = ordered as [[Code, number[]]];
  if (ordered.length === 1 && first[1].length <= 2) return w.when(isOneOf(slot, first[1]), first[0]) + last;
  const depths: number[] = [];
  ordered.forEach(([, codes], depth) => codes.forEach((code) => (depths[code] = depth)));
  const all = Array.from(depths, (depth) => depth ?? ordered.length);
  return (
    ordered.reduce(
      (inner, [text]) => w.block(inner + text),
      w.block(w.brTable(field(slot), all, ordered.length)),
    ) + last
  );
}

/** A tree as nested switches. */
export function treeCode<L>(tree: Tree<L>, layout: Layout, leaf: (leaf: L) => Code): Code {
  if (isLeaf(tree)) return leaf(tree.leaf);
  const slot = layout.slots[tree.cell] as Slot;
  const kids: [number, Code][] = [];
  for (const [value, code] of slot.codes) {
    const kid = tree.kids[value];
    if (!kid) throw new Error(`no path for cell ${tree.cell} where it is ${value}`);
    kids.push([code, treeCode(kid, layout, leaf)]);
  }
  return switchOn(slot, kids);
}
