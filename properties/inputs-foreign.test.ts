// SPDX-License-Identifier: MIT
/** A trace is data from strangers: what files and arguments once made this print, run or wait for, and what is right. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { command } from '../src/testing/command.ts';
import { runs } from '../src/testing/full.ts';
import { confirmedOf, entryOf, sealed, toySelection } from '../src/testing/sample.ts';
import { faulty } from '../src/testing/toys.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const toys = [entryOf('faulty', faulty)];
const json = confirmedOf(toySelection('faulty', faulty))[0]?.json ?? '';
const EVIL = '\x1b[2J\x07\x9b31m\u202egpj\u200b\r\ud800';

/** What must not be printed, whatever the input: see src/outside/text.ts. */
const RAW = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
async function ran(line: string) {
  const { status, out, err } = await command(line, toys);
  expect(out).not.toMatch(RAW);
  expect(err).not.toMatch(RAW);
  expect(err).not.toContain('bug in mhpcheck');
  for (const printed of [out, err])
    expect(Math.max(...printed.split('\n').map((l) => l.length))).toBeLessThan(2200);
  return { status, out, err };
}
/** The one line said, after the name of the file. */
async function refused(line: string) {
  const { status, out, err } = await ran(line);
  expect([status, out, err.match(/\n/g)?.length]).toEqual([3, '', 1]);
  return err;
}
const written = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const changed = (change: object) => sealed(JSON.stringify({ ...(JSON.parse(json) as object), ...change }));

describe('a counterexample’s file', () => {
  it.each(['model', 'design', 'configuration', 'property', 'kind', 'step', 'bound', 'format'])(
    'has a %s that a terminal would obey: it is not printed as it is',
    async (field) => {
      const { status } = await ran(`replay ${written('evil.json', changed({ [field]: EVIL }))}`);
      expect([0, 3]).toContain(status);
      await ran(`replay ${written('long.json', changed({ [field]: 'x'.repeat(100_000) }))}`);
    },
  );
  it('has a step that a terminal would obey, or of two lines', async () => {
    expect(await refused(`replay ${written('evil.json', changed({ schedule: [EVIL] }))}`)).toContain(
      '\\u001b[2J\\u0007\\u009b31m\\u202egpj\\u200b',
    );
    await refused(`replay ${written('lines.json', changed({ schedule: ['a\nb'], model: 'a\nb' }))}`);
  });
  it('says what it is not: its fingerprint is worked out again', async () => {
    const forged = JSON.stringify({ ...(JSON.parse(json) as object), fingerprint: '000000000000' });
    const err = await refused(`replay ${written('forged.json', forged)}`);
    expect(err).toMatch(
      /forged\.json: 'fingerprint' is '0{12}', but that of what the file says is '74cc08261ad2'\n$/,
    );
    const moved = json.replace('"user",\n    "freer"', '"freer",\n    "user"');
    expect(moved).not.toBe(json);
    expect(await refused(`replay ${written('moved.json', moved)}`)).toContain(
      "'fingerprint' is '74cc08261ad2'",
    );
  });
  it('has brackets without end, or is larger than anything that we write', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    try {
      expect(await refused(`replay ${written('deep.json', '['.repeat(16 << 20))}`)).toContain('brackets');
      truncateSync(written('large.json', ''), 50 << 20);
      expect(await refused(`replay ${join(dir, 'large.json')}`)).toContain('larger than 16 MiB');
      // Seen by a look at the characters, and at the size: nobody waits for a parser.
      expect(parse.mock.calls.filter(([text]) => text.length > 1 << 20)).toEqual([]);
    } finally {
      parse.mockRestore();
    }
  });
  it('is no JSON at its end alone, or has more steps than are run', async () => {
    const flat = `[${'1,'.repeat(runs(1 << 17, 4 << 20))}x`;
    expect(await refused(`replay ${written('flat.json', flat)}`)).toContain('not JSON');
    const steps = Array.from({ length: 100_001 }, () => 'user');
    expect(await refused(`replay ${written('many.json', changed({ schedule: steps }))}`)).toContain(
      "'schedule' has 100001 steps",
    );
  });
  it('is none', async () => {
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    mkdirSync(join(dir, 'dir.json'));
    expect(await refused(`replay ${join(dir, 'pipe')}`)).toContain('is a pipe, not a file');
    expect(await refused(`replay ${join(dir, 'dir.json')}`)).toContain('is a directory, not a file');
    expect(await refused('replay /dev/zero')).toContain('is a device, not a file');
    expect(await refused(`replay ${join(dir, 'missing')}`)).toContain('no such file');
    expect(await refused(`replay ${dir}/a\0b`)).toContain('no such file');
  });
});

describe('the model of a counterexample', () => {
  const own = join(dir, 'own.mjs');
  const loaded = '__mhpcheckStrangerLoaded';
  beforeAll(() =>
    writeFileSync(
      own,
      `globalThis.${loaded} = true;\nexport { default } from 'data:text/javascript,export default 1';\n`,
    ),
  );
  it('is never code that the file names: only one of ours, or what the command line gives', async () => {
    const err = await refused(`replay ${written('own.json', changed({ model: own }))}`);
    expect(err).toContain('one of your own: --model FILE.js');
    expect(globalThis).not.toHaveProperty(loaded);
    expect(await refused(`replay ${join(dir, 'own.json')} --model ${own}`)).toContain('exports no model');
    expect(globalThis).toHaveProperty(loaded);
  });
});

describe('an argument', () => {
  const PLAIN = EVIL.replaceAll(' ', '');
  it.each([
    `${PLAIN}`,
    `-${PLAIN}`,
    `check ${PLAIN}`,
    `check ./${PLAIN}.js`,
    `check faulty --design ${PLAIN}`,
    `check faulty --${PLAIN}`,
    `check faulty --max-states ${PLAIN}`,
    `check faulty --bound a\nb`,
    `check faulty --max-time a\nb`,
    `check faulty ${PLAIN}\n`,
    `check ${'x'.repeat(1_000_000)}`,
    `check faulty --max-states ${'x'.repeat(1_000_000)}`,
    `replay ${PLAIN}`,
    `replay ${'x'.repeat(5000)}`,
    `list a\nb`,
  ])('is quoted on one line, without what a terminal would obey: %#', async (line) => {
    expect(await refused(line)).toMatch(/^mhpcheck: /);
  });
});
