// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { nearest } from './suggest.ts';

const DESIGNS = ['none', 'option-1', 'option-2', 'floor-ceiling', 'x86-free-before-clear'];

describe('the name that somebody may have meant', () => {
  it.each([
    ['noen', 'none'],
    ['NONE', 'none'],
    ['opton-2', 'option-2'],
    ['floor-celing', 'floor-ceiling'],
    ['x86-before-clear', undefined],
    ['two', undefined],
    ['nil', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%j: %j', (given, meant) => expect(nearest(given, DESIGNS)).toBe(meant));
  it('of an option is told by its letters, not by its dashes', () => {
    expect(nearest('--sav', ['--save', '--json'])).toBe('--save');
    expect(nearest('--no', ['--save', '--json'])).toBeUndefined();
  });
  it('is none where nothing is known', () => expect(nearest('name', [])).toBeUndefined());
});
