// SPDX-License-Identifier: MIT
// Changing a list in place and sharing one object are what is tried here.
// oxlint-disable unicorn/no-array-reverse, unicorn/no-array-sort, unicorn/no-array-fill-with-reference-type
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, copyOf, record } from '../model/domain.ts';
import { Drafted, memory } from '../testing/drafted.ts';
import type { Memory, Page } from '../testing/drafted.ts';
import { runs } from '../testing/full.ts';

/** What an effect's author could write, with two numbers drawn at random, and an object kept from an earlier operation. */
interface Hand {
  page: Page;
  row: boolean[];
}
type Operation = (m: Memory, hand: Hand, i: number, j: number) => unknown;
const LETTERS = ['a', 'b', 'c', 'd'] as const;
const KINDS = ['none', 'read', 'write'] as const;
const third = (i: number) => i % 3;
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'set a scalar': (m, _, i) => (m.n = i),
  'set through an index': (m, _, i, j) => ((m.pages[third(i)] as Page).order = third(j)),
  'set an element of a nested array': (m, _, i, j) => ((m.grid[i % 2] as boolean[])[j % 2] = i > j),
  push: (m, _, i, j) => m.jobs.length < 3 && m.jobs.push({ kind: KINDS[third(i)] as 'none', to: third(j) }),
  pop: (m) => m.jobs.pop(),
  shift: (m) => m.jobs.shift(),
  unshift: (m, _, i) => m.letters.length < 4 && m.letters.unshift(LETTERS[i] as 'a'),
  'splice out': (m, _, i, j) => m.letters.splice(i, j),
  'splice in': (m, _, i, j) => m.jobs.length < 3 && m.jobs.splice(i, 0, { kind: 'read', to: third(j) }),
  'splice over': (m, _, i) => m.letters.length > 0 && m.letters.splice(i % m.letters.length, 1, 'd'),
  'fill with a scalar': (m, _, i) => m.letters.fill(LETTERS[i] as 'a'),
  'fill with one object': (m, _, i) => m.pages.fill({ used: i > 1, order: third(i) }),
  reverse: (m) => m.jobs.reverse(),
  sort: (m) => m.letters.sort(),
  'sort records': (m) => m.pages.sort((a, b) => a.order - b.order),
  'cut by length': (m, _, i) => (m.letters.length = Math.min(i, m.letters.length)),
  'spread a record': (m, _, i) => (m.box.page = { ...m.box.page, order: third(i) }),
  'spread a list': (m) => m.letters.length < 4 && (m.letters = ['c', ...m.letters]),
  'assign nested records': (m, _, i) =>
    (m.box = { page: { used: i > 1, order: third(i) }, list: [third(i)] }),
  'assign from elsewhere': (m, _, i) => (m.box.page = m.pages[third(i)] as Page),
  destructure: ({ pages: [first], box: { page: p, ...others } }) => [first, p.order, others],
  'swap scalars': ({ letters: l }, _, i, j) =>
    i < l.length && j < l.length && ([l[i], l[j]] = [l[j] as 'a', l[i] as 'a']),
  'swap records': ({ pages: p }, _, i, j) =>
    void ([p[third(i)], p[third(j)]] = [p[third(j)] as Page, p[third(i)] as Page]),
  'exchange lists': (m) => void ([m.grid[0], m.grid[1]] = [m.grid[1] as boolean[], m.grid[0] as boolean[]]),
  filter: (m, _, i) => (m.letters = m.letters.filter((l) => l !== LETTERS[i])),
  map: (m) => (m.pages = m.pages.map((p) => ({ ...p, used: !p.used }))),
  'object assign': (m, _, i) => Object.assign(m.box.page, { used: true, order: third(i) }),
  'keep a page': (m, hand, i) => void (hand.page = m.pages[third(i)] as Page),
  'keep a row': (m, hand, i) => void (hand.row = m.grid[i % 2] as boolean[]),
  'write to the kept page': (_m, hand, i) => (hand.page.order = third(i)),
  'write to the kept row': (_m, hand, i) => (hand.row[i % 2] = !hand.row[i % 2]),
  'put the kept page back': (m, hand, i) => void (m.pages[third(i)] = hand.page),
  'put the kept page elsewhere': (m, hand) => void (m.box.page = hand.page),
  'put the kept row back': (m, hand, i) => void (m.grid[i % 2] = hand.row),
  'look at the kept page': (_m, hand) => ({ ...hand.page }),
  'every row': (m, _, i) => m.grid.every((row, at, all) => all[at] === row && row[i % 2]),
  'find in a list that is cut': (m, _, i) =>
    m.letters.find((l, at, all) => {
      all.length = Math.min(all.length, i);
      return at > i && l === undefined;
    }),
  'look at a list that is cut': (m, _, i) => {
    const seen: unknown[] = [];
    const cut = (letter: unknown, at: number, all: unknown[]) => {
      seen.push(letter, at);
      if (at === third(i)) all.length = Math.min(all.length, i);
      return true;
    };
    return [m.letters.every(cut), m.letters.map(cut), m.letters.filter(cut), m.letters.some(cut), seen];
  },
  'look with something': (m, _, i) =>
    m.letters.filter(function (this: number, _letter, at) {
      return at < this;
    }, Object(i)),
  indexOf: (m, _, i) => m.letters.indexOf(LETTERS[i] as 'a'),
  includes: (m, _, i) => m.letters.includes(LETTERS[i] as 'a'),
  'some and every': (m, _, i) => [m.pages.some((p) => p.order === i), m.pages.every((p) => p.used)],
  find: (m) => m.jobs.find((j) => j.kind === 'read'),
  at: (m) => [m.letters.at(-1), m.letters.at(0), m.jobs.at(-1)],
  iterate: (m) => [...m.jobs.entries()],
  keys: (m) => [Object.keys(m), Object.keys(m.letters), 'order' in m.box.page, 1 in m.jobs],
  entries: (m) => Object.entries(m.box),
  'read past the end of a list': (m) => [
    m.jobs[m.jobs.length - 1 < 0 ? 0 : m.jobs.length - 1],
    m.letters.length,
  ],
  'delete and put back': (m, _, i) => {
    if (i >= m.letters.length) return;
    delete m.letters[i];
    const gap = [m.letters[i], i in m.letters, Object.keys(m.letters)];
    m.letters[i] = 'd';
    return gap;
  },
  'delete the end and cut it off': (m) => {
    if (m.jobs.length === 0) return;
    delete m.jobs[m.jobs.length - 1];
    const gap = [m.jobs.at(-1), m.jobs.map((j) => j.to)];
    m.jobs.length--;
    return gap;
  },
  stringify: (m) => JSON.stringify(m),
  'stringify a part': (m, hand) => [JSON.stringify(m.pages), JSON.stringify(hand.page)],
  'parse a copy': (m) => void (m.box = JSON.parse(JSON.stringify(m.box)) as Memory['box']),
  'structured clone': (m) => structuredClone(m),
  'put a clone': (m, _, i) => void (m.box.page = structuredClone(m.pages[third(i)] as Page)),
  'clone what holds parts': (m) => structuredClone({ of: m.box, all: [m.letters] }),
  'as text': (m) => [String(m.box), String(m.letters), `${m.grid.join()}`],
  'own fields': (m) => [
    Object.hasOwn(m.box, 'page'),
    Object.hasOwn(m.box, 'pages'),
    // oxlint-disable-next-line no-prototype-builtins
    m.box.hasOwnProperty('list'),
    // oxlint-disable-next-line no-prototype-builtins
    m.letters.hasOwnProperty(1),
    'toString' in m.box,
    'nothing' in m.box,
  ],
  'sort without a comparator': (m) => m.pages.sort(),
  'sort down': (m) => m.letters.sort((a, b) => (a < b ? 1 : -1)),
  'to sorted': (m) => [m.letters.toSorted(), m.letters.toReversed(), m.letters.toSpliced(0, 1, 'a')],
  'copy within': (m, _, i, j) => m.letters.copyWithin(i, j),
  'define a field': (m, _, i) => void Object.defineProperty(m.box.page, 'order', { value: third(i) }),
  'spread lists': (m) => [...m.grid, ...m.jobs.map((j) => ({ ...j })), { ...m.letters }],
  'flat and nested': (m) => m.grid.flat().map(Number),
  'reduce and last': (m) => [m.pages.reduce((n, p) => n + p.order, 0), m.letters.lastIndexOf('a')],
  'is a list': (m) => [Array.isArray(m.letters), Array.isArray(m.box), m.box instanceof Object],
  'for in': (m) => {
    const keys: string[] = [];
    for (const key in m.box) keys.push(key);
    return keys;
  },
  join: (m) => m.letters.join(),
  concat: (m) => m.letters.concat(m.letters.slice(1)),
};

describe('a draft', () => {
  it('behaves like the plain object: results, memory after each effect, objects kept while it runs', () => {
    const operation = fc.tuple(fc.constantFrom(...Object.keys(OPERATIONS)), fc.nat(3), fc.nat(3));
    const effects = fc.array(fc.array(operation, { minLength: 1, maxLength: 12, size: 'max' }), {
      minLength: 1,
      maxLength: 4,
      size: 'max',
    });
    const same = fc.property(effects, (list) => {
      const drafted = new Drafted();
      let plain = copyOf(record(memory).initial) as Memory;
      for (const operations of list) {
        const run = (m: Memory) => {
          const hand: Hand = { page: m.box.page, row: m.grid[0] as boolean[] };
          return operations.map(([name, i, j]) => copyOf(OPERATIONS[name]?.(m, hand, i, j)));
        };
        const before = drafted.effect(run);
        expect(before).toEqual(run(plain));
        // Between effects nothing is shared, in plain memory either.
        plain = copyOf(plain);
        check(record(memory), plain, 'mem');
        expect(drafted.plain()).toEqual(plain);
      }
    });
    fc.assert(same, { numRuns: runs(400, 1500) });
  });

  it('reads only what it is asked for', () => {
    const drafted = new Drafted();
    const reads = (run: (m: Memory) => unknown) => {
      drafted.effect(run);
      return drafted.recorder.reads.map((cell) => drafted.map.cells[cell]?.name);
    };
    expect(reads((m) => m.pages[1]?.order)).toEqual(['mem.pages[1].order']);
    expect(reads((m) => (m.box = { page: { used: true, order: 0 }, list: [] }))).toEqual([]);
    expect(reads((m) => (m.pages[0] = { ...(m.pages[0] as Page), order: 1 }))).toEqual([
      'mem.pages[0].used',
      'mem.pages[0].order',
    ]);
    expect(reads((m) => m.letters[1])).toEqual(['mem.letters.length', 'mem.letters[1]']);
  });

  it('counts a write of the value that was read as none', () => {
    const drafted = new Drafted();
    drafted.effect((m) => void (m.n = m.n === 0 ? 0 : 1));
    expect(drafted.written('mem.n')).toBe(false);
    drafted.effect((m) => void (m.n += 1));
    expect(drafted.written('mem.n')).toBe(true);
  });
});
