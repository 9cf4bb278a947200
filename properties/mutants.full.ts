// SPDX-License-Identifier: MIT
/** Every mutant run again at each bound at which what became of it was recorded; at the larger bound, one of so many. */
import { describe, expect, it } from 'vitest';
import { entries as all } from '../models/index.ts';
import { machines } from './manifest.ts';
import { again, againAt, askedAgain, readAgain } from './mutants-again.ts';
import { fatesOf, readFates } from './mutants.ts';

const entries = machines(all);
const ONE_OF = 15;

describe.each(entries)('mutants of $model.name', ({ model }) => {
  const recorded = (['tiny', 'small'] as const).flatMap((bound) =>
    Object.entries(readFates(model.name, bound)).map(
      ([design, mutants]) => [bound, design, mutants] as const,
    ),
  );
  it.each(recorded)('become what was recorded: %s, %s', async (bound, design, mutants) => {
    expect(await fatesOf(model, bound, [design])).toEqual({ [design]: mutants });
  });
  const found = againAt(model.name).flatMap((bound) =>
    Object.entries(readAgain(model.name, bound))
      .filter(([, fates]) => Object.keys(fates).length > 0)
      .map(([design, fates]) => [bound, design, fates] as const),
  );
  it.each(found)('are again what was recorded, one of so many: %s, %s', async (bound, design, fates) => {
    const sample = [...askedAgain(model, design, bound)].filter((_, i) => i % ONE_OF === 0);
    expect(await again(model, design, bound, new Map(sample))).toEqual(
      Object.fromEntries(sample.map(([name]) => [name, fates[name]])),
    );
  });
});
