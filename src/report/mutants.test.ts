// SPDX-License-Identifier: MIT
/** What a run of mutants is told as: whatever became of one has its line. */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../model/types.ts';
import type { Campaign, MutantResult } from '../mutate/campaign.ts';
import { mutantReport, OWN_CHECKS, tally, unexplained } from './mutants.ts';

const at = { configuration: 'plain', bound: 'tiny' } as const;
const mutant = (name: string, result: MutantResult['result']): MutantResult => ({
  design: 'posted',
  name,
  operator: 'drop-step',
  result,
});
const RESULTS = [
  mutant('a: dropped', { verdict: 'killed', at, property: 'no-leak', says: undefined, depth: 7 }),
  mutant('b: dropped', { verdict: 'killed', at, property: 'no-leak', says: undefined, depth: 3 }),
  mutant('c: dropped', { verdict: 'killed', at, property: undefined, says: 'no domain', depth: undefined }),
  mutant('d: dropped', { verdict: 'survived', differs: at }),
  mutant('e: dropped', { verdict: 'survived', differs: at }),
  mutant('f: dropped', { verdict: 'unknown', at } as MutantResult['result']),
  mutant('g: dropped', { verdict: 'equivalent', shown: [{ ...at, states: 9 }], hidden: ['me.i'] }),
];
const entry = {
  model: { name: 'toy' },
  expected: [],
  survivors: { 'd: dropped': 'a property of speed' },
} as unknown as Entry;
const reportOf = (campaign: Partial<Campaign>, of = entry) =>
  mutantReport(of, 'tiny', { results: [], skipped: [], complete: true, ...campaign } as Campaign);

describe('the report of mutants', () => {
  it('counts what became of them, and what killed them', () => {
    expect(tally(RESULTS)).toEqual({ killed: 3, equivalent: 1, survived: 2, unknown: 1, share: 0.5 });
    expect(tally([]).share).toBe(1);
    const text = reportOf({ results: RESULTS });
    expect(text).toContain('3 killed, 1 equivalent, 2 survived, 1 unknown; 50 %');
    expect(text).toMatch(/no-leak +2 {2}after 3 to 7 steps\n/);
    expect(text).toMatch(new RegExp(`${OWN_CHECKS} +1\\n`));
    expect(text).not.toContain('Stopped');
  });
  it('has the reason of each survivor, or says that there is none', () => {
    const text = reportOf({ results: RESULTS }).replaceAll(/\s+/g, ' ');
    expect(text).toContain('d: dropped. a property of speed');
    expect(text).toContain('e: dropped. NOT EXPLAINED');
    expect(text).toContain('f: dropped. unknown: a limit was hit');
    expect(text).toContain('g: dropped. Shown up to tiny (plain), but for me.i');
    expect(unexplained(entry, RESULTS).map(({ name }) => name)).toEqual(['e: dropped']);
    const { survivors: _, ...bare } = entry;
    expect(unexplained(bare, RESULTS)).toHaveLength(2);
    expect(reportOf({ results: RESULTS }, bare)).toContain('d: dropped. NOT EXPLAINED');
  });
  it('says where it was stopped, and what was left out', () => {
    const skipped = [
      { ...at, design: 'posted', why: 'violated' },
      { ...at, design: 'posted', configuration: 'debug', why: 'too large' },
    ];
    const text = reportOf({ skipped, complete: false }).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Stopped: what was found so far.');
    expect(text).toContain('some property of the original is violated');
    expect(text).toContain('too large');
  });
});
