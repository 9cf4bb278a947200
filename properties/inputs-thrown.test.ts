// SPDX-License-Identifier: MIT
/** What the code of a model throws, wherever it stands. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const SAID: Readonly<Record<string, RegExp>> = {
  error: /throws no such page \(thrown\.js:7:\d+\)/,
  text: /'boom' was thrown/,
  nothing: /null was thrown/,
  typeError: /throws TypeError: Cannot read .* \(thrown\.js:4:\d+\)/,
  outside: /mem\.list\[3\] is outside its array of 2 \(thrown\.js:16:\d+\)/,
};
const asked = ['guard', 'effect', 'choices', 'waitsFor', 'property'].flatMap((where) =>
  Object.entries(SAID).map(([what, said]) => [`${where}-${what}`, said] as const),
);

describe('what a model throws', () => {
  it.each(asked)('%s', async (design, said) => {
    const { status, err } = await command(`check ${input('thrown/thrown.js')}#${design} --bound tiny`);
    expect(err).toMatch(said);
    expect(err).toContain(design.startsWith('property') ? 'property p: ' : 't0.s: ');
    expect(err).not.toContain('bug');
    expect(status).toBe(3);
  });
});
