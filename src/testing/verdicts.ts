// SPDX-License-Identifier: MIT
/** The verdict of each property, worked out a second time: over XState's own graph, in plain code. */
import type { Verdict } from '../engine/outcome.ts';
import { readMachine } from '../model/read.ts';
import { Reference, viewOf } from '../model/reference.ts';
import { faultKind } from '../model/names.ts';
import type { Instance, Property, View } from '../model/types.ts';
import { initialsOf, keyOf } from './compare.ts';
import type { ReferenceGraph } from './compare.ts';
import { neverComes } from './progress.ts';

/** By the name of the property. */
export function verdictsOf(
  { machine, properties }: Instance,
  graph: ReferenceGraph,
): Record<string, Verdict> {
  const program = readMachine(machine);
  const reference = new Reference(program);
  const initials = initialsOf(reference).map((snapshot) => keyOf(reference.state(snapshot)));
  const views = new Map([...graph.nodes].map(([key, n]) => [key, viewOf(program, n.state)]));
  const live = [...graph.nodes].flatMap(([key, n]) => (n.fault ? [] : [views.get(key) as View]));
  const isViolated = (p: Property): boolean => {
    switch (p.kind) {
      case 'always':
        return live.some((v) => !p.holds(v));
      case 'sometimes':
        return !live.some(p.holds);
      case 'alwaysPossible':
        return reaching(graph, (key) => p.holds(views.get(key) as View)) < graph.nodes.size;
      case 'noFault':
        return [...views.values()].some(({ at }) =>
          Object.values(at).some((position) => p.faults.includes(faultKind(position) ?? '')),
        );
      case 'noDeadlock':
        return [...graph.nodes.values()].some((n) => n.stuck || n.cycle);
      case 'lockOrder':
        throw new Error(`${p.name} is no property of the graph`);
      case 'eventually':
        return neverComes(program, graph, p, initials);
    }
  };
  return Object.fromEntries(properties.map((p) => [p.name, isViolated(p) ? 'violated' : 'holds']));
}

/** How many states are wanted, or faulty, or have a path to such a one. */
function reaching(graph: ReferenceGraph, wanted: (key: string) => boolean): number {
  const reach = new Set([...graph.nodes].flatMap(([key, n]) => (n.fault || wanted(key) ? [key] : [])));
  for (let size = -1; size !== reach.size;) {
    size = reach.size;
    for (const [key, { steps }] of graph.nodes)
      if ([...steps.values()].some((to) => reach.has(to))) reach.add(key);
  }
  return reach.size;
}
