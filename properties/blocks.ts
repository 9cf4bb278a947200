// SPDX-License-Identifier: MIT
/** Blocks of documents that show what the tool prints: each stands under a `from:` comment that says by which command. */
import { readFileSync } from 'node:fs';
import { entries } from '../models/index.ts';
import { cli } from '../src/cli/cli.ts';

/** The documents that have such blocks. */
export const DOCUMENTS = ['README.md', 'docs/options.md', 'docs/traces.md'] as const;
export const documentFile = (name: string): URL => new URL(`../${name}`, import.meta.url);

const BLOCK = /(<!-- from: (.*?) -->\s*```\n)([\s\S]*?)(\n```)/g;
export interface Block {
  readonly command: string;
  readonly text: string;
}
export const blocksOf = (document: string): readonly Block[] =>
  [...readFileSync(documentFile(document), 'utf8').matchAll(BLOCK)].map(([, , command = '', text = '']) => ({
    command,
    text,
  }));

const printed = new Map<string, Promise<string>>();
/** What a command prints. Documents show parts of one long comparison: it is run once. */
export function output(command: string): Promise<string> {
  const known = printed.get(command) ?? run(command);
  printed.set(command, known);
  return known;
}
async function run(command: string): Promise<string> {
  let out = '';
  const console = { out: (t: string) => void (out += t), err: () => {}, isTTY: false };
  await cli(command.split(' '), entries, console, () => false);
  return out;
}

/**
 * The part of `out` that a block stands for: from its first line to its last, or as many lines as it has where the last
 * is another one now. Undefined where the first is gone: somebody has to look.
 */
export function partFor({ text }: Block, out: string): string | undefined {
  if (out.includes(text)) return text;
  const [was, now] = [text.split('\n'), out.split('\n')];
  const from = now.indexOf(was[0] ?? '');
  if (from < 0) return undefined;
  const to = now.indexOf(was.at(-1) ?? '', from);
  return now.slice(from, to < 0 ? from + was.length : to + 1).join('\n');
}

/** A document with its blocks as they are printed now, and the commands of those that somebody has to look at. */
export async function withBlocks(document: string): Promise<{ text: string; lost: readonly string[] }> {
  const text = readFileSync(documentFile(document), 'utf8');
  const lost: string[] = [];
  const parts = new Map<string, string>();
  for (const block of blocksOf(document)) {
    const part = partFor(block, await output(block.command));
    if (part === undefined) lost.push(block.command);
    else parts.set(block.text, part);
  }
  const redone = text.replaceAll(BLOCK, (_, head: string, _command, shown: string, tail: string) => {
    return `${head}${parts.get(shown) ?? shown}${tail}`;
  });
  return { text: redone, lost };
}
