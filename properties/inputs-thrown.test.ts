// SPDX-License-Identifier: MIT
/** What the code of a model throws, wherever it stands. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const SAID: Readonly<Record<string, RegExp>> = {
  error: /throws no such page \(thrown\.js:11:\d+\)/,
  text: /'boom' was thrown/,
  nothing: /null was thrown/,
  proxy: /an object that has no text was thrown/,
  typeError: /throws TypeError: Cannot read .* \(thrown\.js:8:\d+\)/,
  outside: /mem\.list\[3\] is outside its array of 2 \(thrown\.js:23:\d+\)/,
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

describe('a file whose export can’t be looked at', () => {
  it.each([
    ['export.js', /^mhpcheck: a mistake in the model: its code throws hands off \(export\.js:4:9\)\n$/],
    ['file.js', /^mhpcheck: .*file\.js: can't be loaded: an object that has no text was thrown\n$/],
    ['build.js', /^mhpcheck: .*build\.js: design d, .*: an object that has no text was thrown\n$/],
  ])('%s', async (file, said) => {
    const { status, out, err } = await command(`check ${input(`thrown/${file}`)} --bound tiny`);
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(said);
  });
});
