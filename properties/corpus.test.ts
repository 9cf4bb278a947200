// SPDX-License-Identifier: MIT
/** Every bug of the corpus is violated before its fix and mended by it, and docs/bug-corpus.md says what was found. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUGS } from './corpus/bugs.ts';
import { document, findAll, violatedIn } from './corpus/document.ts';
import type { Found } from './corpus/document.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');
let found: readonly Found[] = [];
beforeAll(async () => void (found = await findAll()), 180_000);

describe('the bug corpus', () => {
  it('has 25 bugs at least, no two the same', () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(25);
    const places = BUGS.map(({ model, before, after, broken }) => [model, before, after, broken].join(' '));
    expect(new Set(places).size).toBe(BUGS.length);
  });
  it('names the commits that mended them', () => {
    for (const { fix } of BUGS) expect(fix).toMatch(/^[0-9a-f]{12}(, [0-9a-f]{12})* \((v[\d.]+|20\d\d)\)$/);
  });
  it.each(BUGS.map((bug, i) => [bug.bug, i] as const))('%s: before and after', (_, i) => {
    const { before, after } = found[i] as Found;
    expect([before, after]).toEqual(['violated', 'holds']);
  });
  it('is what docs/bug-corpus.md shows', async () => {
    await expect(await document(found)).toMatchFileSnapshot('../docs/bug-corpus.md');
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
    const asked = (await violatedIn(file)).map(([where, names]) => [where, names.toSorted()]);
    expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(wanted));
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
