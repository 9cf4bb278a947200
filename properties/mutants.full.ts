// SPDX-License-Identifier: MIT
/** Every mutant run again at each bound at which what became of it was recorded; at large, one of so many. */
import { describe, expect, it } from 'vitest';
import { entries as all } from '../models/index.ts';
import { machines } from './manifest.ts';
import { askedAtLarge, atLarge, readAtLarge } from './mutants-large.ts';
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
  const large = Object.entries(readAtLarge(model.name)).filter(([, found]) => Object.keys(found).length > 0);
  it.each(large)('are at large what was recorded, one of so many: %s', async (design, found) => {
    const sample = [...askedAtLarge(model, design)].filter((_, i) => i % ONE_OF === 0);
    expect(await atLarge(model, design, new Map(sample))).toEqual(
      Object.fromEntries(sample.map(([name]) => [name, found[name]])),
    );
  });
});
