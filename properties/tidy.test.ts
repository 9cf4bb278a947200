// SPDX-License-Identifier: MIT
/** Rules of the house that a compiler or a linter does not know. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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

/** What each folder may import from, beside itself and src/outside: docs/architecture.md's picture. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/outside': [],
  'src/watch': [],
  'src/model': [],
  'src/wasm': [],
  'src/vocabulary': ['src/model'],
  'src/compile': ['src/watch', 'src/model', 'src/wasm'],
  'src/reduce': ['src/watch', 'src/model', 'src/compile'],
  'src/engine': ['src/watch', 'src/model', 'src/compile', 'src/reduce'],
  'src/explore': ['src/watch', 'src/model', 'src/wasm', 'src/compile', 'src/reduce', 'src/engine'],
  'src/space': ['src/watch', 'src/model', 'src/engine'],
  'src/interleave': ['src/model', 'src/compile', 'src/engine', 'src/explore'],
  'src/lossy': ['src/model', 'src/compile', 'src/engine'],
  'src/counterexample': ['src/watch', 'src/model', 'src/compile', 'src/engine'],
  'src/mutate': ['src/watch', 'src/model', 'src/compile', 'src/engine', 'src/explore'],
  'src/report': [
    'src/model',
    'src/engine',
    'src/explore',
    'src/space',
    'src/interleave',
    'src/counterexample',
    'src/mutate',
  ],
  'src/cli': [
    'src/watch',
    'src/model',
    'src/compile',
    'src/reduce',
    'src/engine',
    'src/explore',
    'src/space',
    'src/interleave',
    'src/lossy',
    'src/counterexample',
    'src/mutate',
    'src/report',
    'models',
  ],
  src: ['src/model', 'src/vocabulary', 'src/interleave', 'src/space'],
  models: ['src/model', 'src/vocabulary'],
  bench: ['src/model', 'src/reduce', 'src/engine', 'src/explore', 'src/interleave', 'models', 'properties'],
};
/** `src/model` for src/model/read.ts, `models` for models/x/y.ts. */
const folderOf = (file: string) => /^(src\/[^/]+(?=\/)|[^/]+)/.exec(file)?.[0] ?? '';
const importsOf = (file: string) =>
  [...read(file).matchAll(/from '(\.[^']*)'/g)].map(([, path]) => normalize(join(dirname(file), path ?? '')));

describe('the house', () => {
  it('has arrows between folders that go one way', () => {
    const wrong = sources
      .filter((file) => !isTest(file) && MAY_IMPORT[folderOf(file)])
      .flatMap((file) =>
        importsOf(file)
          .filter(
            (to) =>
              ![folderOf(file), 'src/outside'].includes(folderOf(to)) &&
              !MAY_IMPORT[folderOf(file)]?.includes(folderOf(to)),
          )
          .map((to) => `${file} imports ${to}`),
      );
    expect(wrong).toEqual([]);
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
