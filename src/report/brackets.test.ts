// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../counterexample/trace.ts';
import { stepOf } from '../testing/step.ts';
import { tell } from './steps.ts';

const read = (field: string, value: unknown) => ({ field: `mem.${field}`, value, alone: false, copies: [] });
const looks = (thread: string, func: string, value: number, rest: Partial<TraceStep> = {}) =>
  stepOf(thread, 'if (n)', {
    decided: [read('n', value)],
    at: { func, file: 'f.c', version: 'v0' },
    ...rest,
  });
/** What stands in the brackets of the steps that are told. */
const told = (steps: readonly TraceStep[], kept?: ReadonlySet<number>) =>
  tell(steps, Infinity, kept).map((part) => ('folded' in part ? '...' : part.found));

describe('a value that was told', () => {
  const again = looks('a', 'f', 1);
  it('is not told again while its thread stays in the function', () => {
    expect(told([again, stepOf('a', 'x++', { at: again.at }), again])).toEqual([
      '[n = 1]',
      undefined,
      undefined,
    ]);
    const set = looks('a', 'f', 0, { changes: [{ field: 'mem.n', from: 0, to: 1, ghost: false }] });
    expect(told([set, again])).toEqual(['[n: 0 -> 1]', undefined]);
  });
  it('is not told again in the line below, whichever the function', () => {
    expect(told([again, looks('a', 'g', 1), looks('a', 'h', 1)])).toEqual(['[n = 1]', undefined, undefined]);
  });
  it('is told again where it is another, further on in another function, and where another thread ran, told or folded', () => {
    expect(told([again, looks('a', 'f', 2)])).toEqual(['[n = 1]', '[n = 2]']);
    const on = stepOf('a', 'x++', { at: { func: 'g', file: 'f.c', version: 'v0' } });
    expect(told([again, on, looks('a', 'h', 1)])).toEqual(['[n = 1]', undefined, '[n = 1]']);
    const b = stepOf('b', 'y');
    expect(told([again, b, again])).toEqual(['[n = 1]', undefined, '[n = 1]']);
    expect(told([again, b, b, again], new Set([0, 3]))).toEqual(['[n = 1]', '...', '[n = 1]']);
    const own = stepOf('a', 'z', { at: { func: 'g', file: 'f.c', version: 'v0' } });
    expect(told([again, own, own, again], new Set([0, 3]))).toEqual(['[n = 1]', '...', undefined]);
    const there = looks('a', 'h', 1);
    expect(told([again, own, own, there], new Set([0, 3]))).toEqual(['[n = 1]', '...', '[n = 1]']);
  });
  it('is one of neighbours that were found alike', () => {
    const decided = ['a[1]', 'a[2]', 'a[4]', 'b[1].use', 'b[2].use'].map((field) => read(field, 'free'));
    expect(told([stepOf('a', 'scan()', { decided })])).toEqual([
      '[a[1-2] = free; a[4] = free; b[1-2].use = free]',
    ]);
  });
});
