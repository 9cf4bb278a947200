// SPDX-License-Identifier: MIT
/** What stands in a model's file beside the model: answers that can't be, and types where Node knows none. */
import { describe, expect, it } from 'vitest';
import { entryOf } from '../testing/sample.ts';
import { chain } from '../testing/toys.ts';
import { answerTo, expectedIn, strayAnswers } from './expected.ts';
import { noTypes } from './syntax.ts';

describe('expected answers', () => {
  const good = { configuration: 'default', design: 'plain', property: 'p', verdict: 'holds', source: 's' };
  it.each([
    [{ plain: ['p'] }, "'expected' is no list"],
    [{ plan: { default: ['p'] } }, "unknown design 'plan'; did you mean 'plain'?"],
    [[7], 'expected[0]: is no record of'],
    [[{ ...good, verdict: 'yes' }], "'verdict' is not holds or violated"],
    [[{ ...good, source: undefined }], "'source' is not a string"],
    [[{ ...good, design: 'plan' }], "unknown design 'plan'; did you mean 'plain'?"],
    [[good, { ...good, verdict: 'violated' }], 'expected[1]: default, plain, p is there twice'],
  ])('refuses %j', (given, says) => {
    expect(() => expectedIn('x.js', entryOf('toy', chain).model, given)).toThrow(says);
  });
});

describe('a model file in TypeScript that does not load', () => {
  it('is told what that takes', () => {
    const unknown = Object.assign(new TypeError('Unknown file extension ".ts" for /x/m.ts'), {
      code: 'ERR_UNKNOWN_FILE_EXTENSION',
    });
    expect(noTypes('/x/m.ts', unknown, { version: 'v20.1.0' })).toBe(
      'TypeScript takes Node 22.18, 23.6 or later, which leaves types out by itself (this is v20.1.0); or compile it to JavaScript',
    );
    expect(noTypes('/x/m.js', unknown)).toBeUndefined();
    expect(noTypes('/x/m.ts', new SyntaxError('x'))).toBeUndefined();
    const enumeration = Object.assign(
      new SyntaxError('TypeScript enum is not supported in strip-only mode'),
      {
        code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
      },
    );
    expect(noTypes('/x/m.ts', enumeration)).toMatch(/^TypeScript enum is not supported.*no enum/);
  });
});

describe('the short form', () => {
  it('says what is violated, and that all else holds', () => {
    const { model } = entryOf('toy', chain);
    const expected = expectedIn('x.js', model, { plain: { default: ['p'] } });
    const verdictOf = (property: string) =>
      answerTo(expected, { design: 'plain', configuration: 'default', property })?.verdict;
    expect([verdictOf('p'), verdictOf('q')]).toEqual(['violated', 'holds']);
    expect(strayAnswers(expected, { design: 'plain', configuration: 'default' }, ['q'])).toHaveLength(1);
  });
});
