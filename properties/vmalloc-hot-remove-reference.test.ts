// SPDX-License-Identifier: MIT
/** XState's own transition() and the compiled form mean the same by vmalloc-hot-remove. */
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { instanceOf, pairs, readManifest } from './manifest.ts';

const pins = readManifest(model.name, 'tiny').toSorted((a, b) => a.states - b.states);
/** Each design and each configuration once, where it is smallest: XState is slow. reference.full.ts has all of them. */
const sample = pairs(model).filter(([configuration, design]) =>
  [pins.find((p) => p.design === design), pins.find((p) => p.configuration === configuration)].some(
    (p) => p?.configuration === configuration && p.design === design,
  ),
);

describe('XState and the compiled form', () => {
  it.each(sample)('reach the same states on tiny: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf(model, configuration, design, 'tiny')).done).toBe(true);
  });
  it.each(sample)('agree on random schedules of small: %s, %s', (configuration, design) => {
    expect(compareOnSchedules(instanceOf(model, configuration, design, 'small'), 10)).toBe(10);
  });
});
