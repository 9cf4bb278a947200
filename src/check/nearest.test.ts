// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { abba } from '../testing/toys.ts';
import { nearest } from './nearest.ts';

const events = (threads: string) => threads.split(' ').map((type) => ({ type }));
const given = (schedule: string, step = 'b.first') => ({
  property: 'no-deadlock',
  kind: 'cycle',
  step,
  schedule: events(schedule),
});

it('a schedule that takes a way round is told as the shortest', () => {
  const found = nearest(engineOf(abba()), given('spin a spin b'));
  expect(found.schedule).toEqual(events('a b'));
});
it('one that the search knows nothing of is told as it was given', () => {
  const other = given('a b', 'nobody.nowhere');
  expect(nearest(engineOf(abba()), other)).toBe(other);
});
