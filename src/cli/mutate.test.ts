// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entryOf } from '../testing/sample.ts';
import { abba, choosy, faulty, lostUpdate } from '../testing/toys.ts';
import type { Entry } from '../model/types.ts';
import { command } from '../testing/command.ts';

const run = (line: string, entry: Entry, stopped?: () => boolean) => command(line, [entry], stopped);
const toy = entryOf('faulty', faulty);
const noted: Entry = {
  ...entryOf('choosy', choosy),
  survivors: { 't.alloc: ENOMEM ignored': 'that an error is seen' },
};
const json = (out: string) => JSON.parse(out) as { results: Record<string, unknown>[]; skipped: object[] };

describe('mutate', () => {
  it('runs no mutant where the original is violated, says so, and is 2', async () => {
    const { status, out } = await run('mutate faulty', toy);
    expect(status).toBe(2);
    expect(out).toMatch(/No mutant was run where some property of the original is violated/);
  });
  it('is 1 if a mutant survives without a note, and names it', async () => {
    const { status, out } = await run('mutate choosy', entryOf('choosy', choosy));
    expect(status).toBe(1);
    expect(out).toContain('- t.alloc: ENOMEM ignored. NOT EXPLAINED');
  });
  it('prints the property that a note says would be needed', async () => {
    const { out } = await run('mutate choosy', noted);
    expect(out).toContain('- t.alloc: ENOMEM ignored. that an error is seen');
  });
  it('asks of a violated design that is named the properties that hold', async () => {
    const entry = entryOf('lost-update', lostUpdate);
    const [design] = Object.keys(entry.model.designs);
    const { out } = await run(`mutate lost-update --design ${design} --json`, entry);
    const { results: mutants } = json(out);
    expect(mutants.find((m) => m['name'] === 'add.read: step dropped')).toMatchObject({
      verdict: 'killed',
      property: 'two',
      operator: 'drop-step',
    });
  });
  it('stops when asked to, prints what was found, and is 130', async () => {
    let asked = 0;
    const { status, out } = await run('mutate choosy', noted, () => asked++ > 6);
    expect(status).toBe(130);
    expect(out).toContain('Stopped: what was found so far.');
  });
  it('leaves spaces alone that are too large', async () => {
    const { status, out } = await run('mutate abba --max-states 3', entryOf('abba', abba));
    expect(status).toBe(2);
    expect(out).toContain('too many states');
  });
  it('prints at most 72 columns', async () => {
    const { out } = await run('mutate choosy', noted);
    expect(out.split('\n').filter((l) => l.length > 72)).toEqual([]);
    expect(out).toMatch(/of\s+those\s+not\s+equivalent\s+are\s+killed/);
  });
});
