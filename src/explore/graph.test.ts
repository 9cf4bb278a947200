// SPDX-License-Identifier: MIT
/** A graph that is kept is the one that is walked anew, forwards and backwards; and it is of the search as it stands. */
import { afterEach, describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { abba, TOYS } from '../testing/toys.ts';
import { isRoomFor, watch } from '../watch/watch.ts';
import { Graph, graphOf } from './graph.ts';
import { Search } from './search.ts';

afterEach(() => watch());

type Step = readonly [from: number, edge: number, to: number];
function walked(graph: Graph): { forwards: Step[]; backwards: Step[] } {
  const [forwards, backwards]: [Step[], Step[]] = [[], []];
  graph.forwards((...step) => forwards.push(step));
  graph.backwards(
    (state) => state % 3 !== 1,
    (...step) => backwards.push(step),
  );
  return { forwards, backwards };
}
const searched = (search: Search) => {
  search.run();
  return search;
};

describe('the state graph', () => {
  it.each(Object.entries(TOYS))('%s: is the same whether it is kept or not', (_, toy) => {
    const search = searched(new Search(engineOf(toy())));
    const anew = walked(new Graph(search, 0));
    expect(anew.forwards).toHaveLength(search.transitions);
    expect(anew.backwards).toEqual(anew.forwards.filter(([from]) => from % 3 !== 1).toReversed());
    const kept = new Graph(search);
    // The first walk keeps it, the second is over what was kept.
    expect([walked(kept), walked(kept)]).toEqual([anew, anew]);
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
