// SPDX-License-Identifier: MIT
import { beforeAll, describe, expect, it } from 'vitest';
import { vmallocHotRemove } from '../../models/vmalloc-hot-remove/index.ts';
import type { Selection } from '../check/selection.ts';
import { engineOf } from '../engine/engine.ts';
import type { Outcome } from '../engine/outcome.ts';
import { instanceOf } from '../model/instance.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { eventsOf } from '../interleave/schedules.ts';
import { Walker } from '../interleave/walk.ts';
import { abba, faulty, lostUpdate } from '../testing/toys.ts';
import { Hashes } from './hash.ts';
import { LossySearch } from './lossy-search.ts';
import { Bitstate, Compact } from './sets.ts';
import type { LossySet } from './sets.ts';

/** A design that nothing is wrong with: all of its 8,479 states are searched. */
const instance = instanceOf({
  model: vmallocHotRemove,
  design: 'option-2',
  configuration: 'as-built',
  bound: 'small',
} as Selection);
const walker = new Walker(instance);
let exact: Outcome;
beforeAll(() => {
  const search = new Search(engineOf(instance));
  search.run();
  exact = outcome(search);
});

function searched(set: LossySet, seed = 0, on = walker): LossySearch {
  const search = new LossySearch(on.engine, set, seed);
  search.run();
  return search;
}

describe('hashes', () => {
  it('are spread evenly over their bits, for states that differ in few', () => {
    const n = 4096;
    const states = Int32Array.from({ length: n * 3 }, (_, i) => (i % 3 === 1 ? Math.floor(i / 3) : 0));
    const hashes = new Hashes(3, 1);
    hashes.of(states, 3, n);
    for (const half of [hashes.a, hashes.b])
      for (let bit = 0; bit < 32; bit++) {
        const ones = half.subarray(0, n).reduce((sum, h) => sum + ((h >>> bit) & 1), 0);
        // Five standard deviations of 4,096 throws.
        expect(Math.abs(ones - n / 2)).toBeLessThan(160);
      }
  });
  it('are other ones for another seed', () => {
    const [one, two] = [new Hashes(2, 1), new Hashes(2, 2)];
    for (const h of [one, two]) h.of(Int32Array.of(5, 6), 2, 1);
    expect([one.a[0], one.b[0]]).not.toEqual([two.a[0], two.b[0]]);
  });
});

describe('a lossy search', () => {
  it.each([
    ['bitstate', () => new Bitstate(1 << 24)],
    ['compact', () => new Compact(1 << 18)],
  ])('with memory to spare finds what an exact one does: %s', (_, set) => {
    const made = set();
    const { progress, watching, found, full } = searched(made);
    const { states, transitions, depth } = exact;
    expect(progress).toEqual({ states, transitions, depth, queue: 0 });
    expect([found, full]).toEqual([undefined, false]);
    expect(watching.met.size).toBe(walker.engine.asked.watched.filter((p) => p.kind === 'sometimes').length);
    expect(made.missed).toBeLessThan(0.05);
  });

  it.each([
    ['bitstate', 6000, (bytes: number) => new Bitstate(bytes)],
    ['compact', 18, (bits: number) => new Compact(1 << 18, bits)],
  ])('estimates how many states its set dropped: %s', (_, size, set) => {
    // All states of the exact search, offered one by one: nothing hides behind what is missed.
    const search = new Search(engineOf(instance));
    search.run();
    const { states, count } = search.store;
    const { words } = search.engine.layout;
    let [dropped, estimated] = [0, 0];
    const rounds = 10;
    for (let seed = 0; seed < rounds; seed++) {
      const hashes = new Hashes(words, seed);
      hashes.of(states, words, count);
      const made = set(size);
      for (let k = 0; k < count; k++)
        if (!made.offer(hashes.a[k] as number, hashes.b[k] as number)) dropped++;
      estimated += made.missed;
    }
    expect(dropped).toBeGreaterThan(rounds * 50);
    // Dropped states are nearly independent: their number strays by about its square root, here by four of those.
    expect(Math.abs(dropped - estimated)).toBeLessThan(4 * Math.sqrt(estimated) + 0.03 * estimated);
  });

  it('misses more than is estimated by little, as most states can be reached by several ways', () => {
    let [missing, estimated] = [0, 0];
    for (let seed = 0; seed < 5; seed++) {
      const set = new Bitstate(12_000);
      missing += exact.states - searched(set, seed).progress.states;
      estimated += set.missed;
    }
    expect(missing).toBeGreaterThan(0);
    expect(missing / estimated).toBeGreaterThan(0.5);
    expect(missing / estimated).toBeLessThan(4);
  });

  it('ends where its table is full, with states left', () => {
    const search = searched(new Compact(4096 * 8));
    expect([search.full, search.done]).toEqual([true, false]);
    expect(search.progress.states).toBeLessThanOrEqual(4096 * 0.9);
    expect(search.progress.queue).toBeGreaterThan(0);
  });

  it.each([
    ['a fault', faulty],
    ['a deadlock', abba],
    ['an invariant', lostUpdate],
  ])('finds %s by a schedule that shows it, as short as the shortest', (_, build) => {
    const on = new Walker(build());
    const { found } = searched(new Bitstate(1 << 16), 0, on);
    const { taken, broken } = on.run(eventsOf(on, found?.way ?? []));
    expect(broken?.length).toBe(taken.length);
    const whole = new Search(engineOf(build()));
    whole.run();
    const lengths = outcome(whole)
      .results.filter((r) => r.property.kind !== 'sometimes')
      .flatMap((r) => r.violations.map((v) => v.schedule.length));
    expect(taken.length).toBe(Math.min(...lengths));
  });
});
