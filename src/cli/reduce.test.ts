// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { command } from '../testing/command.ts';
import { entryOf } from '../testing/sample.ts';
import { beside } from '../testing/progress-toys.ts';
import { faults, flags } from '../testing/reduced-toys.ts';
import { abba, lostUpdate } from '../testing/toys.ts';
import { always } from '../model/types.ts';

const calm = () => ({ ...flags(), properties: [always('no-oops', 'Nothing is wrong.', () => true)] });
const among = [
  ...entries,
  entryOf('calm', calm),
  entryOf('abba', abba),
  entryOf('lost-update', lostUpdate),
  entryOf('faults', faults),
  entryOf('beside', () => {
    const { machine, properties } = beside('weak');
    return { machine, properties: [...properties, always('calm', 'Nothing is wrong.', () => true)] };
  }),
];
const run = (line: string) => command(line, among);

describe('check --reduce', () => {
  it('names what a verdict rests on, and counts what was searched', async () => {
    const { status, out } = await run('check calm --reduce local');
    expect(status).toBe(0);
    expect(out).toContain('states=5 ');
    expect(out).toContain('was tried, or one that stands for\nit.\n');
    expect(out).toContain('Reduced: local steps first.');
    expect(out).toContain('Of 4 steps 4 may go first.\n');
    expect(out).toMatch(/no-oops +holds, with local steps first\n/);
  });
  it('fits a mail, however much a verdict rests on', async () => {
    const line =
      'check memory-block --design v6.1 --config dimm --bound tiny --reduce all --property accepted-eject-leaves-no-link';
    const { out } = await run(line);
    expect(out).toMatch(/accepted-eject-leaves-no-link {2}holds.*\n {33}\S/);
    expect(out.split('\n').filter((told) => told.length > 72)).toEqual([]);
  });
  it('says nothing of a reduction that was not asked for', async () => {
    for (const line of ['check calm', 'check calm --reduce none']) {
      const { out } = await run(line);
      expect(out).toContain('states=9 ');
      expect(out).toMatch(/no-oops +holds\n/);
      expect(out).not.toContain('educed');
    }
    expect((await run('check calm --json')).out).not.toContain('reduction');
  });
  it('leaves what was shown by a trace as it is', async () => {
    const { status, out } = await run('check abba --reduce local');
    expect(status).toBe(1);
    expect(out).toMatch(/no-deadlock +violated, \d ways?\n/);
    expect((await run('check lost-update --reduce local')).out).toMatch(/two +holds\n/);
  });
  it('says why it was switched off, and searches in full', async () => {
    const { out } = await run('check beside --reduce local');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'Not reduced by local steps first: done asks about fair paths, of which it leaves out some.',
    );
    expect(out).not.toContain('holds, with');
  });
  it('stands in the JSON', async () => {
    const { results } = JSON.parse((await run('check calm --reduce local --json')).out) as {
      results: object[];
    };
    const search = { kind: 'full', reduction: { applied: ['local steps first'], off: [], unasked: [] } };
    expect(results).toMatchObject([{ states: 5, search }]);
  });
  it('asks a property that is named alone, and says of what nothing is known then', async () => {
    const line = 'check faults --property no-a-oops --reduce';
    const full = await run('check faults --property no-a-oops');
    expect(full.out).toContain('states=3 ');
    for (const name of ['slice', 'local', 'all']) {
      const { status, out } = await run(`${line} ${name}`);
      expect(status).toBe(1);
      expect(out).toContain('states=2 ');
      expect(out).toMatch(/Reduced: 1 of 2 cells(,| and) 1 of 2 threads/);
      expect(out.replaceAll(/\s+/g, ' ')).toContain('Of 1 other property nothing is known, nor of a fault,');
      expect(out).not.toContain('no-b-oops');
    }
    const { results } = JSON.parse((await run(`${line} slice --json`)).out) as { results: object[] };
    const reduction = {
      applied: ['1 of 2 cells', '1 of 2 threads'],
      alike: [],
      off: [],
      unasked: ['no-b-oops'],
    };
    expect(results).toMatchObject([
      { search: { reduction }, never: [], properties: [{ name: 'no-a-oops', verdict: 'violated' }] },
    ]);
  });
  it('asks no path of others: a fair one does not switch it off', async () => {
    const { status, out } = await run('check beside --property calm --reduce all');
    expect([status, out]).toEqual([0, expect.stringMatching(/calm +holds, with .* and local steps first\n/)]);
  });
  it.each([
    ['check calm --reduce locl', "unknown reduction 'locl'; did you mean 'local'?"],
    ['check calm --reduce local --random 3', '--reduce is for the exhaustive search'],
    ['check calm --reduce local --save x', '--save keeps shortest traces: leave out --reduce'],
    ['check gfp --reduce local', 'a model without threads has no interleavings to leave out'],
    ['compare calm --reduce local', 'compare takes no --reduce'],
  ])('is refused where it has no meaning: %s', async (line, message) => {
    const { status, err } = await run(line);
    expect([status, err]).toEqual([3, expect.stringContaining(message)]);
  });
});
