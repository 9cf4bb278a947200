// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { filesUnder } from '../src/counterexample/store.ts';
import { wanted } from './kept.ts';

describe.each(entries)('the regression store of $model.name', ({ model }) => {
  it('has no file whose violation is pinned nowhere, and one for each design that is broken', () => {
    const { keep, gone } = wanted(model);
    expect(gone).toEqual([]);
    expect(keep.length).toBe(filesUnder(`counterexamples/${model.name}`).length);
  });
});
