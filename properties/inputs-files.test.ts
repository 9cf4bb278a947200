// SPDX-License-Identifier: MIT
/** A counterexample of somebody's own model travels: it is kept apart, run on the model that is given, and never trusted. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const FILE = input('files/own.js');
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const kept = (name: string) => join(dir, 'own', name);
const FAST = 'twice--no-deadlock--cycle-t.take.json';
const SLOW = 'twice--no-deadlock--cycle-t.take--slow.json';
const read = (name: string) => JSON.parse(readFileSync(kept(name), 'utf8')) as Record<string, unknown>;
const changed = (name: string, change: object) => {
  const file = join(dir, 'changed.json');
  writeFileSync(file, JSON.stringify({ ...read(name), ...change }));
  return file;
};

beforeAll(async () => {
  await command(`check ${FILE} --bound tiny --save ${dir}`);
});

describe('--save', () => {
  it('keeps two configurations of one design apart, whichever is asked first', async () => {
    const files = readdirSync(join(dir, 'own')).filter((f) => f.endsWith('.json'));
    expect(files).toEqual([SLOW, FAST].toSorted());
    expect([read(FAST)['configuration'], read(SLOW)['configuration']]).toEqual(['fast', 'slow']);
    const { err } = await command(`check ${FILE} --bound tiny --config slow --save ${dir}`);
    expect([err, read(FAST)['configuration']]).toEqual(['', 'fast']);
  });
});

describe('replay of somebody’s own model', () => {
  it('takes the model that is given, and says which file it came from where none is', async () => {
    expect((await command(`replay ${kept(SLOW)} --model ${FILE}`)).status).toBe(1);
    const { status, err } = await command(`replay ${kept(SLOW)}`);
    expect([status, err]).toEqual([3, expect.stringContaining(`if you trust it: --model ${FILE}`)]);
  });
  it('says that the model is another, and judges the schedule by that', async () => {
    const other = input('files/own-other.js');
    const { status, out, err } = await command(`replay ${kept(FAST)} --model ${other}`);
    expect([status, err]).toEqual([
      0,
      expect.stringMatching(/was made of another model \(digest .*judged anew/),
    ]);
    expect(out).toContain('the schedule runs, but the violation is not there');
  });
  it('loads nothing that a file names, and refuses what its fingerprint does not seal', async () => {
    const evil = changed(FAST, { made: { file: input('process/exits.js'), digest: '0' } });
    expect((await command(`replay ${evil}`)).status).toBe(3);
    const again = await command(`replay ${evil} --model ${FILE}`);
    expect([again.status, again.err]).toEqual([
      1,
      expect.stringContaining('made of another model (digest 0'),
    ]);
    for (const change of [
      { schedule: ['t', 't'] },
      { fingerprint: '000000000000' },
      { step: 't.drop' },
      { property: 'ends' },
    ]) {
      const { status, err } = await command(`replay ${changed(FAST, change)} --model ${FILE}`);
      expect([status, err]).toEqual([3, expect.stringContaining("'fingerprint' is")]);
    }
  });
  it('reads a file with nonsense in place of where it came from', async () => {
    for (const made of [null, 7, { file: 1 }, { file: '\u001b[2J', digest: 'x'.repeat(9999) }]) {
      const { status, err } = await command(`replay ${changed(FAST, { made })} --model ${FILE}`);
      expect([status, err.length < 400, err.includes('\u001b')]).toEqual([1, true, false]);
    }
  });
});

describe('compare --expect of somebody’s own model', () => {
  it('compares with what the file expects', async () => {
    const { status, out } = await command(`compare ${FILE} --expect`);
    expect([status, out]).toEqual([0, expect.stringContaining('Every answer is the one')]);
  });
  it('says which answer is another, and of which property nobody has', async () => {
    const { status, out } = await command(`compare ${input('files/own-other.js')} --expect`);
    expect(status).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('fast, twice, no-deadlock: holds; expected violated');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      "unknown property 'no-dedlock'; did you mean 'no-deadlock'?",
    );
  });
  it('says what to write where the file expects nothing', async () => {
    const { status, err } = await command(`compare ${input('schedules/two-locks.js')} --expect`);
    expect([status, err]).toEqual([3, expect.stringContaining('write export const expected = [')]);
  });
});

describe('a model file in TypeScript', () => {
  it('is loaded where Node leaves types out', async () => {
    const file = join(input('files'), 'typed.ts');
    copyFileSync(FILE, file);
    try {
      expect((await command(`check ${file} --design fixed --bound tiny`)).status).toBe(0);
    } finally {
      rmSync(file);
    }
  });
});
