// SPDX-License-Identifier: MIT
/** fast-check arbitraries for what a model is built from: design, configuration, bound, and limits inside a bound. */
import * as fc from 'fast-check';
import { instanceOf } from '../model/instance.ts';
import { unknownName } from '../model/suggest.ts';
import { BOUNDS } from '../model/types.ts';
import type { SetLimits } from '../model/bound.ts';
import type { BoundName, Instance, Model, ModelOf } from '../model/types.ts';

export interface InstanceOptions {
  /** The designs to draw from. Default: all of the model's, and so for the rest. */
  readonly designs?: readonly string[];
  readonly configurations?: readonly string[];
  readonly bounds?: readonly BoundName[];
}

/** What was drawn. Prints as `none, disjoint, small {"vmalloc":1,"hotplugs":2}`. */
export interface Chosen<B> extends fc.WithToStringMethod {
  readonly design: string;
  readonly configuration: string;
  readonly bound: BoundName;
  readonly limits: B;
  /** What a Walker takes. */
  readonly build: () => Instance;
}

/**
 * Designs x configurations x bounds of a model, with limits inside the bound. Shrinks to the smallest limits, and to
 * what the model lists first. Throws a RangeError for a name that the model does not have.
 */
export function instances<D, C, B>(
  model: Model<D, C, B>,
  options: InstanceOptions = {},
): fc.Arbitrary<Chosen<B>> {
  const { designs, configurations } = model;
  const parts = fc.record({
    bound: anyOf(among('bound', BOUNDS, options.bounds)),
    over: excess(model),
    configuration: anyOf(among('configuration', Object.keys(configurations), options.configurations)),
    design: anyOf(among('design', Object.keys(designs), options.designs)),
  });
  return parts.map(({ bound, over, configuration, design }) => {
    const drawn = inside(model, bound, over);
    return {
      design,
      configuration,
      bound,
      limits: drawn,
      build: () =>
        instanceOf({
          model: model as ModelOf<Instance>,
          design,
          configuration,
          bound,
          limits: drawn as SetLimits,
        }),
      [fc.toStringMethod]: () => `${design}, ${configuration}, ${bound} ${JSON.stringify(drawn)}`,
    };
  });
}

/** The limits that a bound allows: each whole number between its least in any bound and its value in this one. */
export function limits<D, C, B>(model: Model<D, C, B>, bound: BoundName): fc.Arbitrary<B> {
  among('bound', BOUNDS, [bound]);
  return excess(model).map((over) => inside(model, bound, over));
}

/** Shrinks towards the first through those between; fc.constantFrom knows the first alone. */
const anyOf = <T>(values: readonly T[]): fc.Arbitrary<T> =>
  fc.nat({ max: values.length - 1 }).map((i) => values[i] as T);

type Numbers = Readonly<Record<string, number>>;

/** How far each limit that is a whole number is above its least. */
function excess(model: Model): fc.Arbitrary<Numbers> {
  const ranges = Object.entries(leastOf(model)).map(([name, least]) => {
    const most = Math.max(...valuesOf(model, name));
    return [name, fc.nat({ max: most - least })] as const;
  });
  return fc.record(Object.fromEntries(ranges));
}

function inside<D, C, B>(model: Model<D, C, B>, bound: BoundName, over: Numbers): B {
  const { limits: given } = model.bounds[bound];
  const drawn = Object.entries(leastOf(model)).map(([name, least]) => {
    const most = (given as Numbers)[name] as number;
    return [name, Math.min(most, least + (over[name] as number))] as const;
  });
  return { ...given, ...Object.fromEntries(drawn) };
}

/** A model's least value of each limit that is a whole number in every bound: it is known to be built with that. */
function leastOf(model: Model): Numbers {
  const names = Object.keys(model.bounds.tiny.limits as object);
  const numeric = names.filter((name) => valuesOf(model, name).every(Number.isInteger));
  return Object.fromEntries(numeric.map((name) => [name, Math.min(...valuesOf(model, name))]));
}

const valuesOf = (model: Model, name: string): number[] =>
  BOUNDS.map((bound) => (model.bounds[bound].limits as Numbers)[name] as number);

function among<T extends string>(
  what: string,
  known: readonly T[],
  wanted: readonly T[] = known,
): readonly T[] {
  for (const name of wanted) if (!known.includes(name)) throw new RangeError(unknownName(what, name, known));
  if (wanted.length === 0) throw new RangeError(`no ${what} to draw from: name one, or leave the option out`);
  return wanted;
}
