// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rows } from './rows.ts';

/** Few values, so that equal rows come. */
const row = fc.array(fc.constantFrom(0, 1, -1, 1 << 31), { minLength: 2, maxLength: 2 });

describe('a set of rows', () => {
  it('numbers them as they come, each once, as a Set of strings does', () => {
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (added, asked) => {
        const rows = new Rows(2, added.length);
        for (const r of added) rows.add(Int32Array.from(r));
        const known = [...new Set(added.map(String))];
        expect(rows.count).toBe(known.length);
        for (const r of [...added, ...asked])
          expect(rows.find(Int32Array.from(r))).toBe(known.indexOf(String(r)));
      }),
    );
  });
});
