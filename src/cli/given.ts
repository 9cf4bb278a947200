// SPDX-License-Identifier: MIT
/** A file that a command is asked about, or standard input. */
import { readFile } from '../outside/read.ts';
import { operand } from './options.ts';
import { STDIN, standardInput } from './stdin.ts';
import type { Context } from './verbs.ts';

export interface Given {
  /** As the command line has it, and as it is told. */
  readonly word: string;
  readonly file: string;
  readonly piped: boolean;
  readonly given: string;
}

export async function givenTo({ args }: Pick<Context, 'args'>): Promise<Given> {
  const word = operand(args, 'the file of a counterexample');
  const piped = word === STDIN.word;
  const file = piped ? STDIN.name : word;
  return { word, file, piped, given: piped ? await standardInput() : readFile(file) };
}
