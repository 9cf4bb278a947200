// SPDX-License-Identifier: MIT
/** The commands on a model without threads: the same words, files and statuses as on any other. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { sealed } from '../testing/sample.ts';
import { command } from '../testing/command.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const run = (line: string) => command(line, entries);
const V1 = '--design memtrace-v1 --config v5.12';

describe('check', () => {
  it('prints the points, the verdicts and each counterexample, in 72 columns', async () => {
    const { status, out, err } = await run(`check gfp ${V1} --all`);
    expect([status, err]).toEqual([1, '']);
    expect(out).toMatch(/^points=1 excluded=0 sec=[\d.]+\nEvery point within the bound was looked at\.$/m);
    expect(out).toMatch(/^ {2}reclaim-where-it-sleeps +violated, 1 way$/m);
    expect(out.match(/<--- /g)).toHaveLength(4);
    expect(out).not.toContain('interleaving');
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(72);
    expect(out).toMatch(/^[\x20-\x7e\n]*$/);
  });
  it('is 0 where every property holds at every point', async () => {
    expect((await run('check gfp --design documented --config v6.18')).status).toBe(0);
  });
  it('is unknown, with what is left, where it was stopped', async () => {
    const { status, out } = await run('check gfp --design documented --config v6.18 --max-states 7');
    expect(status).toBe(2);
    expect(out).toMatch(/^Stopped: 7 points looked at, [\d,]+ combinations left\./m);
    expect(out).toMatch(/^ {2}one-meaning +unknown$/m);
  });
  it('gives the same as JSON', async () => {
    const { out } = await run(`check gfp ${V1} --json`);
    const picks = ['callee:alloc_contig_range', 'context:task', 'order:0'];
    const { results } = JSON.parse(out) as { results: [{ properties: { name: string }[] }] };
    const [checked] = results;
    expect(checked).toMatchObject({ states: 1, excluded: 0, complete: true });
    expect(checked.properties.find((p) => p.name === 'file-pages-move')).toMatchObject({
      verdict: 'violated',
      violations: [{ schedule: [...picks, 'mask:__GFP_THISNODE|__GFP_NOWARN', 'caller:checks'] }],
    });
  });
  it('has no random schedules to try, and says so', async () => {
    const { status, err } = await run('check gfp --random 5');
    expect(status).toBe(3);
    expect(err).toBe(
      'mhpcheck: gfp has no threads and so no schedules: without --random every point is looked at\n',
    );
  });
});

describe('replay', () => {
  const file = join(dir, 'gfp/memtrace-v1--file-pages-move--alloc_contig_range.json');
  it('finds a saved point broken, and prints its table', async () => {
    await run(`check gfp ${V1} --save ${dir}`);
    const { status, out } = await run(`replay ${file}`);
    expect(status).toBe(1);
    expect(out).toBe(readFileSync(file.replace(/json$/, 'txt'), 'utf8'));
  });
  it('finds another one whole, or refuses it', async () => {
    const text = readFileSync(file, 'utf8');
    const changed = (from: string, to: string) => {
      const other = join(dir, 'other.json');
      writeFileSync(other, sealed(text.replaceAll(from, to)));
      return run(`replay ${other}`);
    };
    const whole = await changed('memtrace-v1', 'memtrace-merged');
    expect([whole.status, whole.err]).toEqual([
      3,
      expect.stringContaining("mask: unknown value '__GFP_THISNODE|"),
    ]);
    const wrong = await changed('context:task', 'context:tusk');
    expect([wrong.status, wrong.err]).toEqual([3, expect.stringContaining("did you mean 'task'?")]);
    const other = await changed('"step": "alloc_contig_range"', '"step": "vmalloc"');
    expect([other.status, other.out]).toEqual([
      0,
      expect.stringContaining('callee is alloc_contig_range, not vmalloc'),
    ]);
  });
});

describe('list and compare', () => {
  it('name parameters and points', async () => {
    const listed = await run('list');
    expect(listed.out).toContain('  - callee: alloc_pages, alloc_contig_range, vmalloc\n');
    const { status, out } = await run('compare gfp --config v6.1 --bound tiny');
    expect(status).toBe(0);
    expect(out).toMatch(/^design +A B C D E F G H I J K +points$/m);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('every point within the bound was looked at');
    expect(out).not.toContain('Sequential consistency');
  });
});

describe('a space of somebody’s own, by its file', () => {
  it('is checked, and a mistake in it is told', async () => {
    const checked = (name: string, holds: string) => {
      const file = join(dir, name);
      writeFileSync(
        file,
        `const bounds = Object.fromEntries(['tiny', 'small', 'large'].map((b) => [b, { says: 'all', limits: {} }]));
         const n = { kind: 'scalar', values: [0, 1, 2], initial: 0, says: 'int(0, 2)' };
         const properties = [{ kind: 'always', name: 'low', says: 'n is low.', by: 'n', holds: ${holds} }];
         export default { name: 'own', asks: 'Is n low?', assumptions: [], bounds,
           designs: { d: { says: 'it', source: 'none', decisions: {} } },
           configurations: { c: { says: 'it', settings: {} } },
           build: () => ({ space: { parameters: { n }, formulas: {} }, properties }) };`,
      );
      return run(`check ${file}`);
    };
    const low = await checked('own.mjs', '(p) => p.n < 2');
    expect(low.status).toBe(1);
    expect(low.out).toMatch(/^ {2}n +2$/m);
    const wrong = await checked('wrong.mjs', '(p) => p.nn < 2');
    expect(wrong.status).toBe(3);
    expect(wrong.err).toContain(
      "own: a mistake in the model: property low reads what is not there yet: unknown value 'nn'",
    );
  });
});
