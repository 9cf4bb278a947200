// SPDX-License-Identifier: MIT
/** `npm run fuzz -- [--seed N] [--files N] [--lines N]`: some seconds by default. Ends with 1 where something is wrong. */
import { parseArgs } from 'node:util';
import { fuzz, fuzzedText } from './fuzz.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { seed: text, files: text, lines: text } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
process.stdout.write(`seed ${seed}\n`);
try {
  const fuzzed = await fuzz({ seed, files: Number(values.files ?? 200), lines: Number(values.lines ?? 60) });
  process.stdout.write(`${fuzzedText(fuzzed)}\nnothing is wrong\n`);
} catch (error) {
  const { message, cause } = error as Error;
  process.stdout.write(`${message}\n${cause instanceof Error ? cause.message : ''}\n`);
  process.exitCode = 1;
}
