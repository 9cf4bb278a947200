// SPDX-License-Identifier: MIT
/** What ends a search early, of searches that are about to grow. */
import { describe, expect, it } from 'vitest';
import { Watchman, watched } from './limits.ts';

/** It has so many states; past ten it has to grow by `bytes`. */
const search = (count: number, bytes: number, full = false) => ({
  store: { count },
  visited: { nextGrowth: () => ({ states: 10, bytes }) },
  progress: { states: count },
  full,
});
const PETABYTE = 2 ** 50;
const limited = new Watchman({ maxStates: 1000, maxMemory: PETABYTE });
const unlimited = new Watchman({ maxStates: 1000 });

describe('a search', () => {
  it('is asked again before it has to grow, where memory is limited', () => {
    expect(unlimited.statesFor(search(5, 1))).toBe(1000);
    expect(limited.statesFor(search(5, 1))).toBe(10);
    expect(limited.statesFor(search(10, 1))).toBe(11);
    // It keeps no states.
    expect(limited.statesFor({})).toBe(1000);
  });
  it('ends where it has its states, where its store is full, and where it can’t pay for the next growth', () => {
    expect(unlimited.reason(search(1000, 1))).toBe('--max-states');
    expect(unlimited.reason(search(10, 1, true))).toBe('full');
    expect(limited.reason(search(10, 2 * PETABYTE))).toBe('--max-memory');
    // Not before it grows, and not where that is paid for.
    expect(limited.reason(search(9, 2 * PETABYTE))).toBeUndefined();
    expect(limited.reason(search(10, 1))).toBeUndefined();
    expect(limited.reason({ progress: { states: 10 } })).toBeUndefined();
    expect(unlimited.reason(search(10, 2 * PETABYTE))).toBeUndefined();
  });
  it('lets go what it keeps for later before it ends for memory', () => {
    let [kept, least] = [true, false];
    const growing = {
      ...search(10, 2 * PETABYTE),
      visited: { nextGrowth: () => ({ states: 10, bytes: least || kept ? 2 * PETABYTE : 1 }) },
      spare: () => kept && !(kept = false),
    };
    expect(limited.reason(growing)).toBeUndefined();
    expect(kept).toBe(false);
    // There is nothing left to let go.
    least = true;
    expect(limited.reason(growing)).toBe('--max-memory');
  });
  it('has a little of its time left to say what it found', () => {
    expect(watched({ maxTime: 100 }, () => false, 5).until).toBe(5 + 100_000 - 300);
    expect(watched({ maxTime: 1 }, () => false, 5).until).toBe(5 + 1000 - 50);
    expect(watched({}, () => false, 5).until).toBe(Infinity);
  });
});
