// SPDX-License-Identifier: MIT
/** Every step of a finished search's state graph, in typed arrays: what progress properties are worked out on. */
import { reserve } from '../watch/watch.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';

/** By the state they leave. Built once, for all progress properties. */
export interface Steps {
  readonly count: number;
  /** The steps of state s are numbered `first[s]` to `first[s + 1] - 1`. */
  readonly first: Int32Array;
  readonly to: Int32Array;
  readonly edge: Int32Array;
  /** By state, the threads that can run, as bits. */
  readonly enabled: Int32Array;
}

/** The thread of each edge of the machine, as a bit. */
export const threadBits = ({ compiled }: Search): Int32Array =>
  Int32Array.from(compiled.edges, (e) => 1 << e.thread);

export function stepsOf(search: Search, graph: Graph): Steps {
  const count = search.store.count;
  reserve(8 * (count + search.transitions));
  const first = new Int32Array(count + 1);
  const to = new Int32Array(search.transitions);
  const edge = new Int32Array(search.transitions);
  const enabled = new Int32Array(count);
  const threadOf = threadBits(search);
  let n = 0;
  graph.forwards((from, by, target) => {
    first[from + 1] = n + 1;
    to[n] = target;
    edge[n++] = by;
    enabled[from] = (enabled[from] as number) | (threadOf[by] as number);
  });
  // A state without steps starts where the one before it ends.
  for (let s = 1; s <= count; s++) if ((first[s] as number) === 0) first[s] = first[s - 1] as number;
  return { count, first, to, edge, enabled };
}
