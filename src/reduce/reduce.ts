// SPDX-License-Identifier: MIT
/** Reductions by name: what a search leaves out, in which words a verdict says so, and why one is switched off. */
import type { Predicate } from '../compile/bits.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Plan } from '../compile/plan.ts';
import type { Property } from '../model/types.ts';
import { localSteps, SOUND } from './local.ts';
import type { Conditions } from './local.ts';

export const REDUCTIONS = ['none', 'local', 'symmetry', 'all'] as const;
export type ReductionName = (typeof REDUCTIONS)[number];

/** What is asked of the search that is to be reduced. */
export interface Asked {
  readonly properties: readonly Property[];
  /** The decision trees of every state property among them. */
  readonly predicates: readonly Predicate[];
}
export interface Reduction {
  readonly plan?: Plan | undefined;
  /** What was left out, as a verdict says it: `with local steps first`. None if nothing was. */
  readonly applied: readonly string[];
  /** What was asked for and not done, each with the reason. */
  readonly off: readonly string[];
}
/** Made once the machine is compiled, before the search begins. */
export type Reducer = (compiled: Compiled, asked: Asked) => Reduction;

/** The reducer of a name; undefined for `none`. `conditions` is for tests. */
export function reducer(name: ReductionName, conditions: Conditions = SOUND): Reducer | undefined {
  if (name === 'none') return undefined;
  return (compiled, asked) => {
    const why = notLocal(compiled, asked);
    if (why !== undefined) return { applied: [], off: [`local steps first: ${why}`] };
    return {
      plan: localSteps(compiled, asked.predicates, conditions),
      applied: ['local steps first'],
      off: [],
    };
  };
}

/** Why local steps cannot go first, if they cannot. */
function notLocal(compiled: Compiled, { properties, predicates }: Asked): string | undefined {
  const onPaths = properties.find((p) => p.kind === 'eventually');
  if (onPaths) return `${onPaths.name} asks about fair paths, of which it leaves out some`;
  if (compiled.steps.some((ofThread) => ofThread.some((d) => d?.overflow === true)))
    return 'a step has too many paths for all that it touches to be known ahead';
  if (predicates.some((parts) => parts.some((d) => d.overflow)))
    return 'a property has too many paths for all that it looks at to be known ahead';
  return undefined;
}
