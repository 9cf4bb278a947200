// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize, vhr } from '../../bench/vhr.ts';
import { pack, unpack } from '../compile/layout.ts';
import { treesOf } from '../engine/asked.ts';
import { engineOf } from '../engine/engine.ts';
import type { Instance } from '../model/types.ts';
import { twins } from '../testing/reduced-toys.ts';
import type { Permutation } from './automorphism.ts';
import { reducer } from './reduce.ts';
import { symmetry } from './symmetry.ts';

/** The same in plain code: every image of the cells, packed, and the least of them, word by word. */
function leastOf(layout: Parameters<typeof pack>[0], group: readonly Permutation[], cells: Int32Array) {
  const packed = (values: ArrayLike<number>) => {
    const words = new Int32Array(layout.words);
    pack(layout, values, words, 0);
    return [...words];
  };
  const images = group.map((p) => {
    const image = new Int32Array(cells.length);
    cells.forEach((value, cell) => {
      image[p.cells[cell] as number] = p.values[cell]?.[value] as number;
    });
    return packed(image);
  });
  return [packed(cells), ...images].reduce((a, b) => {
    const i = a.findIndex((word, at) => word !== b[at]);
    return i >= 0 && (b[i] as number) < (a[i] as number) ? b : a;
  });
}

const INSTANCES: readonly (readonly [name: string, instance: Instance, alike: number])[] = [
  ['two threads', twins(true, false), 1],
  ['vhr, of two words', vhr(parseSize('3 1 2 2 2 2 1')), 1],
  ['vhr, of six words', vhr(parseSize('2 1 2 4 32 1 1')), 1],
];

describe('the form in which a state is kept', () => {
  it.each(INSTANCES)('is the least of all that its symmetries make of it: %s', (_, instance, least) => {
    const { compiled, layout, code, asked } = engineOf(instance, { reduce: reducer('symmetry') });
    const { group } = symmetry(compiled, treesOf(compiled, asked).named);
    expect(group.length).toBeGreaterThanOrEqual(least);
    const cells = fc.tuple(...compiled.possible.map((values) => fc.constantFrom(...values)));
    let others = 0;
    fc.assert(
      fc.property(cells, fc.integer({ min: 0, max: 3 }), (values, offset) => {
        const given = Int32Array.from(values);
        const words = new Int32Array(layout.words + 2 * offset).fill(-1);
        pack(layout, given, words, offset);
        code.keep?.(words, offset);
        const wanted = leastOf(layout, group, given);
        // What stands before and after is left as it is.
        const around = [...new Int32Array(offset).fill(-1)];
        expect([...words]).toEqual([...around, ...wanted, ...around]);
        if (!unpack(layout, words, offset).every((value, i) => value === given[i])) others++;
        // Once there it stays.
        code.keep?.(words, offset);
        expect([...words.subarray(offset, offset + layout.words)]).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
    expect(others).toBeGreaterThan(0);
  });
});
