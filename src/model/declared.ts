// SPDX-License-Identifier: MIT
/** What stands where a domain should: refused by the name of the field, with what to write instead. */
import type { Domain } from './domain.ts';
import { SubsetError } from './subset.ts';

type Given = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Given => typeof value === 'object' && value !== null;

/** Of each kind of domain: the key that makes it one, and whether what stands there will do. */
const KINDS: Readonly<Record<string, (d: Given) => boolean>> = {
  scalar: ({ values }) => Array.isArray(values),
  array: ({ of, length }) => isObject(of) && typeof length === 'number',
  seq: ({ of, max }) => isObject(of) && typeof max === 'number',
  record: ({ fields }) => isObject(fields),
};
/** By its looks: one that another copy of this package made is one as well. */
const isDomain = (value: unknown): boolean =>
  isObject(value) &&
  Object.hasOwn(KINDS, String(value['kind'])) &&
  KINDS[String(value['kind'])]?.(value) === true;

/** Throws a {@link SubsetError} unless `given` is a domain, and so is each of its parts. `where` has it, as `what`. */
export function checkDomain(where: string, what: string, given: unknown): asserts given is Domain {
  if (!isDomain(given)) {
    const [is, instead] = mistaken(given);
    throw new SubsetError(where, `${what} is ${is}, not a domain`, instead);
  }
  const domain = given as Domain;
  if (domain.kind === 'record') checkFields(`${where}: ${what}`, domain.fields);
  else if (domain.kind !== 'scalar') checkDomain(`${where}: ${what}`, 'its element', domain.of);
}

/** The same for each field of a memory, a stack or a record. */
export function checkFields(
  where: string,
  fields: unknown,
): asserts fields is Readonly<Record<string, Domain>> {
  if (!isObject(fields) || Array.isArray(fields) || isDomain(fields))
    throw new SubsetError(
      where,
      `it is ${isDomain(fields) ? 'a domain itself' : mistaken(fields)[0]}`,
      'write its fields, each with its domain: { count: int(0, 3), busy: bool }',
    );
  for (const [name, domain] of Object.entries(fields)) checkDomain(where, `'${name}'`, domain);
}

/** What it is, and what to write. */
function mistaken(given: unknown): readonly [is: string, instead: string] {
  switch (typeof given) {
    case 'number':
      return [`the number ${given}`, 'write int(low, high): all that it can be; it starts at low'];
    case 'string':
      return [
        `the text '${given}'`,
        `write oneOf('${given}', ...): all that it can be; it starts at the first`,
      ];
    case 'boolean':
      return [String(given), 'write bool, or initially(bool, true)'];
    case 'undefined':
      return ['undefined', 'is its name misspelt, or not imported?'];
    case 'function':
      return [`the function ${given.name || 'without a name'}`, `call it: ${given.name || 'f'}(...)`];
    case 'object':
      return given === null
        ? ['null', "write id('page', n), which starts at null, or oneOf('none', ...)"]
        : anObject(given as Given);
    default:
      return [
        `a ${typeof given}`,
        'write bool, int(0, 3), oneOf(...), id(...), array(...) or record({ ... })',
      ];
  }
}

function anObject(given: Given): readonly [is: string, instead: string] {
  if (Array.isArray(given))
    return ['a list', 'write array(n, domain), or record({ ... }) where its elements differ'];
  if (isObject(given['root']) || typeof given['build'] === 'function')
    return [isObject(given['root']) ? 'a machine' : 'a model', 'write record({ ... }) of the fields it has'];
  const { kind } = given;
  if (typeof kind === 'string' && !Object.hasOwn(KINDS, kind) && 'initial' in given)
    return [`of the kind '${kind}'`, `the kinds known here are ${Object.keys(KINDS).join(', ')}`];
  const made = (given.constructor as { name?: unknown } | undefined)?.name;
  return typeof made === 'string' && made !== 'Object'
    ? [`a ${made}`, 'write array(n, domain), seq(domain, most) or record({ ... })']
    : ['a plain object', 'write record({ ... })'];
}
