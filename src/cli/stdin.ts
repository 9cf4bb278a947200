// SPDX-License-Identifier: MIT
/** Standard input, whole: a counterexample that is piped in, as a mail program does. */
import { createInterface } from 'node:readline';
import { MOST_BYTES, textOf, tooLarge } from '../outside/read.ts';
import type { Console } from './console.ts';

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

/** Lines as they are typed or piped, until there are no more or the user has stopped. A terminal is shown a prompt. */
export async function* standardLines(
  stopped: () => boolean,
  { out }: Pick<Console, 'out'>,
): AsyncGenerator<string> {
  const lines = createInterface({ input: process.stdin });
  const watch = setInterval(() => stopped() && lines.close(), 200);
  const prompt = () => process.stdin.isTTY && out('> ');
  try {
    prompt();
    for await (const line of lines) {
      yield line;
      prompt();
    }
  } finally {
    clearInterval(watch);
    lines.close();
  }
}
