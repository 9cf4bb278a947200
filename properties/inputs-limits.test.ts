// SPDX-License-Identifier: MIT
/** What a model may have of anything: refused with the number, or answered in time. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../src/model/limits.ts';
import { command, input } from '../src/testing/command.ts';
import { FULL } from '../src/testing/full.ts';

const REFUSED: Readonly<Record<string, string>> = {
  threads: 'x has 65 threads: at most 64',
  choices: 't0.s: a state has more than 16,384 successors: 16,400, of which 8,200 by its choices',
  choicesOfMany: 't0.s: a state has more than 16,384 successors: 16,400, of which 8,200 by its choices',
  bits: 'x: a state takes 1001 words of 32 bits: at most 990',
  int: 'int(0, 2147483648) has 2,147,483,649 values: at most 1,048,576',
  id: "id('page', 2147483648) has 2,147,483,648 values: at most 1,048,576",
  array: 'array(1000000000, ...) has 1,000,000,000 elements: at most 65,536',
  seq: 'seq(..., 1000000000) has 1,000,000,000 elements: at most 65,536',
  cells: 'memory and stacks have more than 65536 fields and elements',
};
const ANSWERED: Readonly<Record<string, number>> = {
  manyThreads: 0,
  manyAlways: 0,
  lastAlways: 1,
  manyEventually: 0,
  lastEventually: 1,
  manyPossible: 0,
  lastPossible: 1,
  sites: 1,
  manyChoices: 0,
  manyChoicesOfMany: 0,
  manyBits: 0,
  wide: 0,
  wides: 0,
  effectScans: 0,
  propertyScans: 0,
  dynamic: 0,
};

/** These take longest, and `npm run test:full` asks them. */
const LONG = ['choicesOfMany', 'manyChoicesOfMany', 'effectScans'];
const inTime = <T>(asked: Readonly<Record<string, T>>) =>
  Object.entries(asked).filter(([design]) => FULL || !LONG.includes(design));

const ask = (design: string, more = '') =>
  command(`check ${input('limits/limits.js')}#${design} --bound tiny ${more}`);

describe('what is too large is refused', () => {
  it.each(inTime(REFUSED))('%s', async (design, said) => {
    const { status, err } = await ask(design);
    expect(err).toContain(said);
    expect(err).not.toContain('bug');
    expect([status, err.trim().split('\n').length]).toEqual([3, 1]);
  });
  it.each(['--random 5', '--bitstate 1M'])('by %s too', async (engine) => {
    const { status, err } = await ask('choices', engine);
    expect(err).toContain(REFUSED['choices']);
    expect(status).toBe(3);
  });
});

describe('what is large is answered', () => {
  it.each(inTime(ANSWERED))('%s', async (design, wanted) => {
    const { status, err } = await ask(design);
    expect([status, err]).toEqual([wanted, expect.not.stringContaining('mistake')]);
  });
});

it('each limit stands in docs/semantics.md', () => {
  const text = readFileSync(new URL('../docs/semantics.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('\n## 10. Limits'));
  const numbers = [...section.matchAll(/^\| *([\d,]+) *\|/gm)].map((m) => Number(m[1]?.replaceAll(',', '')));
  expect(numbers).toEqual(Object.values(LIMITS));
});
