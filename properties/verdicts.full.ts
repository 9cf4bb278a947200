// SPDX-License-Identifier: MIT
/** Pairs that are large at bound small (verdicts.test.ts has the others), and what that shows to be idle. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { answer, idleSteps } from './answers.ts';
import { isLarge, machines, readManifest } from './manifest.ts';

describe.each(machines(entries))('$model.name, every interleaving within small', ({ model }) => {
  const pins = readManifest(model.name, 'small').filter(isLarge);
  const large = pins.map((p) => [p.configuration, p.design] as const);
  it.each(large)('gives the pinned verdicts, states and depth: %s, %s', (configuration, design) => {
    const pinned = pins.find((p) => p.configuration === configuration && p.design === design);
    expect(answer(model, configuration, design, 'small')).toEqual(pinned);
  });
});

const withLarge = machines(entries).filter(({ model }) => readManifest(model.name, 'small').some(isLarge));
describe.each(withLarge)('$model.name', ({ model, vacuous = {} }) => {
  it('has no step that is never taken, but those listed', () => {
    expect(idleSteps(model)).toEqual(Object.keys(vacuous.steps ?? {}).toSorted());
  });
});
