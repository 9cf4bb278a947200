// SPDX-License-Identifier: MIT
/** The mail of every saved counterexample: under sixty lines. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { filesUnder } from '../src/counterexample/store.ts';
import { linesOf } from '../src/report/fitting.ts';
import { command } from '../src/testing/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
it('has less than sixty lines', async () => {
  const longer: string[] = [];
  for (const file of filesUnder(`${root}counterexamples`).map((name) => relative(root, name))) {
    const { out, status } = await command(`report ${file} --format mail`, entries);
    expect(status, file).toBe(0);
    if (linesOf(out) >= 60) longer.push(file);
  }
  expect(longer).toEqual([]);
});
