// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { PER_WORD } from '../compile/bits.ts';
import { engineOf } from '../engine/engine.ts';
import { alwaysPossible, eventually } from '../model/types.ts';
import { faulty } from '../testing/toys.ts';
import { Further, furtherOf } from './further.ts';
import { Search } from './search.ts';

describe('what later passes ask', () => {
  const properties = [
    ...Array.from({ length: PER_WORD }, (_, i) => alwaysPossible(`p${i}`, 'p', (s) => s.quiet === i % 2 > 0)),
    eventually('ends', 'ends', (s) => s.quiet),
  ];
  const search = new Search(engineOf({ ...faulty(), properties }));
  search.run();
  const bits = (1 << PER_WORD) - 1;

  it('is the same whether answers are kept or not, asked one by one or all at once; of faults nothing', () => {
    const [kept, asked] = [new Further(search), new Further(search, 0)];
    const { count, parents } = search.store;
    expect(search.engine.asked.furtherWords).toBe(2);
    for (const word of [0, 1]) {
      const all: number[] = [];
      const again: number[] = [];
      asked.each(word, (_, answer) => all.push(answer & bits));
      new Further(search).each(word, (_, answer) => again.push(answer & bits));
      expect(all).toHaveLength(count);
      expect(again).toEqual(all);
      for (const [state, answer] of all.entries()) {
        for (const further of [kept, asked, kept]) expect(further.of(state, word) & bits).toBe(answer);
        expect(answer === 0 || (parents[state] as number) >= 0).toBe(true);
      }
      expect(new Set(all).size).toBeGreaterThan(1);
    }
  });
  it('is kept for all passes', () => expect(furtherOf(search)).toBe(furtherOf(search)));
});
