// SPDX-License-Identifier: MIT
/** --json: one shape for every command and every search, which docs/json-schema.json says in full. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { encode } from '../conform/disagreement.ts';
import { command, input } from '../testing/command.ts';
import { kept } from '../testing/disagreements.ts';
import { testAndSet } from '../testing/progress-toys.ts';
import { entryOf } from '../testing/sample.ts';
import { chain, faulty, lostUpdate } from '../testing/toys.ts';

const doc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const validate = new Ajv2020({ strictTypes: false }).compile(JSON.parse(doc('json-schema.json')) as object);
/** What is wrong with it; nothing, where it is of the shape. */
function complaints(value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}

const toys = [
  ...entries,
  entryOf('chain', chain),
  entryOf('faulty', faulty, [
    { configuration: 'default', design: 'plain', property: 'no-uaf', verdict: 'holds', source: 'toy.c' },
  ]),
  entryOf('lost-update', lostUpdate),
  entryOf('test-and-set', () => testAndSet('weak')),
];
interface Printed {
  readonly command: string;
  readonly status: number;
  readonly results: readonly Record<string, unknown>[];
  readonly left?: number;
}
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
const file = join(dir, 'faulty/plain--no-uaf--user.use.json');
beforeAll(() => {
  // What `sources` takes for a kernel tree.
  mkdirSync(join(dir, 'mm'));
  return command(`check faulty --save ${dir}`, toys);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function printed(line: string, stopped = () => false): Promise<Printed> {
  const { status, out } = await command(`${line.replace('FILE', file)} --json`, toys, stopped);
  const value = JSON.parse(out) as Printed;
  expect(complaints(value)).toEqual([]);
  expect([value.command, value.status]).toEqual([line.split(' ')[0], status]);
  return value;
}

const TINY = 'vmalloc-hot-remove --config what-if-unpinned --bound tiny';
const LINES = [
  'list',
  'check faulty',
  'check lost-update --max-states 2',
  'check test-and-set',
  `sources faulty --tree ${dir}`,
  `check ${TINY} --design none --first`,
  `check ${TINY} --design option-3 --limit hotplugs=2 --property no-wild-pointer`,
  `check ${TINY} --design option-3 --reduce all`,
  `check ${TINY} --design option-3 --bitstate 1M`,
  `check ${TINY} --design none --compact 1M`,
  `check ${TINY} --design option-3 --random 5`,
  `check ${TINY} --design none --random 500 --seed 3`,
  `check ${TINY} --design option-3 --random 5 --strategy uniform`,
  `check ${input('random/broken-at-start.js')} --random 5`,
  'check gfp --design memtrace-v1 --config v5.12',
  `compare ${TINY} --design none --design option-3`,
  'compare faulty --expect',
  'compare gfp --design memtrace-v1',
  `diff ${TINY} none option-1 --step vmalloc.pmd_none`,
  `diff ${TINY} none option-1 --limit hotplugs=2 --max-states 2`,
  `diff ${input('schedules/diverging.js')} four three`,
  'mutate lost-update --design plain',
  // A mutant of it is killed, another survives, another is equivalent.
  'mutate chain',
  'replay FILE',
];

describe('what --json prints', () => {
  it.each(LINES)('is of the shape that is documented: mhpcheck %s', async (line) => {
    expect((await printed(line)).results.length).toBeGreaterThan(0);
  });
  it('is of that shape where the user has stopped it', async () => {
    for (const line of [
      `check ${TINY}`,
      `compare ${TINY}`,
      `diff vmalloc-hot-remove option-1 none --bound tiny`,
      // Compiling it takes longer than what a stop lets pass.
      `diff memmap-on-memory v6.1 v6.9 --config dimm --bound small`,
    ]) {
      const { status, results, left = 0 } = await printed(line, () => true);
      expect([line, status]).toEqual([line, 130]);
      expect(left).toBeGreaterThan(0);
      for (const { verdict, ways } of results)
        for (const found of [verdict ?? (ways as { apart: string }[]).map(({ apart }) => apart)].flat())
          expect(found).toBe('unknown');
    }
  });
  it('is nothing, on standard output, where the command line is wrong', async () => {
    expect(await command('check faulty --desing x --json', toys)).toMatchObject({ status: 3, out: '' });
  });
});

describe('the schema', () => {
  it('refuses what it does not know', async () => {
    const value = await printed('check faulty');
    const [result] = value.results;
    for (const wrong of [
      { ...value, version: 2 },
      { ...value, extra: 1 },
      { ...value, command: 'replay' },
      { ...value, results: [{ ...result, verdict: 'pass' }] },
      { ...value, results: [{ ...result, extra: 1 }] },
      { ...value, results: [{ ...result, search: { kind: 'full', seed: 1 } }] },
    ])
      expect(complaints(wrong)).not.toEqual([]);
  });
  it('is the one that docs/json.md shows by example', async () => {
    const examples = doc('json.md').match(/^ {4}[{}" \]].*$/gm) ?? [];
    const line = `check ${TINY} --design none --property no-wild-pointer --json`;
    const { out } = await command(line, toys);
    const words = (text: string) => text.trim().replace(/,$/, '');
    const lines = new Set(
      out
        .replaceAll(/\{\s+"kind": "full"\s+\}/g, '{ "kind": "full" }')
        .split('\n')
        .map(words),
    );
    const shown = examples.map(words).filter((l) => !l.includes('...'));
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((l) => !lines.has(l))).toEqual([]);
  });
});

describe('an instance', () => {
  it('has its counts, verdicts and canonical schedules', async () => {
    const { results, left } = await printed('check faulty');
    expect(left).toBe(0);
    expect(results).toMatchObject([
      {
        model: 'faulty',
        design: 'plain',
        configuration: 'default',
        bound: 'small',
        search: { kind: 'full' },
        verdict: 'violated',
        complete: true,
        states: 7,
        faulted: true,
        properties: [
          {
            name: 'no-uaf',
            kind: 'noFault',
            verdict: 'violated',
            violations: [
              {
                kind: 'use-after-free',
                step: 'user.use',
                schedule: ['user', 'freer', 'user'],
                fingerprint: '74cc08261ad2',
              },
            ],
          },
        ],
      },
    ]);
  });
  it('of a check that was stopped says so', async () => {
    const { results } = await printed('check lost-update --max-states 2');
    expect(results).toMatchObject([
      {
        complete: false,
        stop: '--max-states',
        verdict: 'unknown',
        properties: [{ verdict: 'unknown' }, { verdict: 'unknown' }],
      },
    ]);
  });
  it('is complete and holds only where everything was tried', async () => {
    const of = async (how: string) => {
      const [result] = (await printed(`check ${TINY} --design option-3 ${how}`)).results;
      return [result?.['verdict'], result?.['complete']];
    };
    expect(await of('')).toEqual(['holds', true]);
    for (const how of ['--bitstate 1M', '--compact 1M', '--random 5', '--max-states 20'])
      expect([how, ...(await of(how))]).toEqual([how, 'unknown', false]);
  });
  it('has the limits that were set, and no others', async () => {
    const line = `check ${TINY} --design option-3 --property no-wild-pointer`;
    const [plain] = (await printed(line)).results;
    const [set] = (await printed(`${line} --limit hotplugs=2`)).results;
    expect([plain?.['limits'], set?.['limits']]).toEqual([undefined, { hotplugs: 2 }]);
  });
});

describe('of the other commands', () => {
  it('list has every model, in its order', async () => {
    const { results } = await printed('list');
    expect(results.map((r) => r['name'])).toEqual(toys.map((e) => e.model.name));
    expect(Object.keys(results[0]?.['bounds'] as object)).toEqual(['tiny', 'small', 'large']);
  });
  it('compare has the differences', async () => {
    expect(await printed('compare faulty --expect')).toMatchObject({
      differences: [expect.stringContaining('default, plain, no-uaf')],
    });
  });
  it('replay has whether the violation is there', async () => {
    const { results } = await printed('replay FILE');
    expect(results).toMatchObject([
      { file, reproduced: true, property: 'no-uaf', fingerprint: '74cc08261ad2' },
    ]);
  });
  it('replay has whether a kernel disagrees still', async () => {
    const path = join(dir, 'disagreement.json');
    writeFileSync(path, encode(kept()));
    const { results } = await printed(`replay ${path}`);
    expect(results).toMatchObject([{ file: path, reproduced: true, kernel: '6.1' }]);
  });
});
