// SPDX-License-Identifier: MIT
/** Examples after published specifications have the published counts and answers. Those after bug reports: corpus.test.ts. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { command } from '../src/testing/command.ts';
import { oneOf } from '../src/testing/full.ts';

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

// As published. TLC counts the depth in states, one more than in steps, and gives no transitions of the first.
it.each(
  oneOf<[string, string, number, number | undefined, number, string]>(2, [
    ['termination-detection', 'tiny', 54, undefined, 5, 'ends violated'],
    ['termination-detection', 'small', 302, undefined, 8, 'ends violated'],
    ['termination-detection', 'large', 1566, undefined, 11, 'ends violated'],
    ['readers-writers', 'small', 21_527, 59_673, 12, 'by-turns violated'],
  ]),
)('%s, %s', async (example, bound, states, transitions, depth, violated) => {
  const [counts, broken] = await checked(example, bound);
  expect(counts).toEqual([states, transitions ?? counts[1], depth]);
  expect(broken).toEqual([violated]);
});
