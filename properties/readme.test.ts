// SPDX-License-Identifier: MIT
/** What the README and docs/options.md show is what the tool prints: each block stands, line by line, in the output. */
import { describe, expect, it } from 'vitest';
import { blocksOf, DOCUMENTS, output, partFor } from './blocks.ts';

describe.each(DOCUMENTS)('%s', (file) => {
  const blocks = blocksOf(file);
  it('shows output of the tool', () => expect(blocks.length).toBeGreaterThan(0));
  // A comparison that takes seconds takes ten times that where coverage is counted.
  it.each(blocks)(
    'shows what `mhpcheck $command` prints',
    async ({ command, text }) => expect(await output(command)).toContain(text),
    180_000,
  );
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
