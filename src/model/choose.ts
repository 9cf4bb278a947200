// SPDX-License-Identifier: MIT
/** One instance of a model by the names of its design, configuration and bound, as code asks for it. */
import type { SetLimits } from './bound.ts';
import type { Chosen } from './instance.ts';
import { kindOf } from './shape.ts';
import { unknownName } from './suggest.ts';
import { BOUNDS } from './types.ts';
import type { AnyInstance, AnyModel, BoundName, ModelOf } from './types.ts';
import { checkModel } from './whole.ts';

export interface Choice {
  /** May be left out where the model has one alone. */
  readonly design?: string;
  /** May be left out where the model has one alone. */
  readonly configuration?: string;
  /** Default: small. */
  readonly bound?: BoundName;
  /** Limits that stand in place of the bound's own: `{ cpus: 4 }`. */
  readonly limits?: SetLimits;
  /** The model's file, for the line in a report that says how to run its trace again. */
  readonly file?: string;
}
export const CHOICE: readonly (keyof Choice)[] = ['design', 'configuration', 'bound', 'limits', 'file'];

/**
 * The instance that is meant. Throws a TypeError where there is no model, an AuthorError where the model has a mistake,
 * and a RangeError for a name that it does not have, which tells the nearest.
 */
export function choose<I extends AnyInstance>(model: ModelOf<I>, choice: Choice = {}): Chosen<I> {
  checkIsModel(model);
  const { designs, configurations, bounds } = model;
  const bound = oneOf(model, 'bound', BOUNDS, choice.bound ?? 'small') as BoundName;
  const { limits } = choice;
  if (limits !== undefined) checkLimits(model, bounds[bound].limits, limits);
  return {
    model,
    design: oneOf(model, 'design', Object.keys(designs), choice.design),
    configuration: oneOf(model, 'configuration', Object.keys(configurations), choice.configuration),
    bound,
    ...(limits !== undefined && { limits }),
    ...(choice.file !== undefined && { spoken: choice.file }),
  };
}

/** The same mistake is made by everybody: a module in place of what it exports, a promise of it, a machine. */
function checkIsModel(given: unknown): asserts given is AnyModel {
  const isObject = typeof given === 'object' && given !== null;
  if (!isObject)
    throw new TypeError(`this is no model, but ${kindOf(given)}: pass what model({ ... }) returns`);
  if ('then' in given) throw new TypeError('this is a promise of a model: await it');
  if ('default' in given) throw new TypeError('this is a module, not the model in it: pass its .default');
  if (!('build' in given))
    throw new TypeError('this is no model: pass what model({ ... }) or spaceModel({ ... }) returns');
  const { name } = given as Partial<AnyModel>;
  checkModel(typeof name === 'string' ? name : 'a model without a name', given);
}

function oneOf(model: AnyModel, what: string, known: readonly string[], wanted: string | undefined): string {
  const [only, ...more] = known;
  if (wanted === undefined && only !== undefined && more.length === 0) return only;
  if (wanted === undefined)
    throw new RangeError(`${model.name}: which ${what}? (there are: ${known.join(', ')})`);
  if (typeof wanted !== 'string')
    throw new TypeError(`${model.name}: its ${what} is named by a string: { ${what}: '${known[0]}' }`);
  if (known.includes(wanted)) return wanted;
  throw new RangeError(`${model.name}: ${unknownName(what, wanted, known)}`);
}

/** A number that is a string shows. */
const told = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

function checkLimits({ name }: AnyModel, given: unknown, limits: SetLimits): void {
  const own = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const known = Object.keys(own);
  for (const [limit, value] of Object.entries(limits)) {
    if (known.length === 0) throw new RangeError(`${name}: its bounds have no limits to set`);
    if (!known.includes(limit)) throw new RangeError(`${name}: ${unknownName('limit', limit, known)}`);
    const was = own[limit];
    const isLike =
      typeof value === typeof was &&
      (typeof was !== 'number' ||
        (Number.isFinite(value) &&
          (value as number) >= 0 &&
          (!Number.isInteger(was) || Number.isInteger(value))));
    if (!isLike)
      throw new RangeError(`${name}: limit ${limit} is ${told(value)}, where its own is ${told(was)}`);
  }
}
