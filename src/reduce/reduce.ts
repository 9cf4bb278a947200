// SPDX-License-Identifier: MIT
/** Reductions by name: what a search leaves out, in which words a verdict says so, and why one is switched off. */
import type { Compiled } from '../compile/compile.ts';
import type { Layout } from '../compile/layout.ts';
import type { Image } from '../compile/least.ts';
import type { Plan } from '../compile/plan.ts';
import type { Property } from '../model/types.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { imageOf } from './images.ts';
import { localSteps } from './local.ts';
import { symmetry } from './symmetry.ts';
import type { NamedPredicate } from './symmetry.ts';

export const REDUCTIONS = ['none', 'local', 'symmetry', 'all'] as const;
export type ReductionName = (typeof REDUCTIONS)[number];

/** What is asked of the search that is to be reduced. */
export interface Asked {
  readonly properties: readonly Property[];
  /** The decision trees of the state properties among them, by name. */
  readonly predicates: readonly NamedPredicate[];
}
export interface Reduction {
  readonly plan?: Plan | undefined;
  /** The states that differ from one only in who is who: the least of all is kept. */
  readonly images?: readonly Image[] | undefined;
  /** What was left out, as a verdict says it: `local steps first`, `symmetry`. None if nothing was. */
  readonly applied: readonly string[];
  /** The threads and objects that change places: `vmalloc0, vmalloc1`. */
  readonly alike: readonly string[];
  /** What was asked for and not done, each with the reason. */
  readonly off: readonly string[];
}
/** Made once the machine is compiled, before the search begins. */
export type Reducer = (compiled: Compiled, layout: Layout, asked: Asked) => Reduction;

const NOTHING: Reduction = { applied: [], alike: [], off: [] };

/** The reducer of a name; undefined for `none`. `conditions` is for tests. */
export function reducer(name: ReductionName, conditions: Conditions = SOUND): Reducer | undefined {
  if (name === 'none') return undefined;
  return (compiled, layout, asked) => {
    const same: BySymmetry = name === 'local' ? NOTHING : bySymmetry(compiled, layout, asked, conditions);
    const first = name === 'symmetry' ? NOTHING : byLocalSteps(compiled, asked, conditions, same);
    return {
      plan: first.plan,
      images: same.images,
      applied: [...first.applied, ...same.applied],
      alike: same.alike,
      off: [...first.off, ...same.off],
    };
  };
}

/** With the threads that change places. */
type BySymmetry = Reduction & { readonly places?: readonly (readonly number[])[] };

function byLocalSteps(
  compiled: Compiled,
  asked: Asked,
  conditions: Conditions,
  { places }: BySymmetry,
): Reduction {
  const why = unknownReads(compiled, asked) ?? onPaths(asked, 'of which it leaves out some');
  if (why !== undefined) return { ...NOTHING, off: [`local steps first: ${why}`] };
  const plan = localSteps(compiled, asked.predicates, places, conditions);
  return { ...NOTHING, plan, applied: ['local steps first'] };
}

function bySymmetry(compiled: Compiled, layout: Layout, asked: Asked, conditions: Conditions): BySymmetry {
  const why = unknownReads(compiled, asked) ?? onPaths(asked, 'which are fair to one thread or the other');
  if (why !== undefined) return { ...NOTHING, off: [`symmetry: ${why}`] };
  const { group, alike, threads, off } = symmetry(compiled, asked.predicates, conditions);
  const reasons = off.map((reason) => `symmetry: ${reason}`);
  if (group.length === 0)
    return {
      ...NOTHING,
      off: reasons.length > 0 ? reasons : ['symmetry: it has one thread or object of each kind'],
    };
  const images = group.map((p) => imageOf(layout, p));
  return { images, applied: ['symmetry'], alike, off: reasons, places: threads };
}

function onPaths({ properties }: Asked, reason: string): string | undefined {
  const found = properties.find((p) => p.kind === 'eventually');
  return found && `${found.name} asks about fair paths, ${reason}`;
}

/** Why it is not known what steps and properties touch, where it is not. */
function unknownReads({ program, steps }: Compiled, { predicates }: Asked): string | undefined {
  const step = program.threads.flatMap((t) =>
    t.positions.filter((_, at) => steps[t.index]?.[at]?.overflow),
  )[0];
  if (step) return `${step.path} has too many paths for all that it touches to be known ahead`;
  const property = predicates.find(({ parts }) => parts.some((d) => d.overflow));
  return property && `${property.name} has too many paths for all that it looks at to be known ahead`;
}
