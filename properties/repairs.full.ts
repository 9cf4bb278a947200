// SPDX-License-Identifier: MIT
/** What docs/repairs.md says of known bugs, all of it: the larger machines take minutes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ask, LONG, modelOf, SHORT, told } from './repairs.ts';

const doc = readFileSync(fileURLToPath(new URL('../docs/repairs.md', import.meta.url)), 'utf8');

it.each([...SHORT, ...LONG])('$model, $design', { timeout: 600_000 }, async (pair) => {
  expect(doc).toContain(told(await ask(await modelOf(pair), pair)));
});
