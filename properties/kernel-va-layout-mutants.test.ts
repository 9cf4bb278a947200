// SPDX-License-Identifier: MIT
/** Each formula of `kernel-va-layout` changed, one at a time: some verdict notices. kernel-va-layout-mutants.full.ts asks the rest. */
import { expect, it } from 'vitest';
import { survivors as noted } from '../models/kernel-va-layout/survivors.ts';
import { fatesOf, KERNELS } from './layout/mutants.ts';

it.each(KERNELS.filter(([name]) => /^(x86|s390)/.test(name)))(
  'a mutant of %s is noticed, comes to the same at every point, or is noted',
  (configuration, bound) => {
    const { different, surviving } = fatesOf(configuration, bound);
    expect(different).toBeGreaterThan(15);
    expect(surviving.length).toBeLessThan(different / 5);
    expect(surviving.filter((what) => !((what.split(':')[0] as string) in noted))).toEqual([]);
  },
);
