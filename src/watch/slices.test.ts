// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { inSlices } from './slices.ts';

/** Counts to 5: all in one slice, or one in each where the slice is a batch. */
const counter = () => ({
  count: 0,
  get done(): boolean {
    return this.count === 5;
  },
  run(most = Infinity, until = Infinity): void {
    do this.count++;
    while (!this.done && this.count < most && performance.now() <= until);
  },
});

describe('what runs in slices', () => {
  it('runs to the end where nothing stops it', async () => {
    const search = counter();
    expect(await inSlices(search, { stop: () => undefined })).toBeUndefined();
    expect(search.done).toBe(true);
  });
  it('is asked after each batch, where that is wanted, and ends with the reason', async () => {
    const search = counter();
    const stop = () => (search.count === 3 ? 'three' : undefined);
    expect(await inSlices(search, { stop, eachBatch: true })).toBe('three');
    expect(search.count).toBe(3);
  });
  it('comes to no more than it may before it is asked again', async () => {
    const search = counter();
    const told: number[] = [];
    await inSlices(search, {
      stop: () => undefined,
      most: () => search.count + 2,
      told: () => told.push(search.count),
    });
    expect(told).toEqual([2, 4, 5]);
  });
  it('lets others run between two slices', async () => {
    const search = counter();
    let turns = 0;
    const other = setInterval(() => turns++, 0);
    const slow = { ...search, done: false, run: () => {} };
    // Without that it would never end, and so would this test.
    const ended = await inSlices(slow, { stop: () => (turns > 1 ? turns : undefined) });
    clearInterval(other);
    expect(ended).toBe(2);
  });
});
