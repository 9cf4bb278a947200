// SPDX-License-Identifier: MIT
/** Standard input, whole: a counterexample that is piped in, as a mail program does. */
import { FileError } from '../counterexample/format.ts';

/** What stands for it on a command line, and in messages. */
export const STDIN = { word: '-', name: 'standard input' } as const;

/** Some hundred times the longest trace that is kept here; a pipe may have no end. */
const MOST = 2 ** 24;

export async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST) throw new FileError(`${STDIN.name}: more than 16 MB: no counterexample is that long`);
      chunks.push(chunk);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new FileError(`${STDIN.name}: can't be read (${code})`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}
