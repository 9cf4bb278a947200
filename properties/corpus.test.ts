// SPDX-License-Identifier: MIT
/**
 * Every bug of the corpus is violated before its fix and mended by it: as is pinned, and some of each model are asked.
 * corpus.full.ts asks all of them, and writes docs/bug-corpus.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { oneOf } from '../src/testing/full.ts';
import { BUGS } from './corpus/bugs.ts';
import type { Bug } from './corpus/bugs.ts';
import { find, rowOf, violatedIn } from './corpus/document.ts';
import { readManifest } from './manifest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');
const isFile = ({ model }: Bug) => model.endsWith('.js');
/** Asked here: those of a file, and of the models, which are pinned, some. */
const asked = [
  ...BUGS.filter(isFile),
  ...oneOf(
    12,
    BUGS.filter((bug) => !isFile(bug)),
  ),
];
const pinned = ({ model, configuration, broken }: Bug, design: string) => {
  const pins = readManifest(model, 'tiny').filter((pin) => pin.design === design);
  const pin = pins.find((p) => p.configuration === (configuration ?? 'default'));
  return pin && (broken in pin.violated ? 'violated' : 'holds');
};

describe('the bug corpus', () => {
  it('has 25 bugs at least, no two the same', () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(25);
    const places = BUGS.map(({ model, before, after, broken }) => [model, before, after, broken].join(' '));
    expect(new Set(places).size).toBe(BUGS.length);
  });
  it('names the commits that mended them', () => {
    for (const { fix } of BUGS) expect(fix).toMatch(/^[0-9a-f]{12}(, [0-9a-f]{12})* \((v[\d.]+|20\d\d)\)$/);
  });
  it.each(asked.map((bug) => [bug.bug, bug] as const))('%s: before and after', async (_, bug) => {
    const found = await find(bug);
    expect([found.before, found.after]).toEqual(['violated', 'holds']);
    const shown = read('docs/bug-corpus.md').replaceAll(/ +/g, ' ');
    expect(shown).toContain(rowOf(found, BUGS.indexOf(bug)).replaceAll(/ +/g, ' '));
  });
  it('is pinned before and after', () => {
    for (const bug of BUGS.filter((b) => !isFile(b)))
      expect([bug.bug, pinned(bug, bug.before), pinned(bug, bug.after)]).toEqual([
        bug.bug,
        'violated',
        'holds',
      ]);
  });
  it('has every file of examples/bugs', () => {
    const there = readdirSync(`${root}examples/bugs`).map((file) => `examples/bugs/${file}`);
    const named = new Set(BUGS.map(({ model }) => model));
    expect(there.filter((file) => !named.has(file))).toEqual([]);
  });
});

const files = [...new Set(BUGS.map(({ model }) => model).filter((model) => model.endsWith('.js')))];
describe.each(files)('%s', (file) => {
  const name = file.split('/').at(-1) ?? '';
  it('is violated and holds in each design as the report says', async () => {
    const { expected } = (await import(`${root}${file}`)) as {
      readonly expected: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
    };
    const wanted = Object.entries(expected).flatMap(([design, of]) =>
      Object.entries(of).map(([configuration, names]) => [
        `${design}, ${configuration}`,
        names.map((property) => `${property} violated`).toSorted(),
      ]),
    );
    const told = (await violatedIn(file)).map(([where, names]) => [where, names.toSorted()]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(wanted));
    expect(wanted.some(([, names]) => names?.length === 0)).toBe(true);
  });
  it('says what the report was, its fix, and how to run it', () => {
    const text = read(file);
    expect(text).toMatch(/\n \* {3}Report: .+\((v\d|20\d\d)/);
    expect(text).toMatch(/\n \* {3}Fix: {4}[0-9a-f]{12}/);
    expect(text).toContain(`npx mhpcheck check ./${name}#`);
  });
  it('is linked to from where newcomers look', () => {
    for (const doc of ['README.md', 'CONTRIBUTING.md']) expect(read(doc), doc).toMatch('examples/README.md');
    expect(read(file.startsWith('examples/bugs/') ? 'docs/bug-corpus.md' : 'examples/README.md')).toMatch(
      name,
    );
  });
});
