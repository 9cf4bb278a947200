// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import * as d from './domain.ts';

describe('the values of a domain', () => {
  it('bool is false or true and starts false', () => {
    expect([d.bool.values, d.bool.initial]).toEqual([[false, true], false]);
  });
  it('int has both its ends and starts at the lower', () => {
    const { values, initial, says } = d.int(-1, 2);
    expect([values, initial, says]).toEqual([[-1, 0, 1, 2], -1, 'int(-1, 2)']);
  });
  it('int of one value is a constant', () => {
    expect(d.int(3, 3).values).toEqual([3]);
  });
  it.each([
    [1, 0],
    [0, 1.5],
    [Number.NaN, 1],
    [0, Infinity],
  ])('int(%d, %d) is refused', (low, high) => {
    expect(() => d.int(low, high)).toThrow(RangeError);
  });
  it('oneOf has the named values and starts at the first', () => {
    const { values, initial, says } = d.oneOf('free', 'used');
    expect([values, initial, says]).toEqual([['free', 'used'], 'free', 'oneOf(free, used)']);
  });
  it('oneOf with a value twice is refused', () => {
    expect(() => d.oneOf('a', 'b', 'a')).toThrow('oneOf(a, b, a): a value stands twice');
  });
  it('id is null or one of the objects and starts null', () => {
    const { values, initial, says } = d.id('table', 2);
    expect([values, initial, says]).toEqual([[null, 0, 1], null, 'id(table, 2)']);
  });
  it('a lock is free or held by a thread, and starts free', () => {
    const { values, initial, lock } = d.spinlock(['a', 'b']);
    expect([values, initial, lock?.kind]).toEqual([[null, 'a', 'b'], null, 'spinlock']);
    expect(d.mutex(['a']).lock?.kind).toBe('mutex');
    expect(d.mutex(['a']).says).toBe('mutex(a)');
  });
  it('an array starts with the initial value of its elements', () => {
    expect(d.array(3, d.int(1, 2)).initial).toEqual([1, 1, 1]);
  });
  it('a seq starts empty', () => {
    expect(d.seq(d.bool, 2).initial).toEqual([]);
  });
  it('a record starts with the initial value of each field', () => {
    expect(d.record({ n: d.int(1, 2), list: d.array(1, d.bool) }).initial).toEqual({ n: 1, list: [false] });
  });
});

describe('check', () => {
  const memory = d.record({
    n: d.int(0, 2),
    state: d.oneOf('off', 'on'),
    owner: d.mutex(['a', 'b']),
    page: d.array(2, d.record({ table: d.id('table', 2) })),
    queue: d.seq(d.bool, 2),
  });
  const good = { n: 0, state: 'on', owner: null, page: [{ table: 1 }, { table: null }], queue: [true] };
  it('accepts values of the domain', () => {
    expect(() => d.check(memory, good, 'mem')).not.toThrow();
    expect(() => d.check(memory, memory.initial, 'mem')).not.toThrow();
  });
  it.each([
    [{ n: 3 }, 'mem.n is 3, outside int(0, 2)'],
    [{ n: -1 }, 'mem.n is -1, outside int(0, 2)'],
    [{ n: '1' }, 'mem.n is "1", outside int(0, 2)'],
    [{ n: true }, 'mem.n is true, outside int(0, 2)'],
    [{ n: undefined }, 'mem.n is undefined, outside int(0, 2)'],
    [{ state: 'idle' }, 'mem.state is "idle", outside oneOf(off, on)'],
    [{ owner: 'c' }, 'mem.owner is "c", outside mutex(a, b)'],
    [{ page: [{ table: 1 }, { table: 2 }] }, 'mem.page[1].table is 2, outside id(table, 2)'],
    [{ page: [{ table: 1 }, null] }, 'mem.page[1] is null, outside its record'],
    [{ page: [{ table: 1 }] }, 'mem.page has 1 elements, its domain 2'],
    [{ page: {} }, 'mem.page is {}, outside its array'],
    [{ queue: [true, true, true] }, 'mem.queue has 3 elements, its domain 2'],
    [{ queue: [true, 1] }, 'mem.queue[1] is 1, outside bool'],
    [
      { page: Object.assign([{ table: 1 }, { table: 1 }], { null: 1 }) },
      'mem.page[null] is outside its array of 2',
    ],
    [{ queue: Object.assign([true], { [-1]: true }) }, 'mem.queue[-1] is outside its seq of 2'],
    [{ other: 1 }, 'mem.other is not declared'],
  ])('refuses %j, naming the field', (change, message) => {
    expect(() => d.check(memory, { ...good, ...change }, 'mem')).toThrow(new d.DomainError(message));
  });
});

describe('initially', () => {
  it('starts the same domain at another value', () => {
    const started = d.initially(d.int(0, 3), 2);
    expect([started.initial, started.values]).toEqual([2, [0, 1, 2, 3]]);
    expect(d.array(2, started).initial).toEqual([2, 2]);
    expect(d.initially(d.seq(d.bool, 2), [true]).initial).toEqual([true]);
  });
  it('leaves the domain it was given as it was', () => {
    const domain = d.int(0, 3);
    d.initially(domain, 2);
    expect(domain.initial).toBe(0);
  });
  it('refuses a value outside the domain', () => {
    expect(() => d.initially(d.int(0, 3), 4)).toThrow('the initial value is 4, outside int(0, 3)');
    expect(() => d.initially(d.array(2, d.bool), [true])).toThrow(
      'the initial value has 1 elements, its domain 2',
    );
  });
});

describe('ghost', () => {
  it('marks every scalar below it and changes nothing else', () => {
    const list = d.seq(d.bool, 2);
    const at = d.array(2, d.record({ n: d.int(0, 1) }));
    const n = { ...d.int(0, 1), ghost: true };
    const ghost = d.ghost(d.record({ list, at }));
    expect(ghost.fields).toEqual({
      list: { ...list, ghost: true, of: { ...d.bool, ghost: true } },
      at: { ...at, of: { ...at.of, fields: { n } } },
    });
    expect(ghost.initial).toEqual({ list: [], at: [{ n: 0 }, { n: 0 }] });
    expect(list.of).toEqual(d.bool);
  });
});

describe('copyOf', () => {
  it('gives an equal value in which no two parts are one object', () => {
    const shared = { n: 1 };
    const copy = d.copyOf({ a: shared, list: [shared, null, 'x'] });
    expect(copy).toEqual({ a: { n: 1 }, list: [{ n: 1 }, null, 'x'] });
    expect(copy.list[0]).not.toBe(copy.a);
    expect(copy.a).not.toBe(shared);
  });
});
