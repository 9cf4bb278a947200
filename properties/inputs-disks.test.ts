// SPDX-License-Identifier: MIT
/** Disks: what is asked to be kept where it can't be is told in a line, costs no verdict, and overwrites nothing in silence. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../src/testing/command.ts';
import { entryOf, sealed } from '../src/testing/sample.ts';
import { faulty } from '../src/testing/toys.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const toys = [entryOf('faulty', faulty)];
const save = (options = '', to = dir) => command(`check faulty ${options}--save ${to}`, toys);
const file = () => join(dir, 'faulty/plain--no-uaf--user.use.json');
const kept = () => readdirSync(dir, { recursive: true, encoding: 'utf8' }).toSorted();
const HOW = ['', '--random 50 --seed 1 ', '--compact 1M '];

describe('a directory that nothing can be written to', () => {
  it.each(['/proc/x', '/proc/1/x/y', '/dev/null', '/dev/null/x'])(
    'is told before the search: %s',
    async (bad) => {
      for (const how of HOW) {
        const { status, out, err } = await save(how, bad);
        expect([status, out]).toEqual([4, '']);
        expect(err).toMatch(/^mhpcheck: [^\n]*: [a-z ]+ \([A-Z]+\)\n$/);
      }
    },
  );
  it('is no directory at all', async () => {
    for (const option of ['save', 'checkpoint', 'resume']) {
      const { status, out, err } = await command(`check faulty --${option}=`, toys);
      expect([status, out, err.match(/\n/g)?.length]).toEqual([3, '', 1]);
      expect(err).toContain(`--${option} ''`);
    }
  });
  it('is left as it was where nothing is found', async () => {
    const { status } = await command(`check faulty --max-states 1 --save ${dir}/a/b`, toys);
    expect([status, kept()]).toEqual([2, []]);
  });
});

describe('a file that can’t be put in its place', () => {
  it('costs no verdict, and leaves no half of a pair', async () => {
    for (const how of HOW) {
      mkdirSync(file(), { recursive: true });
      const { status, out, err } = await save(how);
      expect(status).toBe(4);
      expect(out).toContain('<--- use-after-free!');
      expect(out).toContain('Replay: npx mhpcheck check faulty');
      expect(err).toMatch(/^mhpcheck: not saved: [^\n]*user\.use\.json: is a directory, not a file\n$/);
      expect(kept()).toEqual(['faulty', 'faulty/plain--no-uaf--user.use.json']);
      rmSync(dir, { recursive: true });
    }
  });
  it('leaves both files of the pair as they were', async () => {
    await save();
    const text = readFileSync(file().replace('json', 'txt'), 'utf8');
    mkdirSync(`${file()}.${process.pid}.part`);
    expect((await save()).status).toBe(4);
    expect(readFileSync(file().replace('json', 'txt'), 'utf8')).toBe(text);
    expect(existsSync(`${file().replace('json', 'txt')}.${process.pid}.part`)).toBe(false);
  });
});

describe('a file that is there already', () => {
  it('is written again without a word where it is the same trace', async () => {
    await save();
    expect(await save()).toMatchObject({ status: 1, err: '' });
  });
  it('of another trace is replaced, and that is said', async () => {
    await save();
    const c = JSON.parse(readFileSync(file(), 'utf8')) as { schedule: string[] };
    writeFileSync(file(), sealed(JSON.stringify({ ...c, schedule: [...c.schedule, 'user'] })));
    const { status, err } = await save();
    expect(status).toBe(1);
    expect(err).toMatch(
      /user\.use\.json: 74cc08261ad2 \(3 steps, default, tiny|small\) takes the place of [0-9a-f]{12} \(4 steps, default, small\)\n$/,
    );
  });
  it('and is no counterexample is left as it is', async () => {
    await save();
    writeFileSync(file(), 'my notes\n');
    chmodSync(file(), 0o600);
    const { status, err } = await save();
    expect([status, readFileSync(file(), 'utf8')]).toEqual([4, 'my notes\n']);
    expect(err).toMatch(/^mhpcheck: not saved: [^\n]*: line 1: not JSON [^\n]*\n$/);
  });
});
