// SPDX-License-Identifier: MIT
/** --property and --limit: of each instance, which properties are asked, and which of its bound's limits are set. */
import type { AnySelection } from '../check/selection.ts';
import type { SetLimits } from '../model/bound.ts';
import { instanceOf } from '../model/instance.ts';
import { unknownName } from '../model/suggest.ts';
import type { AnyModel, BoundName } from '../model/types.ts';
import { UsageError } from './console.ts';
import { texts } from './options.ts';
import type { Arguments } from './options.ts';

/** The instances that have one of the properties named, each with those names; all of them where none is named. */
export function askedOf(args: Arguments, chosen: readonly AnySelection[]): readonly AnySelection[] {
  const properties = texts(args, 'property');
  if (!properties) return chosen;
  const names = chosen.map((selection) => instanceOf(selection).properties.map((p) => p.name));
  const known = [...new Set(names.flat())];
  for (const name of properties)
    if (!known.includes(name))
      throw new UsageError(`${chosen[0]?.model.name}: ${unknownName('property', name, known)}`);
  return chosen
    .filter((_, i) => names[i]?.some((name) => properties.includes(name)))
    .map((selection) => ({ ...selection, properties }));
}

/** What --limit sets: `cpus=4`, each a limit that the bound has, and a value of its kind. */
export function setLimits(args: Arguments, model: AnyModel, bound: BoundName): SetLimits | undefined {
  const words = texts(args, 'limit');
  if (!words) return undefined;
  const given = model.bounds[bound].limits as unknown;
  const own = typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
  const set: Record<string, SetLimits[string]> = {};
  for (const word of words) {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === '') throw new UsageError(`${args.verb}: --limit '${word}': write --limit name=value`);
    if (!Object.hasOwn(own, name)) throw new UsageError(`${model.name}: ${noLimit(name, Object.keys(own))}`);
    if (Object.hasOwn(set, name))
      throw new UsageError(`${args.verb}: --limit ${name} is given twice: leave one out`);
    set[name] = valueLike(own[name], value, `${args.verb}: --limit ${name}`);
  }
  return set;
}

const noLimit = (name: string, names: readonly string[]) =>
  names.length === 0
    ? `its bounds have no limits to set: leave out --limit`
    : unknownName('limit', name, names);

/** The value in words as one of the kind that the bound has there. */
function valueLike(own: unknown, word: string, what: string): SetLimits[string] {
  const wants = (kind: string) =>
    new UsageError(`${what} '${word}' is not ${kind}, as its own ${String(own)} is`);
  if (typeof own === 'boolean') {
    if (word !== 'true' && word !== 'false') throw wants('true or false');
    return word === 'true';
  }
  if (typeof own === 'string') return word;
  if (typeof own !== 'number')
    throw new UsageError(`${what}: a limit that is ${kindOf(own)} is set in the model`);
  const n = Number(word);
  if (!/^[+-]?\d*\.?\d+(e[+-]?\d+)?$/i.test(word) || !Number.isFinite(n)) throw wants('a number');
  if (Number.isInteger(own) && !Number.isSafeInteger(n)) throw wants('a whole number');
  if (own >= 0 && n < 0) throw wants('a number from 0 on');
  return n;
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'a list' : `of type ${typeof value}`);
