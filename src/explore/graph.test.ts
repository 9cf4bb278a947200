// SPDX-License-Identifier: MIT
/** A graph that is kept is the one that is walked anew, whatever the search has kept; and it is of the search as it stands. */
import { afterEach, describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { abba, TOYS } from '../testing/toys.ts';
import { isRoomFor, watch } from '../watch/watch.ts';
import { Graph, graphOf } from './graph.ts';
import { Search } from './search.ts';

afterEach(() => watch());

type Step = readonly [from: number, edge: number, to: number];
/** Its steps in order; of some states, those that it settles; and by state the most steps to an end, as far as a few. */
function walked(graph: Graph): { forwards: Step[]; settled: Step[]; far: number[] } {
  const [forwards, settled]: [Step[], Step[]] = [[], []];
  graph.forwards((...step) => forwards.push(step));
  graph.settle(
    (state) => state % 3 !== 1,
    (...step) => {
      settled.push(step);
      return false;
    },
  );
  const far: number[] = [];
  graph.settle(
    () => true,
    (from, _, to) => {
      const before = far[from] ?? 0;
      far[from] = Math.max(before, Math.min(FAR, 1 + (far[to] ?? 0)));
      return far[from] !== before;
    },
  );
  return { forwards, settled: settled.toSorted(inOrder), far };
}
const FAR = 30;
const inOrder = (a: Step, b: Step) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
const searched = (search: Search) => {
  search.run();
  return search;
};

describe('the state graph', () => {
  it.each(Object.entries(TOYS))('%s: is the same whether it is kept or not', (_, toy) => {
    const search = searched(new Search(engineOf(toy())));
    const anew = walked(new Graph(search, 0));
    expect(anew.forwards).toHaveLength(search.transitions);
    expect(anew.settled).toEqual(anew.forwards.filter(([from]) => from % 3 !== 1).toSorted(inOrder));
    const kept = new Graph(search);
    // The first walk keeps it, the second is over what was kept.
    expect([walked(kept), walked(kept)]).toEqual([anew, anew]);
  });

  it.each(Object.entries(TOYS))('%s: is the same whatever steps the search has kept', (_, toy) => {
    const anew = walked(new Graph(searched(new Search(engineOf(toy()))), 0));
    /** A search that keeps steps to begin with, or not, and then not, or does. */
    const turned = (before: boolean, after: boolean) => {
      const search = new Search(engineOf(toy()), { looksBack: before });
      search.run(2);
      return searched(Object.assign(search, { looksBack: after }));
    };
    const gaveUp = turned(true, true);
    gaveUp.steps.giveUp();
    for (const search of [turned(true, true), turned(true, false), turned(false, true), gaveUp])
      expect(walked(new Graph(search))).toEqual(anew);
  });

  it('is kept where there is room for it, and for who works with it', () => {
    const graph = new Graph(searched(new Search(engineOf(abba()))));
    watch({ stopped: () => false, maxMemory: 1 });
    expect(isRoomFor(1)).toBe(false);
    expect(() => graph.edges()).toThrow('stopped: --max-memory');
    watch({ stopped: () => false, maxMemory: 2 ** 40 });
    expect(isRoomFor(1)).toBe(true);
    expect(graph.edges().to).toHaveLength(walked(graph).forwards.length);
  });

  it('is another when the search has gone on', () => {
    const search = new Search(engineOf(abba()));
    search.run(2);
    const part = graphOf(search);
    expect(graphOf(search)).toBe(part);
    expect(walked(part).forwards.map(([from]) => from)).toEqual(walked(part).forwards.map(() => 0));
    expect(walked(graphOf(searched(search))).forwards).toHaveLength(search.transitions);
  });
});
