// SPDX-License-Identifier: MIT
/** Every word there is can be imported from the package, and docs/vocabulary.md says so where it speaks of its file. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as all from './index.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const text = readFileSync(fileURLToPath(new URL('../../docs/vocabulary.md', import.meta.url)), 'utf8');
const files = readdirSync(here)
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && f !== 'index.ts')
  .map((f) => f.slice(0, -'.ts'.length));
/** The row of a file: `- **lock**: ...`, as far as the next one. */
const rowOf = (file: string) =>
  new RegExp(`^- \\*\\*${file}\\*\\*[\\s\\S]*?(?=\n- |\n\n)`, 'm').exec(text)?.[0] ?? '';

describe.each(files)('%s', (file) => {
  it('is exported, each word of it', async () => {
    const words = (await import(`./${file}.ts`)) as object;
    for (const [name, word] of Object.entries(words)) expect(all, name).toHaveProperty(name, word);
  });
  it('has a row in docs/vocabulary.md with each word', async () => {
    const words = Object.keys((await import(`./${file}.ts`)) as object);
    const said = new Set(rowOf(file).match(/\w+/g));
    expect(words.filter((name) => !said.has(name))).toEqual([]);
  });
});
