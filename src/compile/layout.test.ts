// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { array, bool, int } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { oneThread } from '../testing/toys.ts';
import { compile } from './compile.ts';
import { layOut, pack, readCell, unpack, writeCell } from './layout.ts';
import type { Slot } from './layout.ts';

/** 40 counters of which each is written, and as many that never are. */
const memory = { used: array(40, int(0, 4)), unused: array(40, bool) };
const compiled = compile(
  readMachine(
    oneThread(memory, (k) => {
      for (let i = 0; i < 40; i++) k.used[i] = ((k.used[0] as number) + 1) % 5;
    }).machine,
  ),
);
const layout = layOut(compiled);
const values = fc.tuple(...compiled.possible.map((possible) => fc.constantFrom(...possible)));

describe('the layout', () => {
  it('takes no bits for what never changes, and as few as hold the values that are reached', () => {
    const bits = (name: string) =>
      compiled.map.cells.flatMap((c) => (c.name.startsWith(name) ? [layout.slots[c.index]?.bits] : []));
    expect(new Set(bits('mem.unused'))).toEqual(new Set([0]));
    expect(new Set(bits('mem.used'))).toEqual(new Set([3]));
    // Two positions.
    expect(bits('t')).toEqual([1]);
    expect([layout.bitsUsed, layout.words]).toEqual([121, 4]);
  });
  it('gives back what was packed, at any offset', () => {
    const same = fc.property(values, fc.nat(5), (cells, offset) => {
      const words = new Int32Array(layout.words + 5).fill(-1);
      pack(layout, cells, words, offset);
      expect([...unpack(layout, words, offset)]).toEqual(cells);
    });
    fc.assert(same);
  });
  it('writes one cell and leaves the others', () => {
    const same = fc.property(values, values, fc.nat(compiled.map.cells.length - 1), (cells, others, cell) => {
      const words = new Int32Array(layout.words);
      pack(layout, cells, words, 0);
      writeCell(layout.slots[cell] as Slot, words, 0, others[cell] as number);
      expect(readCell(layout.slots[cell] as Slot, words, 0)).toBe(others[cell]);
      expect([...unpack(layout, words, 0)]).toEqual(cells.with(cell, others[cell] as number));
    });
    fc.assert(same);
  });
  it('refuses a value that no step writes', () => {
    const cell = compiled.map.cells.find((c) => c.name === 'mem.unused[0]')?.index as number;
    expect(() => writeCell(layout.slots[cell] as Slot, new Int32Array(layout.words), 0, 1)).toThrow(
      'has no code',
    );
  });
});
