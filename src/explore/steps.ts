// SPDX-License-Identifier: MIT
/**
 * Every step of a finished search's state graph, in typed arrays: what progress properties are worked out on. States
 * are numbered as the search finds them, breadth first, each state's steps in the order of threads, then choices.
 */
import { parentOf } from '../compile/stepper.ts';
import { checkAt } from '../watch/watch.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';
import type { Edges } from './taken.ts';

/** Of a complete search. Built once, for all progress properties. */
export interface Steps extends Edges {
  readonly count: number;
  /** By distance from the nearest initial state, the first state that far away; the number of states at the end. */
  readonly levels: readonly number[];
}

/** Can nothing run in this state? */
export const isEnd = ({ first }: Steps, state: number): boolean => first[state] === first[state + 1];

export const stepsOf = (search: Search, graph: Graph): Steps => ({
  count: search.store.count,
  ...graph.edges(),
  levels: levelsOf(search),
});

/** Where each level of a finished search begins: with the first state whose parent is in the level before. */
function levelsOf({ store: { count, parents }, roots }: Search): number[] {
  let level = roots.size;
  const levels = [0, level];
  for (let s = level; s < count; s++) {
    checkAt(s);
    if (parentOf(parents, s) >= level) levels.push((level = s));
  }
  if (levels.at(-1) !== count) levels.push(count);
  return levels;
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
