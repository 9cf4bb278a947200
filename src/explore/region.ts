// SPDX-License-Identifier: MIT
/** The part of the state graph in which a progress property is still waiting: its states, steps, and ways in. */
import { sourceOf } from '../compile/compile.ts';
import type { Demands } from '../model/fairness.ts';
import { hasFaulted } from '../compile/interpret.ts';
import type { Graph } from './graph.ts';
import type { Search } from './search.ts';
import { cellsOf } from './trace.ts';

/** Steps of the whole graph by the state they leave, in typed arrays: built once, for all progress properties. */
export interface Steps {
  readonly count: number;
  /** The steps of state s are numbered `first[s]` to `first[s + 1] - 1`. */
  readonly first: Int32Array;
  readonly to: Int32Array;
  readonly edge: Int32Array;
}

export function stepsOf(search: Search, graph: Graph): Steps {
  const count = search.store.count;
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

/** States in which something is due, each with the step by which a shortest walk among such states came there. */
export interface Region {
  /** In breadth-first order. */
  readonly states: Int32Array;
  /** By state: -1 not in the region, -2 where it starts, else the step taken into it. */
  readonly by: Int32Array;
  /** By state: the state before. */
  readonly before: Int32Array;
  /** By state: the length of that walk. */
  readonly depth: Int32Array;
}

/** `due`: is the state one in which the property has not come true? `starts`: does the wait begin in it? */
export function regionOf(
  steps: Steps,
  due: (state: number) => boolean,
  starts: (state: number) => boolean,
): Region {
  const by = new Int32Array(steps.count).fill(-1);
  const before = new Int32Array(steps.count).fill(-1);
  const depth = new Int32Array(steps.count);
  const states = new Int32Array(steps.count);
  let n = 0;
  for (let s = 0; s < steps.count; s++) {
    if (!starts(s) || !due(s)) continue;
    by[s] = -2;
    states[n++] = s;
  }
  for (let i = 0; i < n; i++) {
    const s = states[i] as number;
    for (let e = steps.first[s] as number; e < (steps.first[s + 1] as number); e++) {
      const next = steps.to[e] as number;
      if (by[next] !== -1 || !due(next)) continue;
      by[next] = e;
      before[next] = s;
      depth[next] = (depth[s] as number) + 1;
      states[n++] = next;
    }
  }
  return { states: states.subarray(0, n), by, before, depth };
}

/** The steps at which a choice eventually succeeds: one number for each thread and position that offers it. */
export const MAX_SITES = 30;

/**
 * For each step out of the region: 0, or its site (from 1) if it takes the choice that eventually succeeds, or minus
 * its site if it takes another while that one is on offer. Undefined where no choice was named.
 */
export function sitesOf(
  search: Search,
  steps: Steps,
  region: Region,
  demands: Demands,
): Int8Array | undefined {
  if (demands.succeeds.size === 0) return undefined;
  const { compiled } = search;
  const sites = new Int8Array(steps.edge.length);
  const numbers = new Map<string, number>();
  for (const s of region.states) {
    const cells = cellsOf(search, s);
    if (hasFaulted(compiled, cells)) continue;
    let e = steps.first[s] as number;
    for (const { index } of compiled.program.threads) {
      const position = cells[compiled.map.pcs[index] as number] as number;
      const outcomes = compiled.steps[index]?.[position]?.at(sourceOf(cells)).outcomes ?? [];
      const goal = outcomes.find((o) => o.choice !== undefined && demands.succeeds.has(o.choice));
      for (const { choice } of outcomes) {
        if (goal) {
          const key = `${index} ${position}`;
          const site = numbers.get(key) ?? numbers.size + 1;
          if (site > MAX_SITES)
            throw new RangeError(`a choice that eventually succeeds stands at more than ${MAX_SITES} steps`);
          numbers.set(key, site);
          sites[e] = choice !== undefined && demands.succeeds.has(choice) ? site : -site;
        }
        e++;
      }
    }
  }
  return sites;
}
