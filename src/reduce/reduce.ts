// SPDX-License-Identifier: MIT
/** Reductions by name: what a search leaves out, in which words a verdict says so, and why one is switched off. */
import type { Compiled } from '../compile/compile.ts';
import { layOut } from '../compile/layout.ts';
import type { Image } from '../compile/least.ts';
import type { Plan } from '../compile/plan.ts';
import type { Property } from '../model/types.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import type { Firsts } from './first-counts.ts';
import { imageOf } from './images.ts';
import { localSteps } from './local.ts';
import { needsOf } from './needs.ts';
import { slice } from './slice.ts';
import { symmetry } from './symmetry.ts';
import type { NamedPredicate } from './symmetry.ts';

export const REDUCTIONS = ['none', 'slice', 'local', 'symmetry', 'all'] as const;
export type ReductionName = (typeof REDUCTIONS)[number];

/** What is asked of the search that is to be reduced. */
export interface Asked {
  readonly properties: readonly Property[];
  /** The decision trees of the state properties among them, by name. */
  readonly predicates: readonly NamedPredicate[];
  /** Whether the model asks more than that, of which nothing is to be known. */
  readonly alone: boolean;
}
export interface Reduction {
  /** What is searched: the machine, or what is left of it. */
  readonly compiled: Compiled;
  readonly plan?: Plan | undefined;
  /** The states that differ from one only in who is who: the least of all is kept. */
  readonly images?: readonly Image[] | undefined;
  /** What was left out, as a verdict says it: `local steps first`, `symmetry`. None if nothing was. */
  readonly applied: readonly string[];
  /** The threads and objects that change places: `vmalloc0, vmalloc1`. */
  readonly alike: readonly string[];
  /** Of local steps first: how many steps may, and why others may not. */
  readonly firsts?: Firsts | undefined;
  /** What was asked for and not done, each with the reason. */
  readonly off: readonly string[];
}
/** Made once the machine is compiled, before the search begins. */
export type Reducer = (compiled: Compiled, asked: Asked) => Reduction;

/** What each reduction says of a machine. */
type Part = Omit<Reduction, 'compiled'>;
const NOTHING: Part = { applied: [], alike: [], off: [] };

/** The reducer of a name; undefined for `none`. `conditions` is for tests. */
export function reducer(name: ReductionName, conditions: Conditions = SOUND): Reducer | undefined {
  if (name === 'none') return undefined;
  const isOne = (other: ReductionName) => name === other || name === 'all';
  return (whole, asked) => {
    const sliced = asked.alone ? bySlice(whole, asked, conditions) : { ...NOTHING, compiled: whole };
    const { compiled } = sliced;
    const same: BySymmetry = isOne('symmetry') ? bySymmetry(compiled, asked, conditions) : NOTHING;
    const first = isOne('local') ? byLocalSteps(compiled, asked, conditions, same) : NOTHING;
    const parts = [sliced, first, same];
    return {
      compiled,
      plan: first.plan,
      ...(first.firsts && { firsts: first.firsts }),
      images: same.images,
      applied: parts.flatMap((p) => p.applied),
      alike: same.alike,
      off: parts.flatMap((p) => p.off),
    };
  };
}

function bySlice(whole: Compiled, asked: Asked, conditions: Conditions): Reduction {
  const why = unknownSteps(whole.recorded, whole) ?? unknownProperty(asked) ?? unsliced(asked.properties);
  if (why !== undefined) return { ...NOTHING, compiled: whole, off: [`a slice: ${why}`] };
  const { compiled, cells, threads } = slice(whole, needsOf(whole, asked, conditions), conditions);
  const [left, of] = cells;
  if (left === of) return { ...NOTHING, compiled: whole, off: ['a slice: every cell counts'] };
  const applied = [`${left} of ${of} cells`, `${threads.join(' of ')} threads`];
  // That every thread counts says nothing.
  return { ...NOTHING, compiled, applied: threads[0] < threads[1] ? applied : applied.slice(0, 1) };
}

/** With the threads that change places. */
type BySymmetry = Part & { readonly places?: readonly (readonly number[])[] };

function byLocalSteps(
  compiled: Compiled,
  asked: Asked,
  conditions: Conditions,
  { places }: BySymmetry,
): Part {
  const why = unknownReads(compiled, asked) ?? onPaths(asked, 'of which it leaves out some');
  if (why !== undefined) return { ...NOTHING, off: [`local steps first: ${why}`] };
  // The order of locks is read off every state, and so are steps that nobody takes.
  const merges = asked.alone && !asked.properties.some((p) => p.kind === 'lockOrder');
  const { firsts, ...plan } = localSteps(compiled, asked.predicates, places, conditions);
  return { ...NOTHING, plan: { ...plan, merges }, firsts, applied: ['local steps first'] };
}

function bySymmetry(compiled: Compiled, asked: Asked, conditions: Conditions): BySymmetry {
  const why = unknownReads(compiled, asked) ?? onPaths(asked, 'which are fair to one thread or the other');
  if (why !== undefined) return { ...NOTHING, off: [`symmetry: ${why}`] };
  const { group, alike, threads, off } = symmetry(compiled, asked.predicates, conditions);
  const reasons = off.map((reason) => `symmetry: ${reason}`);
  if (group.length === 0)
    return {
      ...NOTHING,
      off: reasons.length > 0 ? reasons : ['symmetry: it has one thread or object of each kind'],
    };
  const layout = layOut(compiled);
  const images = group.map((p) => imageOf(layout, p));
  return { ...NOTHING, images, applied: ['symmetry'], alike, off: reasons, places: threads };
}

function onPaths({ properties }: Asked, reason: string): string | undefined {
  const found = properties.find((p) => p.kind === 'eventually');
  return found && `${found.name} asks about fair paths, ${reason}`;
}

/** Why it is not known what steps and properties touch, where it is not. */
const unknownReads = (compiled: Compiled, asked: Asked): string | undefined =>
  unknownSteps(compiled.steps, compiled) ?? unknownProperty(asked);

function unknownSteps(
  steps: readonly (readonly ({ readonly overflow: boolean } | undefined)[])[],
  { program }: Compiled,
): string | undefined {
  const step = program.threads.flatMap((t) =>
    t.positions.filter((_, at) => steps[t.index]?.[at]?.overflow),
  )[0];
  return step && `${step.path} has too many paths for all that it touches to be known ahead`;
}
function unknownProperty({ predicates }: Asked): string | undefined {
  const property = predicates.find(({ parts }) => parts.some((d) => d.overflow));
  return property && `${property.name} has too many paths for all that it looks at to be known ahead`;
}
/** What a slice can't answer: of each thread, when it can go, or which locks it holds. */
function unsliced(properties: readonly Property[]): string | undefined {
  const found = properties.find((p) => p.kind === 'eventually' || p.kind === 'lockOrder');
  return found && `${found.name} asks about ${found.kind === 'eventually' ? 'fair paths' : 'every lock'}`;
}
