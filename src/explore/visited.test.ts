// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../compile/codegen.ts';
import { runs } from '../testing/full.ts';
import { wideMemory } from '../testing/wide.ts';
import { codeFor } from './visited-memory.ts';
import { stateStore } from './store.ts';
import { visitedSet } from './visited.ts';
import type { StateStore } from './store.ts';
import type { VisitedSet } from './visited.ts';
import type { Sizes } from './visited-room.ts';

wideMemory();

type Packed = readonly number[];
interface Entry {
  readonly state: Packed;
  readonly parent: number;
  /** The edge taken, or -1 for the initial state. */
  readonly edge: number;
}

/** Table and memory grow several times. */
const SMALL = { slots: 4, room: 2 };
/** So few states fit into a memory with addresses of 32 bits. */
const FEW = 40;
const ALONE = ['in a memory of 32 bits', () => SMALL] as const;
const WIDE = [
  'in one of 64 bits after it',
  (words: number): Sizes => {
    const slots = 64;
    const narrow = codeFor(words, FAULTY.length).places.table + (slots + FEW * (words + 1)) * 4;
    return { ...SMALL, narrow };
  },
] as const;
/** Of three edges the second ends in a fault. */
const FAULTY = Uint8Array.of(0, 1, 0);

function batchOf(entries: readonly Entry[], words: number): Batch {
  const records = Int32Array.from(entries.flatMap(({ state, edge }) => [...state, edge]));
  const parents = Int32Array.from(entries, (e) => e.parent);
  const none = new Int32Array(0);
  expect(records).toHaveLength(entries.length * (words + 1));
  return { records, parents, count: entries.length, noted: none, notes: none, noteCount: 0 };
}

/** The place of one state. */
const placeOf = (set: VisitedSet | undefined, state: Iterable<number>) =>
  set?.find({ records: Int32Array.from([...state, -1]), count: 1 })[0];

/** Packed states over few values, so that many are equal. */
const packed = (words: number): fc.Arbitrary<Packed> =>
  fc.tuple(...Array.from({ length: words }, () => fc.constantFrom(-1, 1, 2, 1 << 31, 0, 0x1234_5678)));

const stateAt = ({ states }: StateStore, words: number, i: number) =>
  states.slice(i * words, (i + 1) * words);

const cases = fc.integer({ min: 1, max: 5 }).chain((words) => {
  const entry = fc.record({ state: packed(words), parent: fc.nat(50), edge: fc.integer({ min: 0, max: 2 }) });
  const batches = fc.array(fc.array(entry, { maxLength: 60, size: 'max' }), {
    minLength: 1,
    maxLength: 12,
    size: 'max',
  });
  return fc.record({ words: fc.constant(words), batches });
});

describe.each([ALONE, WIDE])('the visited set, %s', (_kind, sizesFor) => {
  it('keeps each state once, in order of discovery, with the parent that found it first', () => {
    const same = fc.property(cases, ({ words, batches }) => {
      const store = stateStore(FAULTY);
      const set = visitedSet(words, store, sizesFor(words));
      const known = new Map<string, number>();
      const firstTaken = [-1, -1, -1];
      for (const batch of batches) {
        set.insert(batchOf(batch, words));
        for (const { state, parent, edge } of batch) {
          if (firstTaken[edge] === -1) firstTaken[edge] = parent;
          if (!known.has(state.join())) known.set(state.join(), edge === 1 ? ~parent : parent);
        }
      }
      const stored = Array.from({ length: store.count }, (_, i) =>
        store.states.slice(i * words, (i + 1) * words).join(),
      );
      expect(stored).toEqual([...known.keys()]);
      expect(Array.from(store.parents.slice(0, store.count))).toEqual([...known.values()]);
      expect([...store.firstTaken]).toEqual(firstTaken);
    });
    fc.assert(same, { numRuns: runs(60, 200) });
  });

  it('finds the states that were inserted, each at its place in the store, and no others', () => {
    const same = fc.property(cases, ({ words, batches }) => {
      const store = stateStore(FAULTY);
      const set = visitedSet(words, store, sizesFor(words));
      const half = Math.ceil(batches.length / 2);
      for (const batch of batches.slice(0, half)) set.insert(batchOf(batch, words));
      const all = Array.from({ length: store.count }, (_, i) => [...stateAt(store, words, i), 0]).flat();
      const places = [...set.find({ records: Int32Array.from(all), count: store.count })];
      expect(places).toEqual([...places.keys()]);
      const known = new Set(batches.slice(0, half).flatMap((b) => b.map((e) => e.state.join())));
      for (const { state } of batches.slice(half).flat())
        expect((placeOf(set, state) ?? -1) >= 0).toBe(known.has(state.join()));
    });
    fc.assert(same, { numRuns: runs(30, 100) });
  });

  it('grows through a hundred thousand states and a batch larger than itself', () => {
    const store = stateStore(FAULTY);
    const set = visitedSet(2, store, sizesFor(2));
    const entries = Array.from({ length: 100_000 }, (_, i) => ({
      state: [(i % 317) << 20, i + 1],
      parent: i,
      edge: 0,
    }));
    set.insert(batchOf(entries, 2));
    set.insert(batchOf(entries, 2));
    expect(store.count).toBe(100_000);
    expect(set.nextGrowth().states).toBeGreaterThan(100_000);
    expect(placeOf(set, [0, 100_001])).toBe(-1);
    expect([...set.find(batchOf(entries, 2))]).toEqual([...entries.keys()]);
    expect(store.states.slice(-2 + 200_000, 200_000).join()).toBe(`${(99_999 % 317) << 20},100000`);
  });
});

it('goes on from a memory that threads shared to a wider one', () => {
  const store = stateStore(FAULTY);
  const narrow = codeFor(2, FAULTY.length).places.table + (1 << 14) * 4 + 6000 * 12;
  const set = visitedSet(2, store, { slots: 1 << 14, room: 1 << 10, narrow });
  const entries = Array.from({ length: 20_000 }, (_, i) => ({ state: [i << 7, i], parent: i, edge: 0 }));
  set.insert(batchOf(entries.slice(0, 3000), 2));
  expect(set.ground(100, () => {}).memory.buffer).toBeInstanceOf(SharedArrayBuffer);
  set.insert(batchOf(entries, 2));
  expect(store.states.buffer).toBeInstanceOf(ArrayBuffer);
  expect([...set.find(batchOf(entries, 2))]).toEqual([...entries.keys()]);
});

it('has room for a billion states of two words where addresses have 64 bits', () => {
  expect(visitedSet(2, stateStore(FAULTY)).most).toBeGreaterThan(1e9);
});
