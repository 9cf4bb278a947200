// SPDX-License-Identifier: MIT
/** A thousand damaged files and three hundred command lines: docs/trust.md has the counts. */
import { expect, it } from 'vitest';
import { fuzz, fuzzedText } from './fuzz.ts';

it.each([1, 20261128])(
  'a thousand files and 300 command lines do nothing that they may not, seed %i',
  async (seed) => {
    const said = fuzzedText(await fuzz({ seed, files: 1000, lines: 300 }));
    process.stdout.write(`${said}\n`);
    expect(said).toMatch(/^800 files .*\n200 checkpoints .*\n300 lines /);
  },
);
