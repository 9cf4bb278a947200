// SPDX-License-Identifier: MIT
/** What is written and would be read by nobody, and the number that is two. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const MISSPELT = [
  ['effect', "t0: step 'a': unknown key of a candidate 'efect'; did you mean 'effect'?"],
  [
    'actions',
    "t0: step 'a': unknown key of a candidate 'actions' (there are: guard, effect, target, note, says, at)",
  ],
  ['guard', "t0: step 'a': unknown key of a candidate 'gaurd'; did you mean 'guard'?"],
  ['choices', "t0: step 'a': unknown fact of a step 'choises'; did you mean 'choices'?"],
  ['mayWait', "t0: step 'a': mayWait is neither true nor false"],
  ['initial', "x: unknown part of a system 'intial'; did you mean 'initial'?"],
  ['fairness', "property 'p': fairness: unknown key 'thread'; did you mean 'threads'?"],
] as const;

describe('a misspelt key', () => {
  it.each(MISSPELT)('%s', async (design, said) => {
    const { status, err, out } = await command(
      `check ${input('keys/misspelt.js')} --design ${design} --bound tiny`,
    );
    expect(err.replaceAll(/\s+/g, ' ')).toContain(said);
    expect([status, out]).toEqual([3, '']);
  });
});

it('-0 is a mistake that names the field', async () => {
  const { status, err } = await command(`check ${input('keys/minus-zero.js')} --bound tiny`);
  expect(err.replaceAll(/\s+/g, ' ')).toContain(
    'mem.a becomes -0, which % gives of a negative number: add 0',
  );
  expect(status).toBe(3);
});
