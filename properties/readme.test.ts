// SPDX-License-Identifier: MIT
/** What the README shows is what the tool prints: each block under a `from:` comment stands, line by line, in the output. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { cli } from '../src/cli/cli.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/<!-- from: (.*?) -->\s*```\n([\s\S]*?)\n```/g)].map(
  ([, command, text]) => ({ command: command ?? '', text: text ?? '' }),
);

describe('the README', () => {
  it('shows output of the tool', () => expect(blocks.length).toBeGreaterThan(0));
  it.each(blocks)('shows what `mhpcheck $command` prints', async ({ command, text }) => {
    let out = '';
    await cli(
      command.split(' '),
      entries,
      { out: (t) => void (out += t), err: () => {}, isTTY: false },
      () => false,
    );
    expect(out).toContain(text);
  });
});
