// SPDX-License-Identifier: MIT
/** XState's own transition() and the compiled form mean the same by every pair of memory-block. */
import { describe, expect, it } from 'vitest';
import { memoryBlock as model } from '../models/memory-block/index.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { instanceOf, pairs } from './manifest.ts';

describe('XState and the compiled form', () => {
  it.each(pairs(model))('reach the same states on tiny: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf(model, configuration, design, 'tiny')).done).toBe(true);
  });
  it.each(pairs(model))('agree on random schedules of small: %s, %s', (configuration, design) => {
    expect(compareOnSchedules(instanceOf(model, configuration, design, 'small'), 10)).toBe(10);
  });
});
