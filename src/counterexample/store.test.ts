// SPDX-License-Identifier: MIT
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counterexample } from './counterexample.ts';
import { filesUnder, placeOf, save } from './store.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const c: Counterexample = {
  model: 'toy',
  design: 'none',
  configuration: 'default',
  bound: 'tiny',
  property: 'no-uaf',
  kind: 'use-after-free',
  step: 'user.use',
  fingerprint: '0123456789ab',
  schedule: [{ type: 'user' }],
};
const files = () => readdirSync(dir, { recursive: true, encoding: 'utf8' }).toSorted();
const read = (ending: string) => readFileSync(join(dir, `toy/none--no-uaf--user.use${ending}`), 'utf8');

describe('save()', () => {
  it('writes the file and its text twin, and nothing else', () => {
    expect(save(placeOf(dir, c), '{}\n', 'the text\n')).toBe(join(dir, 'toy/none--no-uaf--user.use.json'));
    expect(files()).toEqual(['toy', 'toy/none--no-uaf--user.use.json', 'toy/none--no-uaf--user.use.txt']);
    expect(read('.json')).toBe('{}\n');
    expect(read('.txt')).toBe('the text\n');
  });

  it('makes the directory, however deep', () => {
    save(placeOf(join(dir, 'a/b'), c), '{}\n', '');
    expect(files()).toContain('a/b/toy/none--no-uaf--user.use.json');
  });

  it('replaces what was there', () => {
    save(placeOf(dir, c), 'old', 'a longer old text');
    save(placeOf(dir, c), 'new', 'text');
    expect([read('.json'), read('.txt')]).toEqual(['new', 'text']);
    expect(files()).toHaveLength(3);
  });

  it('says so and leaves no part of a file where one can’t be put in its place', () => {
    mkdirSync(`${placeOf(dir, c)}.json`, { recursive: true });
    expect(() => save(placeOf(dir, c), '{}\n', 'text')).toThrow(/EISDIR|ENOTEMPTY|EPERM/);
    expect(files().filter((f) => f.endsWith('.part'))).toEqual([]);
  });

  it('leaves what was there where a file can’t be written', () => {
    save(placeOf(dir, c), 'old', 'old text');
    mkdirSync(`${placeOf(dir, c)}.json.${process.pid}.part`);
    expect(() => save(placeOf(dir, c), 'new', 'new text')).toThrow('EISDIR');
    expect([read('.json'), read('.txt')]).toEqual(['old', 'old text']);
  });

  it('says so where the directory is a file', () => {
    writeFileSync(join(dir, 'taken'), '');
    expect(() => save(placeOf(join(dir, 'taken'), c), '{}', '')).toThrow(/ENOTDIR|EEXIST/);
    expect(files()).toEqual(['taken']);
  });
});

describe('the name of a file', () => {
  const name = (change: Partial<Counterexample>) => placeOf('d', { ...c, ...change });

  it('is design, property and step', () => expect(name({})).toBe('d/toy/none--no-uaf--user.use'));
  it('tells the two kinds of deadlock apart', () => {
    expect(name({ kind: 'stuck' })).toBe('d/toy/none--no-uaf--stuck-user.use');
    expect(name({ kind: 'cycle' })).toBe('d/toy/none--no-uaf--cycle-user.use');
  });
  it('says initial where nothing has run', () =>
    expect(name({ step: '' })).toBe('d/toy/none--no-uaf--initial'));
  it('has no character that a shell or a directory would mind', () =>
    expect(name({ step: '../x y;z' })).toMatch(/^d\/toy\/none--no-uaf--\.\._x_y_z--[0-9a-f]{12}$/));
  it('is of no other identity, however a design or a property is called', () => {
    const names = [
      name({ design: 'a--b', property: 'c' }),
      name({ design: 'a', property: 'b--c' }),
      name({ design: 'a', property: 'b c' }),
      name({ design: 'a', property: 'b_c' }),
      name({ model: '..' }),
      name({ model: '_' }),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((n) => !/^d\/[\w.=-]+\/[\w.=-]+$/.test(n) || n.includes('/../'))).toEqual([]);
  });
});

describe('filesUnder()', () => {
  it('finds every saved file at any depth, in order, and no others', () => {
    save(placeOf(dir, { ...c, design: 'z' }), '{}', '');
    save(placeOf(dir, { ...c, model: 'another' }), '{}', '');
    writeFileSync(join(dir, 'notes.md'), '');
    writeFileSync(join(dir, 'toy', `x.json.${process.pid}.part`), '');
    expect(filesUnder(dir)).toEqual([
      join(dir, 'another/none--no-uaf--user.use.json'),
      join(dir, 'toy/z--no-uaf--user.use.json'),
    ]);
  });
});
