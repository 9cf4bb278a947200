// SPDX-License-Identifier: MIT
/**
 * What the README and docs/options.md show is what the tool prints: each block under a `from:` comment stands, line by
 * line, in the output.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { cli } from '../src/cli/cli.ts';

const blocksOf = (file: string) =>
  [
    ...readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').matchAll(
      /<!-- from: (.*?) -->\s*```\n([\s\S]*?)\n```/g,
    ),
  ].map(([, command = '', text = '']) => ({ command, text }));

const printed = new Map<string, Promise<string>>();
/** Both show parts of one long comparison: it is run once. */
function output(command: string): Promise<string> {
  const known = printed.get(command) ?? run(command);
  printed.set(command, known);
  return known;
}
async function run(command: string): Promise<string> {
  let out = '';
  await cli(
    command.split(' '),
    entries,
    { out: (t) => void (out += t), err: () => {}, isTTY: false },
    () => false,
  );
  return out;
}

describe.each(['README.md', 'docs/options.md'])('%s', (file) => {
  const blocks = blocksOf(file);
  it('shows output of the tool', () => expect(blocks.length).toBeGreaterThan(0));
  // A comparison that takes seconds takes ten times that where coverage is counted.
  it.each(blocks)(
    'shows what `mhpcheck $command` prints',
    async ({ command, text }) => expect(await output(command)).toContain(text),
    180_000,
  );
});
