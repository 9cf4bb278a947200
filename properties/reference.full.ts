// SPDX-License-Identifier: MIT
/** XState and the compiled form mean the same by every design in every configuration: steps.test.ts has a sample. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { machines, pairs } from './manifest.ts';

describe.each(machines(entries))('$model.name', ({ model }) => {
  it.each(pairs(model))('reaches the same states on tiny: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf({ model, configuration, design, bound: 'tiny' })).done).toBe(true);
  });
  it.each(pairs(model))('agrees on random schedules of small: %s, %s', (configuration, design) => {
    expect(compareOnSchedules(instanceOf({ model, configuration, design, bound: 'small' }), 10)).toBe(10);
  });
});
