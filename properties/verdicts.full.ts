// SPDX-License-Identifier: MIT
/** The pinned searches that `npm test` leaves out (budget.ts), and what all of bound small shows to be idle. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { answer, idleSteps } from './answers.ts';
import { searches } from './budget.ts';
import { machines } from './manifest.ts';

const laters = entries
  .map(({ model, ...entry }) => ({ model, later: searches({ model, ...entry }).later }))
  .filter(({ later }) => later.length > 0);

describe.each(laters)('$model.name', ({ model, later }) => {
  const pins = later.map(({ bound, pin }) => [bound, pin.configuration, pin.design, pin] as const);
  it.each(pins)('gives the pinned verdicts, states and depth: %s, %s, %s', (bound, c, d, pin) => {
    expect(answer(model, c, d, bound)).toEqual(pin);
  });
});

describe.each(machines(entries))('$model.name', ({ model, vacuous = {} }) => {
  it('has no step that is never taken, but those listed', () => {
    expect(idleSteps(model)).toEqual(Object.keys(vacuous.steps ?? {}).toSorted());
  });
});
