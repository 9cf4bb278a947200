// SPDX-License-Identifier: MIT
/** A fault is found whether a property names it or not, by every search and with every way of being told. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Entry } from '../src/model/types.ts';
import { command, input } from '../src/testing/command.ts';

const file = input('faults/unnamed.js');
const asked = (options: string) => command(`check ${file} --design unnamed ${options}`);

it.each(['', '--random 10', '--bitstate 1M', '--compact 1M', '--reduce all'])(
  'is shown with its trace and is violated: %s',
  async (options) => {
    const { status, out } = await asked(options);
    expect([status, out]).toEqual([1, expect.stringContaining('no-other-fault is violated.')]);
    expect(out).toContain('use-after-free!');
  },
);

it('is in --json, in the table, and tells mutants apart', async () => {
  const { out } = await asked('--json');
  const { results } = JSON.parse(out) as { results: [{ properties: { name: string; verdict: string }[] }] };
  const [{ properties }] = results;
  expect(properties.map((p) => [p.name, p.verdict])).toEqual([
    ['no-deadlock', 'holds'],
    ['no-other-fault', 'violated'],
  ]);
  const compared = await command(`compare ${file} --config default`);
  expect(compared.status).toBe(3);
  const one = await command(`compare ${file} --design unnamed`);
  expect([one.status, one.out]).toEqual([0, expect.stringMatching(/^unnamed +\. +V /m)]);
  const mutants = await command(`mutate ${file} --design unnamed`);
  expect(mutants.status).not.toBe(4);
});

it('is replayed from its file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
  try {
    await asked(`--save ${dir}`);
    const saved = readdirSync(dir, { recursive: true, encoding: 'utf8' }).find((f) => f.endsWith('.json'));
    expect(readFileSync(join(dir, saved ?? ''), 'utf8')).toContain('"property": "no-other-fault"');
    const { default: model } = (await import(file)) as { default: Entry['model'] };
    const { status, out } = await command(`replay ${join(dir, saved ?? '')}`, [{ model, expected: [] }]);
    expect([status, out]).toEqual([1, expect.stringContaining('no-other-fault is violated.')]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it('is asked about once: what a property names is left to it, and the name is kept', async () => {
  const named = await command(`check ${file} --design named`);
  expect([named.status, named.out]).toEqual([1, expect.not.stringContaining('no-other-fault')]);
  const taken = await command(`check ${file} --design taken`);
  expect([taken.status, taken.err]).toEqual([3, expect.stringContaining('this name is kept for the faults')]);
});
