// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { array, bool, int } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { oneThread } from '../testing/toys.ts';
import { compile, sourceOf } from './compile.ts';
import { FlatTree } from './flat.ts';
import { layOut, pack } from './layout.ts';

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

describe('a flat tree', () => {
  it.each([
    ['that reads narrow fields', (k: { flags: readonly boolean[] }) => k.flags.findIndex(Boolean) % 2 === 1],
    [
      'that reads a wide one',
      (k: { wide: number; flags: readonly boolean[] }) => k.flags[1] === k.wide > 200,
    ],
    ['that reads nothing', () => true],
  ])('%s says what its decision says, whichever paths were asked before', (_, holds) => {
    const decision = compiled.predicate('p', (s) => holds(s.mem as never));
    const flat = new FlatTree(decision, layout);
    const same = fc.property(fc.array(cells, { minLength: 1, maxLength: 50, size: 'max' }), (states) => {
      const words = new Int32Array(layout.words * states.length);
      states.forEach((values, i) => pack(layout, values, words, i * layout.words));
      for (const [i, values] of states.entries())
        expect(flat.at(words, i * layout.words)).toBe(decision.at(sourceOf(values)));
    });
    fc.assert(same);
  });
});
