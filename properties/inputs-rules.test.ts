// SPDX-License-Identifier: MIT
/** What docs/semantics.md asks of every model is said with the result, and refused with --strict. That ours keep it: steps.test.ts. */
import { expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const file = input('rules/kept.js');
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

it.each([
  ['wide', 0, 'several shared fields are touched in one step that is no primitive: t.s (mem.a, mem.b)'],
  ['placeless', 0, "no place in the kernel is named ('at') by: t.s"],
  ['never-asked', 0, "no 'sometimes' is asked: a model that does nothing would pass as well"],
  ['two-of-a-name', 1, "two properties are called 'p': one is told as 'p (2)'"],
])('a rule that is not kept is a note, and with --strict a mistake: %s', async (design, verdict, said) => {
  const plain = await command(`check ${file} --design ${design}`);
  expect([plain.status, flat(plain.out)]).toEqual([verdict, expect.stringContaining(`- note: ${said}`)]);
  const json = await command(`check ${file} --design ${design} --json`);
  const { results } = JSON.parse(json.out) as { results: [{ notes: string[] }] };
  expect(results[0].notes).toEqual([said]);
  for (const options of ['--random 3', '--compact 1M']) {
    const { out } = await command(`check ${file} --design ${design} ${options}`);
    expect(flat(out)).toContain(`- note: ${said}`);
  }
  for (const verb of ['check', 'compare']) {
    const strict = await command(`${verb} ${file} --design ${design} --strict`);
    expect([strict.status, strict.out, flat(strict.err)]).toEqual([
      3,
      '',
      expect.stringContaining(`--strict: ${said}`),
    ]);
  }
});

it.each(['kept', 'primitive'])('where all are kept nothing is said: %s', async (design) => {
  const { status, out } = await command(`check ${file} --design ${design} --strict`);
  expect([status, out]).toEqual([0, expect.not.stringContaining('note:')]);
});

it('a property of a name that is taken is told as another, and replayed as that', async () => {
  const { out } = await command(`check ${file} --design two-of-a-name`);
  expect(out).toMatch(/^ {2}p +holds$/m);
  expect(out).toContain('p (2) is violated.');
});

it('names that only other instances have are notes, not mistakes', async () => {
  const names = input('names/asked.js');
  const larger = await command(`check ${names} --design larger --bound tiny`);
  expect(flat(larger.out)).toContain(
    "note: property p asks for s.at.t1: no thread is called 't1' in this design, configuration and bound; others have it",
  );
  const elsewhere = await command(`check ${names} --design elsewhere`);
  expect(flat(elsewhere.out)).toContain("note: property p: no step ends in the fault 'bug' in this design");
  const almost = await command(`check ${names} --design almost`);
  expect(flat(almost.out)).toContain(
    "note: property p says 'insde', which is the name of nothing here; is it 'inside'?",
  );
});
