// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { Wait } from '../counterexample/ending.ts';
import type { TraceStep } from '../counterexample/trace.ts';
import { stepOf } from '../testing/step.ts';
import { wait } from '../testing/wait.ts';
import { drawings, fitting, linesOf } from './fitting.ts';
import { numberedList } from './numbered.ts';
import { bracket, showChanges } from './brackets.ts';

describe('a text that fits', () => {
  it('is the first with as many lines as there are, or the shortest', () => {
    const texts = ['1\n2\n3\n', '1\n2\n', '1\n'];
    expect([9, 3, 2, 0].map((room) => fitting(texts, room))).toEqual([texts[0], texts[0], texts[1], '1\n']);
    expect(fitting([], 3)).toBe('');
  });
});

const at = { func: 'f', file: 'f.c', version: 'v0', callers: ['main', 'outer'] };
const step = (thread: string, says: string, rest: Partial<TraceStep> = {}) =>
  stepOf(thread, says, { at, ...rest });

describe('a trace', () => {
  const steps = ['a', 'b', 'c', 'd'].map((says) => step('t0', says));
  const sets = [new Set([3]), new Set([2, 3])];
  const tried = (of: TraceStep[], waits: Wait[] = []) => [
    ...drawings(sets, (kept, way) => way.draw({ steps: of, mark: 'bug!', kept, waits }).join('\n')),
  ];
  it('is tried with all of its steps first, in columns and as a list, then with fewer', () => {
    const texts = tried(steps);
    expect(texts.map(linesOf)).toEqual([8, 8, 3, 7, 7, 2, 3, 2, 2, 1]);
    expect(texts[5]).toBe('     t0  ... f() (3 steps)\n  4  t0  f(): d <--- bug!');
    expect(texts.at(-1)).toBe('  4  t0  f(): d <--- bug!');
  });
  it('is told at last without its ends, and what lies between across threads, then not at all', () => {
    const waits = ['t0', 't1'].map((thread) => wait(thread));
    const two = [step('t0', 'a'), step('t1', 'b'), step('t0', 'c'), step('t1', 'd')];
    const texts = tried(two, waits).map((text) => text.replaceAll(/^ *| +(?= )/gm, ''));
    expect(texts[5]?.split('\n').slice(-2)).toEqual(['4 t1 f(): d', 't0-1 cpu_relax() <--- waits']);
    expect([texts[7], texts[9]]).toEqual(['... t0-1 (3 steps)\n4 t1 f(): d', '4 t1 f(): d']);
  });
  it('keeps a mark in one piece, below the last line where it has no room', () => {
    const long = step('t0', 'a statement of the kernel that takes up nearly all of a line');
    expect(numberedList({ steps: [long], mark: 'out of it!' })).toEqual([
      '  1  t0  f(): a statement of the kernel that takes up nearly all of a',
      '           line <--- out of it!',
    ]);
    const full = step('t0', 'a statement of the kernel that takes up nearly all of it');
    expect(numberedList({ steps: [full], mark: 'out of it!' }).at(-1)).toBe('<--- out of it!'.padStart(72));
  });
});

describe('neighbours that changed alike', () => {
  const change = (field: string, from: unknown, to: unknown) => ({ field, from, to, ghost: false });
  it('are told as one', () => {
    expect(
      showChanges([
        change('mem.n', 0, 1),
        change('mem.given[1]', false, true),
        change('mem.given[2]', false, true),
        change('mem.given[3]', false, true),
        change('mem.given[5]', false, true),
        change('mem.pages[0].use', 'a', 'b'),
        change('mem.pages[1].use', 'a', 'c'),
        change('mem.rows[1].cells[0]', 0, 1),
        change('mem.rows[1].cells[1]', 0, 1),
      ]),
    ).toEqual([
      'n: 0 -> 1',
      'given[1-3]: false -> true',
      'given[5]: false -> true',
      'pages[0].use: a -> b',
      'pages[1].use: a -> c',
      'rows[1].cells[0-1]: 0 -> 1',
    ]);
  });
  it('stand in the bracket of the step', () => {
    const changes = [0, 1].map((i) => change(`mem.pte[${i}]`, true, false));
    expect(bracket(step('t0', 'clear()', { changes }))).toBe('[pte[0-1]: true -> false]');
  });
});

describe('the answer to a condition', () => {
  it.each([
    ['if (!pfn_valid(pfn))', 'false', '[condition false]'],
    ['BUG_ON(!PageBuddy(page))', 'true: BUG', '[condition true: BUG]'],
    ['mem->state != MEM_ONLINE', 'false', '[false]'],
    ['!pte', 'none', '[none]'],
  ])('is said to be of all of it where a part is negated: %s', (says, note, found) => {
    expect(bracket(step('t0', says, { note }))).toBe(found);
  });
});
