// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreign, message, visible } from './text.ts';

/** What no terminal may get: but for the end of a line. */
// oxlint-disable-next-line no-control-regex
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;
const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) });

describe('visible()', () => {
  it.each([
    ['\x1b[31mred', '\\u001b[31mred'],
    ['a\u202eb', 'a\\u202eb'],
    ['a\u200bb', 'a\\u200bb'],
    ['\x9b2J', '\\u009b2J'],
    ['a\rb\tc\x00', 'a\\u000db\\u0009c\\u0000'],
    ['\ud800x', '\\ud800x'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['two\nlines of pi\u00f9 \u{1f40c} \u2019', 'two\nlines of pi\u00f9 \u{1f40c} \u2019'],
  ])('shows %j', (text, shown) => expect(visible(text)).toBe(shown));

  it('leaves nothing that is obeyed or not seen', () =>
    fc.assert(fc.property(anything, (text) => void expect(visible(text)).not.toMatch(RAW))));

  it('leaves JSON the same JSON', () =>
    fc.assert(
      fc.property(
        fc.dictionary(anything, anything),
        (value) => void expect(JSON.parse(visible(JSON.stringify(value, undefined, 2)))).toEqual(value),
      ),
    ));
});

describe('a stranger’s text in a message', () => {
  it('is one line', () => expect(foreign('a\nb\u2028c')).toBe('a\\u000ab\\u2028c'));
  it('is cut, and says how long it was', () =>
    expect(foreign('x'.repeat(5000))).toBe(`${'x'.repeat(120)}... (5000 characters)`));
});

describe('a message', () => {
  it('is one line, and the schedule on a second', () => {
    expect(message("'a\nb' is wrong")).toBe("'a\\u000ab' is wrong");
    expect(message('m: a mistake\nafter: a b')).toBe('m: a mistake\nafter: a b');
  });
  it('is no longer than a screen', () => expect(message('x'.repeat(1e6)).length).toBeLessThan(2100));
});
