// SPDX-License-Identifier: MIT
/**
 * What a thread holds: values that it has written to a cell and that stop some step, as a taken lock does. This only
 * says which values are worth testing for; that nobody else can change them is found out apart (others.ts).
 */
import type { Compiled } from '../compile/compile.ts';
import { leaves } from './local-graph.ts';
import type { Given, LocalGraph } from './local-graph.ts';

/** Values that a step which cannot be taken has found. */
export function gates({ steps }: Compiled): ReadonlySet<string> {
  const found = new Set<string>();
  for (const decision of steps.flat())
    if (decision?.root)
      for (const [leaf, path] of leaves(decision.root))
        if (leaf.outcomes.length === 0 && leaf.error === undefined)
          for (const [cell, value] of path) found.add(`${cell} ${value}`);
  return found;
}

/** For each position, what the thread holds there however it came there. */
export function held(graph: LocalGraph, stops: ReadonlySet<string>): ReadonlyMap<number, readonly Given[]> {
  const own = new Set(graph.own);
  const atNode: (Map<number, number> | undefined)[] = graph.nodes.map(() => undefined);
  atNode[0] = new Map();
  const work = [0];
  for (let n = work.pop(); n !== undefined; n = work.pop()) {
    const here = atNode[n] as Map<number, number>;
    for (const { leaf, to } of graph.nodes[n]?.arcs ?? [])
      leaf.outcomes.forEach(({ writes }, i) => {
        const after = new Map(here);
        for (const [cell, value] of writes)
          if (!own.has(cell) && stops.has(`${cell} ${value}`)) after.set(cell, value);
          else after.delete(cell);
        const next = to[i] as number;
        const before = atNode[next];
        const met = before ? common(before, after) : after;
        if (before && met.size === before.size) return;
        atNode[next] = met;
        work.push(next);
      });
  }
  const atPosition = new Map<number, Map<number, number>>();
  graph.nodes.forEach(({ position }, n) => {
    const here = atNode[n] ?? new Map<number, number>();
    const known = atPosition.get(position);
    atPosition.set(position, known ? common(known, here) : here);
  });
  return new Map([...atPosition].map(([position, facts]) => [position, [...facts]]));
}

const common = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> =>
  new Map([...a].filter(([cell, value]) => b.get(cell) === value));
