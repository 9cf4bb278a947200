// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { array, bool, int } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { oneThread } from '../testing/toys.ts';
import { codeOf, functionsOf, grow, memoryOf, Module, WORD } from '../wasm/module.ts';
import { compile, sourceOf } from './compile.ts';
import { Forest, walkCode } from './flat.ts';
import { layOut, pack } from './layout.ts';
import type { Decision } from './tree.ts';

/** A cell of nine bits, wider than a node has entries for, and some narrow ones; each takes every value. */
const instance = oneThread(
  { wide: int(0, 400), flags: array(6, bool) },
  (k) => void (k.wide = (k.wide + 1) % 401),
  (k) => void (k.flags = k.flags.map((f) => !f)),
);
const compiled = compile(readMachine(instance.machine), 0);
const layout = layOut(compiled);
const cells = fc.tuple(
  ...compiled.map.cells.map((c) => fc.constantFrom(...(compiled.possible[c.index] ?? []))),
);

interface Walker {
  readonly walk: (state: number, root: number, tree: number) => number;
}

/** Trees whose nodes begin behind one state, and the module that walks them. `pages`: what the memory grows to. */
function planted(decisions: readonly Decision<boolean | string>[], pages: number) {
  const memory = memoryOf(layout.words * WORD);
  const words = () => new Int32Array(memory.buffer);
  const longer = (atLeast: number) => {
    const more = atLeast * WORD - memory.buffer.byteLength;
    return more <= 0 || (atLeast * WORD <= pages << 16 && grow(memory, more));
  };
  const forest = new Forest(layout, { words, longer }, layout.words, decisions.length);
  const numbers = decisions.map((d) => forest.plant(d, [false, true]));
  let asked = 0;
  const imports = { grow: (tree: number, state: number) => (asked++, forest.grow(tree, state / WORD)) };
  const module = new Module();
  module.add('walk', 3, 1, 0, walkCode(module.import('grow', 2, 1)));
  const { walk } = functionsOf<Walker>(codeOf(module), memory, imports);
  const at = (tree: number, values: readonly number[]) => {
    pack(layout, values, words(), 0);
    return forest.leaf(tree, ~walk(0, forest.rootOf(tree), tree));
  };
  return { at, numbers, asked: () => asked };
}

describe('flat trees', () => {
  const predicates = {
    'that reads narrow fields': (k: { flags: readonly boolean[] }) => k.flags.findIndex(Boolean) % 2 === 1,
    'that reads a wide one': (k: { wide: number; flags: readonly boolean[] }) => k.flags[1] === k.wide > 200,
    'that reads nothing': () => true,
  };
  const decisions = () =>
    Object.values(predicates).map((p) => compiled.predicate('p', (s) => p(s.mem as never)));

  it('each say what their decisions say, whichever paths were asked before', () => {
    const all = decisions();
    const { at, numbers } = planted(all, 100);
    const same = fc.property(
      fc.array(fc.tuple(fc.constantFrom(...numbers), cells), { maxLength: 50, size: 'max' }),
      (asked) => {
        for (const [tree, values] of asked) expect(at(tree, values)).toBe(all[tree]?.at(sourceOf(values)));
      },
    );
    fc.assert(same);
  });

  it('are asked once for each path', () => {
    const { at, asked } = planted(decisions(), 100);
    const values = compiled.map.cells.map((c) => c.initial);
    for (let i = 0; i < 10; i++) for (const tree of [0, 2]) at(tree, values);
    expect(asked()).toBe(2);
  });

  it('go on where there is no memory for more nodes', () => {
    const { flags } = { flags: compiled.map.cells.filter((c) => c.name.includes('flags')) };
    expect(flags).toHaveLength(6);
    const many = Array.from({ length: 3000 }, (_, i) =>
      compiled.predicate('p', (s) => (s.mem as { flags: readonly boolean[] }).flags.some((f) => f) === i > 5),
    );
    const { at } = planted(many, 1);
    for (const [tree, decision] of many.entries()) {
      const values = compiled.map.cells.map((c) => (flags.includes(c) ? 0 : c.initial));
      expect(at(tree, values)).toBe(decision.at(sourceOf(values)));
    }
  });
});
