// SPDX-License-Identifier: MIT
/** Tables of docs/performance.md: what a run of the bench writes there, between two lines that say whose it is. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Where it ran, and how busy that was before: on a busy machine look at the factors, and at how far times spread. */
export const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cpus: availableParallelism(),
  memoryGB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  load: Number((loadavg()[0] ?? 0).toFixed(1)),
};
/** Two lines, that fit a page. */
export function where(repeats: number): string {
  const { cpu, cpus: count, memoryGB, node, load } = machine;
  return `${count} x ${cpu}, ${memoryGB} GB, node ${node},\nload ${load} before; medians of ${repeats}`;
}

/** Puts each text between the two lines of its name. Throws where the page has not two of one, and writes nothing then. */
export function fill(page: string, texts: Readonly<Record<string, string>>): void {
  let all = readFileSync(page, 'utf8');
  for (const [name, text] of Object.entries(texts)) {
    const mark = `<!-- ${name} -->`;
    const [head, , ...rest] = all.split(mark);
    if (rest.length !== 1) throw new Error(`${page}: it has not two lines ${mark}`);
    all = [head, `\n\n${text}\n\n`, ...rest].join(mark);
  }
  writeFileSync(page, all);
}

export const markdown = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '-'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
