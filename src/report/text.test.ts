// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, count, item, paragraph, plural, wrap } from './text.ts';

const bare = (text: string) => text.replaceAll(/\s/g, '');
const prose = fc.string({ unit: fc.constantFrom(...'ab(,._->)  \n\t'), maxLength: 200 });
const measures = fc
  .tuple(fc.integer({ min: 1, max: 80 }), fc.nat(12))
  .filter(([width, hang]) => hang < width);

describe('wrap()', () => {
  it('never parts f( from )', () => {
    for (let width = 8; width < 40; width++)
      for (const line of wrap('p = unmap_hotplug_pte_range(), free_empty_pte_table() x', width, 2))
        expect(line, `${width}`).not.toMatch(/^ *\)|\($/);
  });

  it('loses no character other than blanks', () => {
    const property = fc.property(prose, measures, (text, [width, hang]) => {
      expect(bare(wrap(text, width, hang).join('\n'))).toBe(bare(text));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('makes no line wider than asked, and none empty unless there is no text', () => {
    const property = fc.property(prose, measures, (text, [width, hang]) => {
      const lines = wrap(text, width, hang);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      for (const line of lines.slice(1)) expect(line).toMatch(new RegExp(`^ {${hang}}\\S`));
      expect(bare(text) === '').toBe(lines.length === 1 && lines[0] === '');
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('keeps words whole where they fit, with one blank between them', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 10 }), {
      minLength: 1,
    });
    const property = fc.property(words, (all) => {
      expect(wrap(all.join('  '), 20, 2).flatMap((line) => line.trim().split(' '))).toEqual(all);
    });
    fc.assert(property);
  });

  it('fills a line before it starts the next', () => {
    expect(wrap('aa bb cc dd', 5)).toEqual(['aa bb', 'cc dd']);
    expect(wrap('aa bb cc dd', 5, 2)).toEqual(['aa bb', '  cc', '  dd']);
  });

  it('cuts a word that no line takes after a bracket or comma, else a dot or arrow, else an underscore', () => {
    expect(wrap('spin_lock(&init_mm.page_table_lock)', 29)).toEqual([
      'spin_lock(',
      '&init_mm.page_table_lock)',
    ]);
    expect(wrap('zone->free_area', 8)).toEqual(['zone->', 'free_', 'area']);
    expect(wrap('init_mm.page_table_lock', 20)).toEqual(['init_mm.', 'page_table_lock']);
    expect(wrap('acpi_memory_device', 13)).toEqual(['acpi_memory_', 'device']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  });
});

describe('paragraph() and item()', () => {
  it('stay within 72 columns', () => {
    const property = fc.property(prose, (text) => {
      for (const line of `${paragraph(text)}\n${item(text)}`.split('\n'))
        expect(line.length).toBeLessThanOrEqual(72);
    });
    fc.assert(property);
  });
  it('an item stands two columns in, its later lines under its text', () =>
    expect(item(`${'word '.repeat(15)}end`)).toBe(`  - ${'word '.repeat(13).trim()}\n    word word end`));
});

describe('words and numbers', () => {
  it('typographic quotes become those of a plain-text mail', () =>
    expect(ascii('hot-add’s “own”')).toBe('hot-add\'s "own"'));
  it('thousands are set off, and one is not many', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect([plural(1, 'step'), plural(0, 'step'), plural(2000, 'step')]).toEqual([
      '1 step',
      '0 steps',
      '2,000 steps',
    ]);
  });
});
