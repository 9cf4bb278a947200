// SPDX-License-Identifier: MIT
/** The mail of every saved counterexample: under sixty lines, but for those of which it is said why not. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { filesUnder } from '../src/counterexample/store.ts';
import { linesOf } from '../src/report/fitting.ts';
import { command } from '../src/testing/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Seven threads wait, each for something else, and all of them belong to it. */
const LONGER = [
  'counterexamples/stop-machine-hot-add/as-posted--no-cpu-spins-for-ever--ends-migration.ack_state.json',
  'counterexamples/stop-machine-hot-add/as-posted--no-deadlock--stuck-migration.ack_state.json',
];

it('has less than sixty lines', async () => {
  const longer: string[] = [];
  for (const file of filesUnder(`${root}counterexamples`).map((name) => relative(root, name))) {
    const { out, status } = await command(`report ${file} --format mail`, entries);
    expect(status, file).toBe(0);
    if (linesOf(out) >= 60) longer.push(file);
  }
  expect(longer).toEqual(LONGER);
});
