// SPDX-License-Identifier: MIT
/** What docs/repairs.md says that would have forbidden known bugs is what is found: here those of a second, in repairs.full.ts all. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { command, input } from '../src/testing/command.ts';
import { oneOf } from '../src/testing/full.ts';
import { ask, LONG, modelOf, SHORT, told } from './repairs.ts';

const doc = readFileSync(fileURLToPath(new URL('../docs/repairs.md', import.meta.url)), 'utf8');

describe('docs/repairs.md', () => {
  it.each(oneOf(2, SHORT))('$model, $design', async (pair) => {
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
  it('of a saved file tells the same, and under a mail that is asked for', async () => {
    const saved = 'counterexamples/vmalloc-hot-remove/option-2--no-deadlock--cycle-hot_remove.allocate.json';
    const of = await command(`why ${saved} --tries 1 --max-states 10`, entries);
    expect(of.status).toBe(0);
    expect(of.out.replaceAll(/\s+/g, ' ')).toContain('the model has more than 10 states');
    const mail = await command(`report ${saved} --format mail --why --tries 1 --time 60s`, entries);
    expect([mail.status, mail.err]).toEqual([0, '']);
    expect(mail.out).toMatch(/What would have forbidden it[^]*Schedule for mhpcheck/);
  });
  const GFP = 'counterexamples/gfp/any--failure-checked--alloc_contig_range.json';
  it.each([
    [`why ${GFP}`, 'gfp is a finite space'],
    [`why ${GFP} --design any`, '--design goes with a model'],
    [`why ${file} --model ${file}`, '--model goes with the file of a counterexample'],
    ['why', 'the file of a counterexample, or a model'],
    [`report ${GFP} --tries 3`, '--tries goes with --why'],
    [`report ${GFP} --format html`, 'no --format html: it tells of threads'],
    [`report ${GFP} --format htlm`, "did you mean 'html'?"],
    [`report ${GFP} --in-reply-to x`, '--in-reply-to goes with --format mail'],
    [`report ${GFP} --format dot --why`, '--why goes with --format race, mail, markdown'],
  ])('%s is refused in a line', async (line, says) => {
    const { status, out, err } = await command(line, entries);
    expect([status, out]).toEqual([3, '']);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
