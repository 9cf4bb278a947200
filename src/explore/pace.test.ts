// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

describe('whether threads are faster than one', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is not asked before one has been seen alone', () => {
    const pace = new Pace();
    pace.took(true, 1, 500);
    expect(pace.alone).toBe(false);
  });
  it('they are, and go on', () => {
    const pace = new Pace();
    pace.took(false, 1000, 50);
    for (let i = 0; i < 10; i++) pace.took(true, 3000, 100);
    expect(pace.alone).toBe(false);
  });
  it('they are not: then one goes on alone, for a while, and for longer the next time', () => {
    const pace = new Pace();
    pace.took(false, 3000, 100);
    pace.took(true, 1000, 100);
    expect(pace.alone).toBe(false);
    pace.took(true, 1000, 100);
    expect(pace.alone).toBe(true);
    vi.advanceTimersByTime(1001);
    expect(pace.alone).toBe(false);
    pace.took(true, 1000, 300);
    vi.advanceTimersByTime(1001);
    expect(pace.alone).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(pace.alone).toBe(false);
    // Faster once, they are trusted as at first.
    pace.took(true, 90_000, 300);
    pace.took(true, 1000, 300);
    vi.advanceTimersByTime(1001);
    expect(pace.alone).toBe(false);
  });
});
