// SPDX-License-Identifier: MIT
/** What the README and docs/options.md show is what the tool prints: each block stands, line by line, in the output. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../src/cli/options.ts';
import { oneOf } from '../src/testing/full.ts';
import { blocksOf, documentFile, DOCUMENTS, output, partFor } from './blocks.ts';

/** What takes longer than all the others, in `npm test` one of four: most comparisons stand there. */
const LONG = 'docs/options.md';

describe.each(DOCUMENTS)('%s', (file) => {
  const blocks = blocksOf(file);
  it('shows output of the tool', () => expect(blocks.length).toBeGreaterThan(0));
  // A comparison that takes seconds takes ten times that where coverage is counted.
  it.each(oneOf(file === LONG ? 4 : 1, blocks))(
    'shows what `mhpcheck $command` prints',
    async ({ command, text }) => expect(await output(command)).toContain(text),
    180_000,
  );
});

describe('README.md', () => {
  const text = readFileSync(documentFile('README.md'), 'utf8');
  it('prints nothing that no command is held against', () => {
    const fenced = [...text.matchAll(/^```[a-z]*\n([\s\S]*?)\n```$/gm)].map(([, block]) => block);
    expect(fenced).toEqual(blocksOf('README.md').map((block) => block.text));
    // A count of tests is true for a day.
    expect(text).not.toMatch(/\d+ (tests|passed)/);
  });
  it('shows commands that are taken as they stand', () => {
    const lines = [...text.matchAll(/^ {4}npx mhpcheck (.*)$/gm)].map(([, line = '']) => line.split(' '));
    expect(lines.length).toBeGreaterThan(5);
    for (const argv of lines) expect(parse(argv).verb).toBe(argv[0]);
  });
  it('names every property that its table has a letter for', async () => {
    const [, last] = /^A to ([A-Z]) are the properties/m.exec(text) ?? [];
    const [{ command } = { command: '' }] = blocksOf('README.md');
    const letters = [...(await output(command)).matchAll(/^ {2}([A-Z]) [\w-]+:/gm)].map(([, l]) => l);
    expect([letters[0], letters.at(-1)]).toEqual(['A', last]);
  });
});

describe('a block that is not printed any more', () => {
  const block = { command: 'list', text: 'head\n  old\nend' };
  it('becomes what stands between its first and its last line', () =>
    expect(partFor(block, 'x\nhead\n  new\n  newer\nend\ny')).toBe('head\n  new\n  newer\nend'));
  it('keeps its length where the last line is another one', () =>
    expect(partFor(block, 'head\n  new\nfin\ny')).toBe('head\n  new\nfin'));
  it('is left to somebody to look at where the first line is gone', () =>
    expect(partFor(block, 'x\ny')).toBeUndefined());
});
