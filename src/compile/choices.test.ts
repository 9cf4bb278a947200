// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeOf, functionsOf, memoryOf, Module } from '../wasm/module.ts';
import * as w from '../wasm/code.ts';
import { switchOn } from './choices.ts';
import type { Slot } from './layout.ts';

it('a switch goes where the code of the field says, and elsewhere if there is no such case', () => {
  const memory = memoryOf(1);
  const shapes = fc.record({
    bits: fc.integer({ min: 0, max: 8 }),
    shift: fc.integer({ min: 0, max: 24 }),
    cases: fc.uniqueArray(fc.tuple(fc.nat(255), fc.nat(4)), { minLength: 1, selector: ([code]) => code }),
    beside: fc.integer(),
  });
  const same = fc.property(shapes, ({ bits, shift, cases: all, beside }) => {
    const cases = all.filter(([code]) => code < 1 << bits);
    const slot: Slot = { word: 1, shift, bits, codes: new Map(), values: [] };
    const module = new Module();
    // What is returned is an answer plus one; 0 is the answer elsewhere.
    const texts = cases.map(([code, answer]) => [code, w.ret(w.i32(answer + 1))] as const);
    module.add('f', 3, 1, 0, switchOn(slot, texts, w.ret(w.i32(0))));
    const { f } = functionsOf<{ f: (...words: number[]) => number }>(codeOf(module), memory);
    const mask = ((1 << bits) - 1) << shift;
    for (let code = 0; code < 1 << bits; code++) {
      const answer = cases.find(([c]) => c === code)?.[1];
      expect(f(0, 0, (beside & ~mask) | (code << shift))).toBe(answer === undefined ? 0 : answer + 1);
    }
  });
  fc.assert(same);
});
