// SPDX-License-Identifier: MIT
/** XState's own transition() and the compiled form mean the same by every model of threads. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { covering, within } from './budget.ts';
import { machines, readManifest } from './manifest.ts';
import type { Pin } from './manifest.ts';

/** States of one model that XState searches here, of which it does a thousand a second: reference.full.ts has them all. */
const BUDGET = 1_200;

describe.each(machines(entries))('XState and the compiled form of $model.name', ({ model }) => {
  /** Each configuration and each design once, where it is small: in all its states, or else on a few schedules. */
  const sample = covering(readManifest(model.name, 'tiny'));
  const whole = within(BUDGET, sample);
  const named = (pins: readonly Pin[]) => pins.map((p) => [p.configuration, p.design] as const);
  it.each(named(whole))('reach the same states on tiny: %s, %s', (configuration, design) => {
    expect(compareWithGraph(instanceOf({ model, configuration, design, bound: 'tiny' })).done).toBe(true);
  });
  it.each(named(sample.filter((p) => !whole.includes(p))))(
    'agree on random schedules of small: %s, %s',
    (configuration, design) => {
      expect(compareOnSchedules(instanceOf({ model, configuration, design, bound: 'small' }), 5)).toBe(5);
    },
  );
});
