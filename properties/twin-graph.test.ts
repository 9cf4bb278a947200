// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { graphOf, losesSight } from './twin-graph.ts';

/** 0 leads to 1 and to 2, 1 back to 0. In 1 the monitor's assertion `here` fails, a step in an atomic. */
const printed = `
0: Down - program non-accepting [pids 1-0]
	New state 0
  0: proc 0 exec 3, 1 to 2, x = 1   non-accepting [tau=0]
1: Down - program non-accepting [pids 1-0]
	New state 1
  1: proc 1 exec 4, 1 to 2, ((x==1)) atomic  non-accepting [tau=0]
2: Down - program non-accepting [pids 1-1]
pan:1: assertion violated here (at depth 2)
  2: proc 1 exec 5, 2 to 1, assert(here)   non-accepting [tau=8]
3: Down - program non-accepting [pids 1-0]
	Old state 1
3: Up - program
2: Up - program
  1: proc 0 exec 6, 2 to 1, x = 0   non-accepting [tau=0]
2: Down - program non-accepting [pids 1-0]
	Old state 0
2: Up - program
1: Up - program
  0: proc 0 exec 7, 1 to 3, x = 2   non-accepting [tau=0]
1: Down - program non-accepting [pids 1-0]
	New state 2
1: Up - program
`;

describe('the graph that pan prints', () => {
  const graph = graphOf(printed);

  it('has states, steps, and where assertions fail', () => {
    expect(graph.states).toBe(3);
    expect(graph.steps).toEqual([
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 2],
    ]);
    expect([...graph.fails]).toEqual([['here', new Set([1])]]);
  });

  it('loses sight of what cannot be reached from some state', () => {
    expect(losesSight(graph, ['here'])).toBe(true);
    const back = { ...graph, steps: [...graph.steps, [2, 1] as const] };
    expect(losesSight(back, ['here'])).toBe(false);
    expect(losesSight(back, ['nowhere'])).toBe(true);
  });
});
