// SPDX-License-Identifier: MIT
/** XState's own transition() and the compiled form mean the same by every model of threads. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { machines, pairs, readManifest } from './manifest.ts';

describe.each(machines(entries))('XState and the compiled form of $model.name', ({ model }) => {
  const pins = readManifest(model.name, 'tiny').toSorted((a, b) => a.states - b.states);
  /** Each design and each configuration once, where it is smallest: XState is slow. reference.full.ts has all of them. */
  const sample = pairs(model).filter(([configuration, design]) =>
    [pins.find((p) => p.design === design), pins.find((p) => p.configuration === configuration)].some(
      (p) => p?.configuration === configuration && p.design === design,
    ),
  );
  it.each(sample)('reach the same states on tiny: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf({ model, configuration, design, bound: 'tiny' })).done).toBe(true);
  });
  it.each(sample)('agree on random schedules of small: %s, %s', (configuration, design) => {
    expect(compareOnSchedules(instanceOf({ model, configuration, design, bound: 'small' }), 10)).toBe(10);
  });
});
