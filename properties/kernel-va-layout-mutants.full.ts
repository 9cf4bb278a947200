// SPDX-License-Identifier: MIT
/** Every mutant of `kernel-va-layout`: nine in ten of those that come to something else are noticed, the rest is noted. */
import { expect, it } from 'vitest';
import { survivors as noted } from '../models/kernel-va-layout/survivors.ts';
import { fatesOf, KERNELS } from './layout/mutants.ts';

it('has mutants that are noticed, come to the same at every point, or are noted', () => {
  const fates = KERNELS.map(([configuration, bound]) => fatesOf(configuration, bound));
  const different = fates.reduce((sum, f) => sum + f.different, 0);
  const surviving = fates.flatMap((f) => f.surviving);
  expect(different).toBeGreaterThan(300);
  expect(surviving.length, surviving.join(', ')).toBeLessThan(different / 10);
  const formulas = new Set(surviving.map((what) => what.split(':')[0] as string));
  expect([...formulas].toSorted()).toEqual(Object.keys(noted).toSorted());
}, 300_000);
