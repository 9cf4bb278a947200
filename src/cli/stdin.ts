// SPDX-License-Identifier: MIT
/** Standard input, whole: a counterexample that is piped in, as a mail program does. */
import { MOST_BYTES, textOf, tooLarge } from '../outside/read.ts';

/** What stands for it on a command line, and in messages. */
export const STDIN = { word: '-', name: 'standard input' } as const;

export async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A pipe may have no end.
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLarge(STDIN.name);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks), STDIN.name);
}
