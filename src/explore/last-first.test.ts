// SPDX-License-Identifier: MIT
/** Each state after those that its steps lead to, as far as every path ends; and which are those from which one does not. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastFirst } from './last-first.ts';

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((n) => fc.array(fc.array(fc.nat(n - 1), { maxLength: 3 }), { minLength: n, maxLength: n }));

/** From which of the states one can go on for as many steps as there are states: then it goes round. */
function endless(to: readonly (readonly number[])[]): number[] {
  let goOn = [...to.keys()];
  for (let turn = 0; turn < to.length; turn++) {
    const before = goOn;
    goOn = before.filter((s) => to[s]?.some((next) => before.includes(next)));
  }
  return goOn;
}

describe('states, last first', () => {
  it('come after what they lead to, but those from which some path does not end', () => {
    let [round, straight] = [0, 0];
    const right = fc.property(graphs, (to) => {
      const first = Int32Array.from([0, ...to].map((_, s) => to.slice(0, s).flat().length));
      const edges = { first, to: Int32Array.from(to.flat()), edge: new Int32Array() };
      const { states, ending, isEndless } = lastFirst(edges, to.length);
      expect([...states].toSorted((a, b) => a - b)).toEqual([...to.keys()]);
      expect([...states.subarray(ending)]).toEqual(endless(to).toReversed());
      expect([...to.keys()].filter(isEndless)).toEqual(endless(to));
      const place = (s: number) => states.indexOf(s);
      for (const s of states.subarray(0, ending))
        for (const next of to[s] ?? []) expect(place(next)).toBeLessThan(place(s));
      if (ending < to.length) round++;
      if (ending > 1) straight++;
    });
    fc.assert(right, { numRuns: 500, seed: 20261129 });
    expect(Math.min(round, straight)).toBeGreaterThan(100);
  });
});
