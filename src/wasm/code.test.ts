// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as w from './code.ts';
import type { Code } from './code.ts';
import { codeOf, functionsOf, grow, memoryOf, Module, WORD } from './module.ts';

const memory = memoryOf(1 << 16);
/** The value of a piece of code over two parameters. */
function valueOf(code: Code, a = 0, b = 0, locals = 1): number {
  const module = new Module();
  module.add('f', 2, 1, locals, code);
  return functionsOf<{ f: (a: number, b: number) => number }>(codeOf(module), memory).f(a, b);
}

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const words = fc.oneof(
  word,
  fc.constantFrom(-1, 0, 63, 64, -64, -65, 8191, 8192, 1 << 31),
  fc.integer({ min: 0, max: 40 }),
);

/** What each operator says in JavaScript. */
const OPERATORS: Readonly<
  Record<string, readonly [(a: Code, b: Code) => Code, (a: number, b: number) => number]>
> = {
  add: [w.add, (a, b) => (a + b) | 0],
  sub: [w.sub, (a, b) => (a - b) | 0],
  mul: [w.mul, Math.imul],
  divide: [(a, b) => w.divide(a, w.or(b, w.i32(1))), (a, b) => ((a >>> 0) / ((b | 1) >>> 0)) | 0],
  and: [w.and, (a, b) => a & b],
  or: [w.or, (a, b) => a | b],
  xor: [w.xor, (a, b) => a ^ b],
  shiftLeft: [w.shiftLeft, (a, b) => a << b],
  shiftRight: [w.shiftRight, (a, b) => (a >>> b) | 0],
  eq: [w.eq, (a, b) => Number(a === b)],
  ne: [w.ne, (a, b) => Number(a !== b)],
  less: [w.less, (a, b) => Number(a < b)],
  lessUnsigned: [w.lessUnsigned, (a, b) => Number(a >>> 0 < b >>> 0)],
  atLeast: [w.atLeast, (a, b) => Number(a >= b)],
};

describe('code', () => {
  it.each(Object.entries(OPERATORS))('%s says what JavaScript says', (_, [code, meaning]) => {
    const same = fc.property(words, words, (a, b) => {
      expect(valueOf(code(w.get(0), w.get(1)), a, b)).toBe(meaning(a, b));
      expect(valueOf(code(w.i32(a), w.i32(b)))).toBe(meaning(a, b));
    });
    fc.assert(same, { numRuns: 50 });
  });

  it('holds constants and locals of any size', () => {
    fc.assert(fc.property(words, (n) => void expect(valueOf(w.i32(n))).toBe(n)));
    expect(valueOf(w.set(300, w.get(0)) + w.get(300), 7, 0, 400)).toBe(7);
  });

  it('stores and loads words', () => {
    const at = w.i32(4000);
    const stored = w.store(at, w.get(0), 8) + w.store(at, w.get(1), 300) + w.load(w.i32(4008));
    expect(valueOf(w.sub(stored, w.load(at, 300)), 50, 8)).toBe(42);
  });

  it('loops, branches and leaves', () => {
    // The sum of 1 to a, but for b.
    const sum =
      w.whilst(
        w.less(w.i32(0), w.get(0)),
        w.when(w.ne(w.get(0), w.get(1)), w.set(2, w.add(w.get(2), w.get(0)))) +
          w.set(0, w.sub(w.get(0), w.i32(1))),
      ) + w.get(2);
    expect([valueOf(sum, 4, 9), valueOf(sum, 4, 3), valueOf(sum, 0, 0)]).toEqual([10, 7, 0]);
    const either = w.choose(w.get(0), w.i32(1), w.get(1));
    expect([valueOf(either, 5, 2), valueOf(either, 0, 2)]).toEqual([1, 2]);
    const table = w.block(w.block(w.brTable(w.get(0), [1, 0], 1)) + w.ret(w.i32(10))) + w.i32(20);
    expect([0, 1, 2, -1].map((n) => valueOf(table, n))).toEqual([20, 10, 20, 20]);
  });
});

describe('a module', () => {
  it('calls what it is given and what it has', () => {
    const module = new Module();
    const given = module.import('given', 2, 1);
    const twice = module.add('twice', 1, 1, 0, w.add(w.get(0), w.get(0)));
    module.add('f', 1, 1, 0, w.call(given, w.call(twice, w.get(0)), w.i32(-3)));
    const { f } = functionsOf<{ f: (a: number) => number }>(codeOf(module), memory, {
      given: (a: number, b: number) => a * b,
    });
    expect(f(5)).toBe(-30);
    expect(() => module.import('late', 0, 0)).toThrow('import of late after a function');
  });

  it('has memory that can be made longer, up to what there is', () => {
    const short = memoryOf(1);
    expect(short.buffer.byteLength).toBe(1 << 16);
    expect([grow(short, 1), short.buffer.byteLength]).toEqual([true, 2 << 16]);
    expect([grow(short, 2 ** 32), short.buffer.byteLength]).toEqual([false, 2 << 16]);
    expect(WORD).toBe(Int32Array.BYTES_PER_ELEMENT);
  });
});
