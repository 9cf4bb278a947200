// SPDX-License-Identifier: MIT
import { beforeEach, describe, expect, it } from 'vitest';
import { copyOf } from '../model/domain.ts';
import { Drafted } from '../testing/drafted.ts';
import type { Memory } from '../testing/drafted.ts';

const loose = (m: Memory) => m as unknown as Record<string, unknown> & { box: Record<string, unknown> };

describe('a mistake in an effect', () => {
  let drafted: Drafted;
  beforeEach(() => {
    drafted = new Drafted();
  });
  const none = null as unknown as number;
  const mistakes: readonly [string, (m: Memory) => unknown, string][] = [
    ['a value outside its domain', (m) => (m.n = 4), 'mem.n becomes 4, outside int(0, 3)'],
    ['a value of another type', (m) => (loose(m)['n'] = true), 'mem.n becomes true, outside int(0, 3)'],
    [
      'a record for a scalar',
      (m) => (loose(m)['n'] = m.box.page),
      'mem.n becomes {"used":true,"order":2}, outside int(0, 3)',
    ],
    ['NaN', (m) => (m.n = NaN), 'mem.n becomes NaN, outside int(0, 3)'],
    ['a BigInt', (m) => (loose(m)['n'] = 1n), 'mem.n becomes 1n, a BigInt, outside int(0, 3)'],
    [
      'a BigInt in a record',
      (m) => (loose(m)['n'] = { a: 1n }),
      'mem.n becomes {"a":"1n, a BigInt"}, outside int(0, 3)',
    ],
    [
      'a boxed number',
      // oxlint-disable-next-line no-new-wrappers
      (m) => (loose(m)['n'] = new Number(2)),
      'mem.n becomes an object made by new Number(2), outside int(0, 3)',
    ],
    ['a symbol', (m) => (loose(m)['n'] = Symbol('x')), 'mem.n becomes Symbol(x), outside int(0, 3)'],
    ['undefined', (m) => (loose(m)['n'] = undefined), 'mem.n becomes undefined, outside int(0, 3)'],
    [
      'a bad value in a record',
      (m) => (m.box.page = { used: true, order: 3 }),
      'mem.box.page.order becomes 3, outside int(0, 2)',
    ],
    [
      'a missing field',
      (m) => (loose(m).box['page'] = { used: true }),
      'mem.box.page.order becomes undefined, outside int(0, 2)',
    ],
    [
      'a field too many',
      (m) => (loose(m).box['page'] = { used: true, order: 1, x: 1 }),
      'mem.box.page.x is not declared',
    ],
    [
      'null for a record',
      (m) => (loose(m).box['page'] = null),
      'mem.box.page becomes null, outside its record',
    ],
    ['reading an undeclared field', (m) => loose(m)['other'], 'mem.other is not declared'],
    ['writing an undeclared field', (m) => (loose(m).box['other'] = 1), 'mem.box.other is not declared'],
    ['deleting a field', (m) => delete loose(m)['n'], 'mem.n is deleted: a field always has a value'],
    ['reading at a null index', (m) => m.pages[none], 'mem.pages[null] is outside its array of 3'],
    ['writing at a null index', (m) => (m.letters[none] = 'a'), 'mem.letters[null] is outside its seq of 4'],
    ['reading before the start', (m) => m.pages[-1], 'mem.pages[-1] is outside its array of 3'],
    ['reading past the end', (m) => m.pages[3], 'mem.pages[3] is outside its array of 3'],
    [
      'writing between two elements',
      (m) => ((m.grid[0] as boolean[])[0.5] = true),
      'mem.grid[0][0.5] is outside its array of 2',
    ],
    [
      'writing past the end',
      (m) => (m.jobs[3] = { kind: 'none', to: null }),
      'mem.jobs[3] is outside its seq of 3',
    ],
    [
      'leaving a hole',
      (m) => (m.jobs[1] = { kind: 'none', to: null }),
      'mem.jobs[1] is set past the end of the list',
    ],
    ['deleting an element', (m) => delete m.letters[0], 'mem.letters[0] is deleted: a list has no holes'],
    [
      'pushing to a full list',
      (m) => m.letters.push('a', 'a', 'a'),
      'mem.letters[4] is outside its seq of 4',
    ],
    ['shortening an array', (m) => m.pages.pop(), "mem.pages.length is set: an array's length is fixed"],
    [
      'deleting an element of an array',
      (m) => delete m.pages[2],
      'mem.pages[2] is deleted: a list has no holes',
    ],
    [
      'deleting the last element',
      (m) => delete m.letters[1],
      'mem.letters[1] is deleted: a list has no holes',
    ],
    [
      'an index that is no number',
      (m) => loose(m)['letters'] && m.letters['01' as never],
      'mem.letters[01] is outside its seq of 4',
    ],
    [
      'a symbol for a field',
      (m) => ((loose(m) as object as Record<symbol, number>)[Symbol.for('z')] = 1),
      'mem.Symbol(z) is not declared',
    ],
    [
      'a symbol for an element',
      (m) => ((m.letters as object as Record<symbol, number>)[Symbol.for('z')] = 1),
      'mem.letters[Symbol(z)] is outside its seq of 4',
    ],
    ['freezing', (m) => Object.freeze(m.box.page), 'mem.box.page is frozen or sealed'],
    ['freezing a list', (m) => Object.freeze(m.letters), 'mem.letters is frozen or sealed'],
    [
      'a getter',
      (m) => Object.defineProperty(m.box.page, 'order', { get: () => 1 }),
      'mem.box.page order is given a getter',
    ],
    ['a prototype', (m) => Object.setPrototypeOf(m.box, null), 'mem.box is given a prototype'],
    [
      'setting an array’s length',
      (m) => (m.pages.length = 0),
      "mem.pages.length is set: an array's length is fixed",
    ],
    ['lengthening a list', (m) => (m.jobs.length = 2), 'mem.jobs.length becomes 2: a list grows by push()'],
    [
      'too long a list',
      (m) => (m.box.list = [0, 1, 2]),
      "mem.box.list becomes [0,1,2], which its seq of 2 can't hold",
    ],
    [
      'too short an array',
      (m) => (m.grid[1] = [true]),
      "mem.grid[1] becomes [true], which its array of 2 can't hold",
    ],
    ['a bad value in a list', (m) => (m.box.list = [0, 3]), 'mem.box.list[1] becomes 3, outside int(0, 2)'],
    ['a bad value pushed', (m) => m.box.list.push(3), 'mem.box.list[0] becomes 3, outside int(0, 2)'],
  ];
  it.each(mistakes)('%s is an error naming the field', (_, effect, message) => {
    expect(() => drafted.effect(effect)).toThrow(message);
  });

  const writes: readonly [string, (m: Memory) => unknown, string][] = [
    ['sets a scalar', (m) => (m.n = 1), 'mem.n'],
    ['sets what is there already', (m) => (m.n = 0), 'mem.n'],
    ['pushes', (m) => m.box.list.push(1), 'mem.box.list[0]'],
    ['pops', (m) => m.letters.pop(), 'mem.letters[1]'],
    ['shifts', (m) => m.letters.shift(), 'mem.letters[0]'],
    ['splices', (m) => m.letters.splice(0, 1, 'c'), 'mem.letters[0]'],
    ['cuts a list', (m) => (m.letters.length = 0), 'mem.letters.length'],
    ['assigns a record', (m) => (m.box.page = { used: false, order: 0 }), 'mem.box.page'],
    ['empties a list', (m) => (m.box.list = []), 'mem.box.list'],
  ];
  it.each(writes)('a guard that %s is an error naming the field', (_, guard, field) => {
    const before = drafted.plain();
    expect(() => drafted.look(guard)).toThrow(
      `${field} is written by a guard, a choice or a property: they only look`,
    );
    expect(drafted.plain()).toEqual(before);
  });
  it.each(['effect', 'look'] as const)('a draft that is kept for a later %s is an error', (later) => {
    let page: { order: number } | undefined;
    let letters: string[] = [];
    drafted.effect((m) => {
      page = m.box.page;
      letters = m.letters as string[];
    });
    const kept = 'is kept from an earlier run: keep values in memory or stack, not the object';
    expect(() => drafted[later](() => page?.order)).toThrow(`mem.box.page ${kept}`);
    expect(() => drafted[later](() => void (page && (page.order = 1)))).toThrow(`mem.box.page ${kept}`);
    expect(() => drafted[later]((m) => copyOf([page, m.n]))).toThrow(`mem.box.page ${kept}`);
    expect(() => drafted[later](() => letters.length)).toThrow(`mem.letters ${kept}`);
    expect(() => drafted[later](() => [...letters])).toThrow(`mem.letters ${kept}`);
  });
  it('a guard that only looks is none', () => {
    expect(drafted.look((m) => m.letters.toSorted().join())).toBe('a,b');
    expect(drafted.look((m) => m.pages.filter((p) => !p.used).length)).toBe(3);
  });
});
