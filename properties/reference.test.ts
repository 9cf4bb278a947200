// SPDX-License-Identifier: MIT
/** XState's own transition() and the compiled form mean the same by every model of threads. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { machines, readManifest } from './manifest.ts';
import type { Pin } from './manifest.ts';

/** Pins of which each brings a configuration or a design that those before lack, both where there is such a one. */
function covering(pins: readonly Pin[]): [string, string][] {
  const [configurations, designs] = [new Set<string>(), new Set<string>()];
  const sample: [string, string][] = [];
  for (const needed of [2, 1])
    for (const { configuration, design } of pins) {
      const lacking = [!configurations.has(configuration), !designs.has(design)].filter(Boolean).length;
      if (lacking < needed) continue;
      configurations.add(configuration);
      designs.add(design);
      sample.push([configuration, design]);
    }
  return sample;
}

describe.each(machines(entries))('XState and the compiled form of $model.name', ({ model }) => {
  /** Each configuration and each design once, where it is small: XState is slow. reference.full.ts has all of them. */
  const sample = covering(readManifest(model.name, 'tiny').toSorted((a, b) => a.states - b.states));
  it.each(sample)('reach the same states on tiny: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf({ model, configuration, design, bound: 'tiny' })).done).toBe(true);
  });
  it.each(sample)('agree on random schedules of small: %s, %s', (configuration, design) => {
    expect(compareOnSchedules(instanceOf({ model, configuration, design, bound: 'small' }), 10)).toBe(10);
  });
});
