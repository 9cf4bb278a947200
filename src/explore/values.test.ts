// SPDX-License-Identifier: MIT
// Changing a list in place and sharing one object are what is tried here.
// oxlint-disable unicorn/no-array-fill-with-reference-type
import { assign, createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { array, bool, initially, int, oneOf, record, seq } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { Reference } from '../model/reference.ts';
import { system, thread } from '../model/thread.ts';
import { compareWithGraph, graphOf } from '../testing/compare.ts';
import { oneThread } from '../testing/toys.ts';
import { Search } from './search.ts';

describe('records and lists are values', () => {
  const page = record({ used: bool, order: int(0, 2) });
  it('elements of an array that started as one initial value are apart', () => {
    const { store } = compareWithGraph(
      oneThread(
        { pages: array(3, page) },
        (k) => void (k.pages[1] = { used: true, order: 1 }),
        ({ pages }) => {
          for (const p of pages) if (p.used) p.order = 2;
        },
      ),
    );
    expect(store.count).toBe(3);
    const [, , last] = [
      ...graphOf(
        oneThread(
          { pages: array(2, page) },
          ({ pages: [p] }) => p && (p.used = true),
          () => {},
        ),
      ).nodes.values(),
    ];
    expect(last?.state.mem.pages).toEqual([
      { used: true, order: 0 },
      { used: false, order: 0 },
    ]);
  });
  it('an element put into two places is two from the next step on', () => {
    const memory = { pages: array(2, page) };
    const { compiled } = compareWithGraph(
      oneThread(
        memory,
        (k) => void k.pages.fill({ used: true, order: 1 }),
        (k) => k.pages[0] && (k.pages[0].order = 2),
      ),
    ).engine;
    expect(
      compiled.map.cells
        .map((c) => [c.name, compiled.possible[c.index]])
        .filter(([name]) => name === 'mem.pages[1].order'),
    ).toEqual([['mem.pages[1].order', [0, 1]]]);
  });
  it('an unused slot of a list holds one value, whatever its records start with', () => {
    const memory = { list: seq(initially(page, { used: true, order: 2 }), 1) };
    const t = thread(memory, 't', {});
    const at = { func: 'f', file: 'f.c', version: 'v0' };
    const push = t.on(
      { at, says: 'push' },
      { effect: (k) => void k.list.push({ used: false, order: 1 }), target: 'pop' },
    );
    const pop = t.on({ at, says: 'pop' }, { effect: (k) => void k.list.pop(), target: 'push' });
    const machine = system({ id: 'slots', memory, threads: [t.region('push', { push, pop })] });
    expect(compareWithGraph({ machine, properties: [] }).store.count).toBe(2);
  });
  it('what XState’s own assign swaps is swapped', () => {
    const memory = { a: array(2, bool), b: array(2, bool) };
    const swap = assign(
      ({ context: { mem, stack } }: { context: { mem: Values<typeof memory>; stack: object } }) => ({
        mem: { a: mem.b, b: mem.a },
        stack,
      }),
    );
    const machine = createMachine({
      id: 'plain',
      type: 'parallel',
      context: { mem: { a: [true, false], b: [true, true] }, stack: { t: {} } },
      meta: { memory: record(memory), threads: { t: { stack: record({}) } } },
      states: {
        t: {
          initial: 'x',
          states: { x: { on: { t: { target: 'y', actions: swap } } }, y: { type: 'final' } },
        },
      },
    } as never) as unknown as AnyStateMachine;
    expect(compareWithGraph({ machine, properties: [] }).store.count).toBe(2);
  });
  it('choices read off a list that the effect changes are all taken', () => {
    const memory = { free: initially(seq(oneOf('a', 'b', 'c'), 3), ['a', 'b', 'c']) };
    const t = thread(memory, 't', {});
    const at = { func: 'f', file: 'f.c', version: 'v0' };
    const take = t.on(
      { at, says: 'take one', choices: (k) => k.free },
      { effect: (k, _me, choice) => void k.free.splice(k.free.indexOf(choice as 'a'), 1), target: 'take' },
    );
    const machine = system({ id: 'take', memory, threads: [t.region('take', { take })] });
    // Every subset of the three, in its order.
    expect(compareWithGraph({ machine, properties: [] }).store.count).toBe(8);
  });
});

const wrong = () =>
  oneThread(
    { n: int(0, 2) },
    (k) => void k.n++,
    (k) => void k.n++,
    (k) => void k.n++,
  );

describe('a mistake in the model', () => {
  it.each([4096, 0])(
    'is an error of the search that names field, value, domain and step (budget %i)',
    (budget) => {
      const search = new Search(engineOf(wrong(), { budget }));
      expect(() => search.run()).toThrow('t.s2: mem.n becomes 3, outside int(0, 2)');
    },
  );
  it('is one of the reference at the same step', () => {
    const reference = new Reference(readMachine(wrong().machine));
    const before = [0, 1].reduce((s) => reference.step(s, { type: 't' }), reference.initial());
    expect(() => reference.step(before, { type: 't' })).toThrow('mem.n is 3, outside int(0, 2)');
  });
  it('does not matter where no reachable state takes it', () => {
    const search = compareWithGraph(
      oneThread(
        { n: int(0, 2) },
        (k) => void k.n++,
        (k) => void (k.n = k.n > 1 ? 7 : 2),
      ),
    );
    expect(search.store.count).toBe(3);
  });
});
