// SPDX-License-Identifier: MIT
/** Do the properties notice when the model is broken? Of what was recorded; mutants.full.ts runs it again. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries as all } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { mutants } from '../src/mutate/derive.ts';
import { original } from '../src/mutate/kill.ts';
import { oneOf } from '../src/testing/full.ts';
import { machines } from './manifest.ts';
import { tables, tablesFile } from './mutants-table.ts';
import { againAt, askedAgain, fatesNow, readAgain, survivors } from './mutants-again.ts';
import { readFates, rowsOf } from './mutants.ts';
import { trustDocument, withTrust } from './trust.ts';

const entries = machines(all);

/** Of the mutants that are not equivalent, so many are to be killed. */
const KILLED = 0.9;
const rows = (model: string) => [rowsOf(fatesNow(model)), rowsOf(readFates(model, 'small'))];

const LIMITS = { maxStates: 100_000, stopped: () => false };
/** A configuration that mutants were run in. */
const placeOf = (fates: Readonly<Record<string, string>> = {}) =>
  Object.values(fates)
    .map((fate) => /, (\S+) tiny$/.exec(fate)?.[1])
    .find((place) => place !== undefined);

describe.each(entries)('mutants of $model.name', ({ model, survivors: noted = {} }) => {
  const tiny = readFates(model.name, 'tiny');

  it('are recorded for each design: npm run mutants -- tiny', () => {
    expect(Object.keys(tiny)).toEqual(Object.keys(model.designs));
  });
  it('have the names that the machine gives them: npm run mutants -- tiny', async () => {
    const designs = Object.keys(tiny).filter((design) => placeOf(tiny[design]) !== undefined);
    for (const design of oneOf(designs.length, designs)) {
      const configuration = placeOf(tiny[design]) as string;
      const of = await original(instanceOf({ model, design, configuration, bound: 'tiny' }), LIMITS);
      const names = of ? mutants(of.search).map(({ name }) => name) : [];
      expect(names.length).toBeGreaterThan(20);
      expect(names.filter((name) => !(name in (tiny[design] ?? {})))).toEqual([]);
    }
  });
  it.each(againAt(model.name))(
    'that are equivalent are asked at bound %s: npm run mutants -- again',
    (bound) => {
      const asked = Object.keys(model.designs).map((d) => [d, [...askedAgain(model, d, bound).keys()]]);
      const recorded = readAgain(model.name, bound);
      expect(Object.entries(recorded).map(([design, fates]) => [design, Object.keys(fates)])).toEqual(asked);
      const places = Object.fromEntries(Object.keys(recorded).map((d) => [d, askedAgain(model, d, bound)]));
      for (const [design, name, verdict, place] of rowsOf(recorded))
        expect(`${name}: ${verdict} ${place}`).toContain(`${places[design]?.get(name)} ${bound}`);
    },
  );
  it('are killed, nine of ten of those that are not equivalent', () => {
    for (const fates of rows(model.name).filter((r) => r.length > 0)) {
      const real = fates.filter(([, , verdict]) => verdict !== 'equivalent');
      const killed = real.filter(([, , verdict]) => verdict === 'killed');
      expect(killed.length / real.length).toBeGreaterThanOrEqual(KILLED);
    }
  });
  it('that survive have a note: which property would be needed', () => {
    const names = new Set(survivors(model.name).map(([, name]) => name));
    expect([...names].filter((name) => noted[name] === undefined)).toEqual([]);
    expect(Object.keys(noted).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('docs/trust.md', () => {
  it('shows what is recorded: npm run mutants -- tables', () => {
    expect(readFileSync(trustDocument, 'utf8')).toBe(withTrust(entries));
  });
});

describe('docs/mutants-tables.md', () => {
  it('shows what is recorded: npm run mutants -- tables', () => {
    expect(readFileSync(tablesFile, 'utf8')).toBe(tables(entries));
  });
});
