// SPDX-License-Identifier: MIT
/** Every mutant run again, at each bound at which what became of it was recorded. */
import { describe, expect, it } from 'vitest';
import { entries as all } from '../models/index.ts';
import { machines } from './manifest.ts';
import { fatesOf, readFates } from './mutants.ts';

const entries = machines(all);

describe.each(entries)('mutants of $model.name', ({ model }) => {
  const recorded = (['tiny', 'small'] as const).flatMap((bound) =>
    Object.entries(readFates(model.name, bound)).map(
      ([design, mutants]) => [bound, design, mutants] as const,
    ),
  );
  it.each(recorded)('become what was recorded: %s, %s', async (bound, design, mutants) => {
    expect(await fatesOf(model, bound, [design])).toEqual({ [design]: mutants });
  });
});
