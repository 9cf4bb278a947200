// SPDX-License-Identifier: MIT
/** Every mutant of a machine: the operators applied to each role's steps. */
import type { Search } from '../explore/search.ts';
import { flows } from './flow.ts';
import type { Flow } from './flow.ts';
import { lockMutants } from './locks.ts';
import type { Mutant } from './mutant.ts';
import { orderMutants } from './order.ts';
import { stepMutants } from './steps.ts';

/**
 * The mutants of an instance that was searched to the end. A mutant of steps that no interleaving takes is the
 * original as far as the bound goes, and is left out.
 */
export function mutants(search: Search): Mutant[] {
  return flows(search).flatMap((flow) => {
    const reached = (m: Mutant) => m.steps.every((name) => flow.step(name).reached);
    return distinct(ofFlow(flow).filter(reached));
  });
}

const ofFlow = (flow: Flow): Mutant[] => [...lockMutants(flow), ...stepMutants(flow), ...orderMutants(flow)];

/** Names tell mutants apart in tables and notes. */
function distinct(all: readonly Mutant[]): Mutant[] {
  const names = new Set(all.map((m) => m.name));
  if (names.size === all.length) return [...all];
  const twice = all.find((m, i) => all.findIndex((o) => o.name === m.name) !== i);
  throw new Error(`two mutants are called '${twice?.name}'`);
}
