// SPDX-License-Identifier: MIT
/** What docs/repairs.md says that would have forbidden known bugs is what is found: here the quick ones, in repairs.full.ts all. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';
import { ask, LONG, modelOf, QUICK, SHORT, told } from './repairs.ts';

const doc = readFileSync(fileURLToPath(new URL('../docs/repairs.md', import.meta.url)), 'utf8');

describe('docs/repairs.md', () => {
  it.each(QUICK)('$model, $design', async (pair) => {
    expect(doc).toContain(told(await ask(await modelOf(pair), pair)));
  });
  it('has each pair, and six at least whose fix was published', () => {
    for (const { model, design, configuration } of [...SHORT, ...LONG])
      expect(doc).toContain(`${model}, ${design}, ${configuration}:\n`);
    expect(SHORT.length + LONG.length).toBeGreaterThan(6);
  });
});

describe('why', () => {
  const file = input('repairs/one-side.js');
  it('of a model tells what was tried under the diagram', async () => {
    const { status, out } = await command(`why ${file} --design half`);
    expect(status).toBe(0);
    // The trace is folded to less; of one that is short each step is a candidate.
    expect(out).toContain('- hold lock in a from "tmp = n" to "n = tmp + 1".');
  });
  it('says that nothing was found within the budget', async () => {
    const { status, out } = await command(`why ${file} --design half --tries 1`);
    expect(status).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'none of 1 change tried within bound tiny forbids it; no more than 1 are.',
    );
  });
  it('that is interrupted has status 130, and prints what is known', async () => {
    const { status, out } = await command(`why ${file} --design half`, undefined, () => true);
    expect([status, out]).toEqual([130, expect.stringMatching(/interrupted|nothing is known/)]);
  });
  it('wants one instance, and something that is violated', async () => {
    const many = await command(`why ${file}`);
    expect([many.status, many.err]).toEqual([
      3,
      expect.stringContaining('2 instances; name one with --design'),
    ]);
    const none = await command(`why ${file} --design both`);
    expect([none.status, none.out]).toEqual([
      0,
      expect.stringContaining('nothing that has a trace is violated'),
    ]);
  });
});
