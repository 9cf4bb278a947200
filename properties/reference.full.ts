// SPDX-License-Identifier: MIT
/** XState's own graph and the compiled search reach the same states at tiny: every design, in every configuration. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { compareWithGraph } from '../src/testing/compare.ts';
import { instanceOf, machines, pairs } from './manifest.ts';

describe.each(machines(entries))('$model.name', ({ model }) => {
  it.each(pairs(model))('reaches the same states: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf(model, configuration, design, 'tiny')).done).toBe(true);
  });
});
