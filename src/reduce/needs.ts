// SPDX-License-Identifier: MIT
/** What has to be known of a machine's states and steps for the answers to some properties, kind by kind. */
import type { Compiled } from '../compile/compile.ts';
import { cellsOf } from '../compile/reads.ts';
import { leavesOf } from '../compile/tree.ts';
import type { Property } from '../model/types.ts';
import type { Conditions } from './conditions.ts';
import type { NamedPredicate } from './symmetry.ts';

export interface Needs {
  /** The cells that are looked at. */
  readonly cells: ReadonlySet<number>;
  /** The threads of which each step counts, and whether it can be taken. */
  readonly threads: ReadonlySet<number>;
  /** Whether it counts for whom a step waits. */
  readonly waits: boolean;
}

interface AskedOf {
  readonly properties: readonly Property[];
  /** The decision trees of the state properties among them. */
  readonly predicates: readonly NamedPredicate[];
}

/**
 * `always` and `sometimes`: a state, so what they read. `noFault`: the step, so whoever can take it. `alwaysPossible`: a
 * state, and every fault, since from one all is possible. `noDeadlock`: who can go at all, and who waits for whom.
 */
export function needsOf(
  compiled: Compiled,
  { properties, predicates }: AskedOf,
  conditions: Conditions,
): Needs {
  const all = compiled.program.threads.map((t) => t.index);
  const asked = (kind: Property['kind']) => properties.some((p) => p.kind === kind);
  const faults = new Set(properties.flatMap((p) => (p.kind === 'noFault' ? p.faults : [])));
  const everyFault = asked('alwaysPossible') && conditions.everyFault;
  const waits = asked('noDeadlock') && conditions.everyone;
  return {
    cells: new Set(
      predicates.flatMap(({ parts }) => parts.flatMap(({ root }) => (root ? [...cellsOf(root)] : []))),
    ),
    threads: new Set(
      waits ? all : all.filter((t) => faultsOf(compiled, t).some((f) => everyFault || faults.has(f))),
    ),
    waits,
  };
}

/** The kinds of fault that steps of the thread were recorded to end in. */
function faultsOf({ recorded, edges }: Compiled, thread: number): readonly string[] {
  const found = new Set<string>();
  for (const d of recorded[thread] ?? [])
    if (d?.root)
      for (const { outcomes } of leavesOf(d.root))
        for (const { edge } of outcomes) found.add(edges[edge]?.fault ?? '');
  found.delete('');
  return [...found];
}
