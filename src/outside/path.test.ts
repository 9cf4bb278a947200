// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFor } from './path.ts';

describe('a name as part of a path', () => {
  it('is what it says where that is a name', () => {
    expect(nameFor(['option-1', 'what-if-unpinned', 'tiny', 'cpus=2'])).toBe(
      'option-1--what-if-unpinned--tiny--cpus=2',
    );
    expect(nameFor(['fähig, 2 µs', 'x'])).toBe('fähig, 2 µs--x');
  });
  it.each([
    [['a--b', 'c'], /^a--b--c--[0-9a-f]{12}$/],
    [['a-', 'b'], /^a---b--[0-9a-f]{12}$/],
    [['..'], /^\.\.--[0-9a-f]{12}$/],
    [['a\nb\u001b[2J'], /^a_b__2J--[0-9a-f]{12}$/],
    [['a/b'], /^a_b--[0-9a-f]{12}$/],
    [['x'.repeat(300)], /^x{120}--[0-9a-f]{12}$/],
  ])('is told from all others where it is not: %j', (parts, name) => {
    expect(nameFor(parts)).toMatch(name);
  });
  it('is of these parts alone', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '-', '_', '/', '.', '\n') });
    const parts = fc.tuple(part, part, fc.constantFrom('tiny', 'small'));
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(nameFor(a) === nameFor(b)).toBe(a.join('\0') === b.join('\0'));
        expect(nameFor(a)).toMatch(/^(?!\.+$)[^/\n]+$/);
      }),
    );
  });
});
