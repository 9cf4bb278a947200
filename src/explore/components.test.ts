// SPDX-License-Identifier: MIT
/** States from which nothing comes back are taken away first: the components of the others are the same, in their order. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Components } from './components.ts';
import type { Steps } from './steps.ts';

/** A graph of so many states with these steps, and which of the states are looked at. */
interface Drawn {
  readonly to: readonly (readonly number[])[];
  readonly left: readonly boolean[];
  readonly dead: readonly boolean[];
}
const drawn = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.record({
    to: fc.array(fc.array(fc.nat(n - 1), { maxLength: 3 }), { minLength: n, maxLength: n }),
    left: fc.array(fc.boolean(), { minLength: n, maxLength: n }),
    dead: fc.array(fc.boolean(), { minLength: 3 * n, maxLength: 3 * n }),
  }),
);

function partsOf({ to, left, dead }: Drawn) {
  const first = Int32Array.from([0, ...to].map((_, s) => to.slice(0, s).flat().length));
  const steps = {
    count: to.length,
    first,
    to: Int32Array.from(to.flat()),
    edge: new Int32Array(),
    levels: [],
  };
  const states = Int32Array.from([...to.keys()].filter((s) => left[s]));
  const closed = Uint8Array.from(to.flat(), (_, e) => (dead[e] ? 1 : 0));
  return { parts: new Components(steps satisfies Steps, states, closed), states, steps, closed };
}
function split(parts: Components, states: Int32Array): number[][] {
  const found: number[][] = [];
  if (states.length > 0) parts.split(states, (part) => found.push([...part]));
  return found;
}

describe('states from which nothing comes back', () => {
  it('are taken away, and no component of the others is another for it', () => {
    const same = fc.property(drawn, (graph) => {
      const [whole, trimmed] = [partsOf(graph), partsOf(graph)];
      const { states, parts, steps, closed } = trimmed;
      fc.pre(states.length > 0);
      const expected = split(whole.parts, states);
      const left = parts.trim(states);
      const kept = new Set(left);
      const goesRound = (part: readonly number[]) =>
        part.length > 1 ||
        steps.to.some((to, e) => {
          const s = part[0] as number;
          const own = (steps.first[s] as number) <= e && e < (steps.first[s + 1] as number);
          return own && to === s && closed[e] === 0;
        });
      expect([...left]).toEqual([...states].filter((s) => kept.has(s)));
      expect(split(parts, left)).toEqual(expected.filter((part) => part.every((s) => kept.has(s))));
      for (const part of expected.filter(goesRound)) expect(part.every((s) => kept.has(s))).toBe(true);
      // Each has a set of its own.
      const names = [...states].filter((s) => !kept.has(s)).map((s) => parts.member[s]);
      expect(new Set(names).size).toBe(names.length);
    });
    fc.assert(same, { numRuns: 300, seed: 20261129 });
  });
});
