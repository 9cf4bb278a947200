// SPDX-License-Identifier: MIT
/** Examples after published specifications have the published counts and answers; those after bug reports, the reports'. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { command } from '../src/testing/command.ts';

interface Checked {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly properties: readonly { readonly name: string; readonly verdict: string }[];
}
async function checked(example: string, bound: string): Promise<[counts: number[], violated: string[]]> {
  const file = fileURLToPath(new URL(`../examples/${example}.js`, import.meta.url));
  const { out } = await command(`check ${file} --bound ${bound} --json`);
  const { results } = JSON.parse(out) as { readonly results: readonly [Checked] };
  const [{ states, transitions, depth, properties }] = results;
  const violated = properties.filter((p) => p.verdict !== 'holds').map((p) => `${p.name} ${p.verdict}`);
  return [[states, transitions, depth], violated];
}

// Distinct states and transitions as published; TLC counts the depth in states, one more than in steps.
it.each([
  ['tiny', 54, 5],
  ['small', 302, 8],
  ['large', 1566, 11],
])('termination detection, %s', async (bound, states, depth) => {
  const [counts, violated] = await checked('termination-detection', bound);
  expect([counts[0], counts[2]]).toEqual([states, depth]);
  expect(violated).toEqual(['ends violated']);
});

it('readers and writers', async () => {
  const [counts, violated] = await checked('readers-writers', 'small');
  expect(counts).toEqual([21_527, 59_673, 12]);
  expect(violated).toEqual(['by-turns violated']);
});

/** Public bug reports as models, simplest first. Each file says what is violated in it, and whose fix it is. */
const REPORTS = [
  'balloon-cancel',
  'hwpoison-pcp',
  'boot-pageset',
  'kswapd-running',
  'section-usage',
  'kcompactd-hang',
  'memremap-ref',
  'kcore-offline',
  'cpus-vs-mems',
  'double-isolation',
];
const read = (name: string) => readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), 'utf8');

describe.each(REPORTS)('%s', (name) => {
  it('is violated before its fix and holds after it, as the report says', async () => {
    const file = fileURLToPath(new URL(`../examples/${name}.js`, import.meta.url));
    const { expected } = (await import(file)) as {
      readonly expected: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
    };
    const { out } = await command(`check ${file} --bound small --json`);
    const { results } = JSON.parse(out) as {
      readonly results: readonly (Checked & { readonly design: string; readonly configuration: string })[];
    };
    const found = results.map(({ design, configuration, properties }) => {
      expect(properties.every((p) => p.verdict !== 'unknown')).toBe(true);
      const violated = properties.filter((p) => p.verdict === 'violated').map((p) => p.name);
      return [`${design}, ${configuration}`, violated.toSorted()] as const;
    });
    const wanted = Object.entries(expected).flatMap(([design, of]) =>
      Object.entries(of).map(([configuration, names]) => [`${design}, ${configuration}`, names.toSorted()]),
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted) as object);
    expect(wanted.some(([, names]) => names?.length === 0)).toBe(true);
  });
  it('says what the report was, its fix, and how to run it', () => {
    const text = read(`examples/${name}.js`);
    expect(text).toMatch(/\n \* {3}Report: .+\(v\d/);
    expect(text).toMatch(/\n \* {3}Fix: {4}[0-9a-f]{12}/);
    expect(text).toContain(`npx mhpcheck check ./${name}.js#`);
  });
  it('is linked to from where newcomers look', () => {
    for (const doc of ['README.md', 'CONTRIBUTING.md', 'examples/README.md'])
      expect(read(doc), doc).toMatch(doc === 'examples/README.md' ? `${name}.js` : 'examples/README.md');
  });
});
