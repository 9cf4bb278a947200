// SPDX-License-Identifier: MIT
/**
 * Every step of a finished search's state graph, in typed arrays: what progress properties are worked out on. States
 * are numbered as one thread finds them, breadth first, each state's steps in the order of threads, then choices: on
 * several threads the search numbers them otherwise, and what is told must not depend on that.
 */
import { checkAt, reserve } from '../watch/watch.ts';
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
  /** By distance from the nearest initial state, the first state that far away; the number of states at the end. */
  readonly levels: readonly number[];
  /** Where the search keeps a state. */
  readonly place: (state: number) => number;
}
type Arrays = Pick<Steps, 'count' | 'first' | 'to' | 'edge'>;

/** The thread of each edge of the machine, as a bit. */
export const threadBits = ({ engine }: Search): Int32Array => engine.threadOf.map((thread) => 1 << thread);

export function stepsOf(search: Search, graph: Graph): Steps {
  const found = asFound(search, graph);
  const { order, levels } = breadthFirst(found, search.roots.keys());
  const sorted = order.every((state, i) => state === i);
  const steps = sorted ? found : reordered(found, order);
  const enabled = enabledIn(steps, threadBits(search));
  return { ...steps, enabled, levels, place: sorted ? (s) => s : (s) => order[s] as number };
}

function asFound(search: Search, graph: Graph): Arrays {
  const { count } = search.store;
  reserve(8 * (count + search.transitions));
  const first = new Int32Array(count + 1);
  const to = new Int32Array(search.transitions);
  const edge = new Int32Array(search.transitions);
  let n = 0;
  graph.forwards((from, by, target) => {
    first[from + 1] = n + 1;
    to[n] = target;
    edge[n++] = by;
  });
  // A state without steps starts where the one before it ends.
  for (let s = 1; s <= count; s++) if ((first[s] as number) === 0) first[s] = first[s - 1] as number;
  return { count, first, to, edge };
}

/** The states in breadth-first order, and where in it each level begins. */
function breadthFirst(
  { count, first, to }: Arrays,
  roots: Iterable<number>,
): { order: Int32Array; levels: number[] } {
  const order = new Int32Array(count);
  const met = new Uint8Array(count);
  const levels = [0];
  let n = 0;
  for (const root of roots) {
    order[n++] = root;
    met[root] = 1;
  }
  for (let i = 0; i < n; i++) {
    checkAt(i);
    if (i === levels.at(-1)) levels.push(n);
    const s = order[i] as number;
    for (let e = first[s] as number; e < (first[s + 1] as number); e++) {
      const next = to[e] as number;
      if (met[next] === 1) continue;
      met[next] = 1;
      order[n++] = next;
    }
  }
  return { order, levels };
}

function reordered({ count, first, to, edge }: Arrays, order: Int32Array): Arrays {
  reserve(8 * (count + to.length));
  const rank = new Int32Array(count);
  order.forEach((state, i) => (rank[state] = i));
  const sorted = { count, first: new Int32Array(count + 1), to: to.slice(), edge: edge.slice() };
  let n = 0;
  order.forEach((state, i) => {
    for (let e = first[state] as number; e < (first[state + 1] as number); e++) {
      sorted.to[n] = rank[to[e] as number] as number;
      sorted.edge[n++] = edge[e] as number;
    }
    sorted.first[i + 1] = n;
  });
  return sorted;
}

function enabledIn({ count, first, edge }: Arrays, threadOf: Int32Array): Int32Array {
  const enabled = new Int32Array(count);
  for (let s = 0; s < count; s++)
    for (let e = first[s] as number; e < (first[s + 1] as number); e++)
      enabled[s] = (enabled[s] as number) | (threadOf[edge[e] as number] as number);
  return enabled;
}

/** The distance of a state from the nearest initial state. */
export function distance({ levels }: Steps, state: number): number {
  let [low, high] = [0, levels.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((levels[middle] as number) <= state) low = middle;
    else high = middle;
  }
  return low;
}

/** Steps from an initial state on. */
export interface Walk {
  readonly start: number;
  readonly edges: readonly number[];
}

/** The way by which the search first came to a state: back level by level, by the first step that leads there. */
export function wayTo(steps: Steps, state: number): Walk {
  const { first, to, levels } = steps;
  const way: number[] = [];
  let goal = state;
  for (let level = distance(steps, state); level > 0; level--) {
    let from = levels[level - 1] as number;
    let e = first[from] as number;
    while (to[e] !== goal) e++;
    while (e >= (first[from + 1] as number)) from++;
    way.push(e);
    goal = from;
  }
  return { start: goal, edges: way.toReversed() };
}
