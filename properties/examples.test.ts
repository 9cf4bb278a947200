// SPDX-License-Identifier: MIT
/** Examples after published specifications have the published counts and answers. Those after bug reports: corpus.test.ts. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { command } from '../src/testing/command.ts';

interface Checked {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly properties: readonly { readonly name: string; readonly verdict: string }[];
}
async function checked(example: string, bound: string): Promise<[counts: number[], violated: string[]]> {
  const file = fileURLToPath(new URL(`../examples/${example}.js`, import.meta.url));
  const { out } = await command(`check ${file} --bound ${bound} --json`);
  const { results } = JSON.parse(out) as { readonly results: readonly [Checked] };
  const [{ states, transitions, depth, properties }] = results;
  const violated = properties.filter((p) => p.verdict !== 'holds').map((p) => `${p.name} ${p.verdict}`);
  return [[states, transitions, depth], violated];
}

// Distinct states and transitions as published; TLC counts the depth in states, one more than in steps.
it.each([
  ['tiny', 54, 5],
  ['small', 302, 8],
  ['large', 1566, 11],
])('termination detection, %s', async (bound, states, depth) => {
  const [counts, violated] = await checked('termination-detection', bound);
  expect([counts[0], counts[2]]).toEqual([states, depth]);
  expect(violated).toEqual(['ends violated']);
});

it('readers and writers', async () => {
  const [counts, violated] = await checked('readers-writers', 'small');
  expect(counts).toEqual([21_527, 59_673, 12]);
  expect(violated).toEqual(['by-turns violated']);
});
