// SPDX-License-Identifier: MIT
/** Steps with several choices: what each does is run by itself, and the whole is as if they were run in turn. */
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { array, int, mutex } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { system, thread } from '../model/thread.ts';
import type { Source } from '../model/types.ts';
import { compareWithGraph } from '../testing/compare.ts';
import { compile } from './compile.ts';
import { leavesOf } from './tree.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/** `looked`: told of each look of the second; `keep`: of its list of choices by each of its steps. */
interface Told {
  readonly looked?: () => void;
  readonly keep?: (choices: string[]) => void;
}
/** Someone counts places up, one after the other; someone else takes any that has come to 2. */
function pages(count: number, { looked = () => {}, keep = () => {} }: Told = {}) {
  const places = Array.from({ length: count }, (_, i) => i);
  const choices = places.map(String);
  const memory = { count: array(count, int(0, 2)), sum: int(0, 1), lock: mutex(['counts', 'takes']) };
  const counts = thread(memory, 'counts', { p: int(0, count - 1) });
  const takes = thread(memory, 'takes', {});
  const taking = takes.on(
    { at, says: 'take one', primitive: 'toy', choices, waitsFor: (k) => [k.sum === 0 ? null : 'counts'] },
    {
      guard: (k, _, choice) => {
        looked();
        return k.count[Number(choice)] === 2;
      },
      effect: (k, _, choice) => {
        keep(choices);
        // What an earlier choice saw there: no write.
        for (const p of places.slice(0, Number(choice))) k.count[p] = 0;
        k.count[Number(choice)] = 0;
      },
      target: 'end',
    },
  );
  const counting = counts.on(
    { at, says: 'one more', choices: ['this', 'next'] },
    {
      guard: (k, me, choice) => choice === 'this' && (k.count[me.p] as number) < 2,
      effect: (k, me) => void (k.count[me.p] = (k.count[me.p] as number) + 1),
      target: 'count',
    },
    {
      guard: (_, me, choice) => choice === 'next' && me.p < count - 1,
      effect: (_, me) => void me.p++,
      target: 'count',
    },
    { guard: (_, __, choice) => choice === 'next', target: 'end' },
  );
  const threads = [
    counts.region('count', { count: counting, end: counts.end() }),
    takes.region('take', { take: taking, end: takes.end() }),
  ];
  return { machine: system({ id: 'pages', memory, threads }), properties: [] };
}

describe('a step with several choices', () => {
  it('has a path for all that its choices read together, of runs of each alone', () => {
    let looks = 0;
    const { machine } = pages(6, { looked: () => looks++ });
    const tree = compile(readMachine(machine)).recorded[1]?.[0];
    // Each place may hold three values, and `sum` is looked at where none is 2; run in turn, that were six looks a path.
    expect([...leavesOf(tree?.root as never)]).toHaveLength(3 ** 6);
    expect(tree?.leaves).toBe(3 ** 6);
    expect(looks).toBe(3 * 6);
  });

  it('writes what differs from what any choice before has seen', () => {
    const tree = compile(readMachine(pages(6).machine)).steps[1]?.[0];
    const { outcomes = [] } = tree?.at((cell) => (cell === 0 ? 0 : 2)) ?? {};
    expect(outcomes.map(({ choice, writes }) => [choice, writes.length])).toEqual(
      [0, 1, 2, 3, 4, 5].map((p) => [String(p), p + 2]),
    );
    const zero = tree?.at((cell) => (cell === 7 ? 2 : 0));
    // The place itself, and where the thread is: all others were seen to be 0.
    expect(zero?.outcomes.map(({ writes }) => writes.length)).toEqual([2]);
  });

  it('steps as XState does', () => expect(() => compareWithGraph(pages(2))).not.toThrow());

  it('is refused where its list of choices changes', () => {
    const search = () => {
      const made = new Search(engineOf(pages(2, { keep: (choices) => choices.push('2') })));
      made.run();
    };
    expect(search).toThrow('takes.take: it read mem.count[0] first and read no more when run again');
  });
});
