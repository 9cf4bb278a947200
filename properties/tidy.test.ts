// SPDX-License-Identifier: MIT
/** Rules of the house that a compiler or a linter does not know. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ASKS_THE_BENCH, ASKS_THE_CLI, FOLDERS, picture } from './folders.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);
const sources = tracked.filter((file) => /\.(ts|mjs)$/.test(file));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const isTest = (file: string) =>
  file.endsWith('.test.ts') || file.startsWith('src/testing/') || file.startsWith('properties/');

/** `src/model` for src/model/read.ts, `models` for models/x/y.ts. */
const folderOf = (file: string) => /^(src\/[^/]+(?=\/)|[^/]+)/.exec(file)?.[0] ?? '';
const importsOf = (file: string) =>
  [...read(file).matchAll(/from '(\.[^']*)'/g)].map(([, path]) => normalize(join(dirname(file), path ?? '')));

describe('the house', () => {
  it('has arrows between folders that go one way', () => {
    const wrong = sources.flatMap((file) => {
      const may = FOLDERS.find(({ name }) => name === folderOf(file))?.from;
      // A test asks what it needs to, beside what it tests.
      if (!may || (file.endsWith('.test.ts') && file.startsWith('src/'))) return [];
      return importsOf(file)
        .filter((to) => ![folderOf(file), 'src/outside', ...may].includes(folderOf(to)))
        .filter((to) => folderOf(to) !== 'src/cli' || !ASKS_THE_CLI.includes(file))
        .filter((to) => folderOf(to) !== 'bench' || !ASKS_THE_BENCH.includes(file))
        .map((to) => `${file} imports ${to}`);
    });
    expect(wrong).toEqual([]);
    const names = FOLDERS.map(({ name }) => name);
    expect(FOLDERS.filter(({ from }, i) => from.some((name) => !names.slice(0, i).includes(name)))).toEqual(
      [],
    );
  });
  it('has each folder of sources in the table, and the table in docs/architecture.md', () => {
    const names = FOLDERS.map(({ name }) => name);
    const folders = new Set(
      sources.filter((file) => /^(src|models|properties|bench)\//.test(file)).map(folderOf),
    );
    expect([...folders].filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !folders.has(name))).toEqual([]);
    expect(read('docs/architecture.md')).toContain(`\n\n${picture()}\n`);
  });

  it('looks inside XState in src/model alone', () => {
    const users = sources.filter((file) => !isTest(file) && /from 'xstate/.test(read(file)));
    // xstate/graph is one of the engines that ours is measured beside.
    expect(users.filter((file) => !/^(src\/model|peers\/xstate)\//.test(file))).toEqual([]);
  });

  it('has a licence line first in every source file', () => {
    const without = sources.filter(
      (file) => !/^(#!.*\n)?\/\/ SPDX-License-Identifier: MIT\n/.test(read(file)),
    );
    expect(without).toEqual([]);
  });

  it('has no file longer than 300 lines', () => {
    expect(sources.filter((file) => read(file).split('\n').length > 300)).toEqual([]);
  });

  it('has text that fits a mail: documents within 80 columns, but for tables, links and commands', () => {
    const documents = tracked.filter((file) => /^(README|CONTRIBUTING|CHANGELOG|docs\/.*)\.md$/.test(file));
    const long = documents.flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => line.length > 80 && !/^\||\]\(|<!--|^ {4}/.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(documents.length).toBeGreaterThan(0);
    expect(long).toEqual([]);
  });

  it('skips no test without saying why, and runs none alone', () => {
    const marked = sources.filter(
      (file) =>
        /\b(it|test|describe)\.(only|skip|todo)\b/.test(read(file)) && file !== 'properties/tidy.test.ts',
    );
    expect(marked).toEqual([]);
  });

  it('names no place of the machine it was written on', () => {
    // Spelled so that this file does not name one either.
    const places = ['work', 'home', 'tmp'].map((name) => `/${name}/`);
    expect(
      tracked.filter(
        (file) => /\.(ts|mjs|md|json|txt)$/.test(file) && places.some((place) => read(file).includes(place)),
      ),
    ).toEqual([]);
  });
});
