// SPDX-License-Identifier: MIT
/** Reads a space before it is searched, and refuses what has no meaning, with the place and what to write instead. */
import { SpaceError } from '../model/space.ts';
import type { SpaceInstance } from '../model/space.ts';
import { unknownName } from '../model/suggest.ts';

/** Throws a {@link SpaceError} naming the parameter, formula or property that is wrong. */
export function readSpace({ space, properties }: SpaceInstance): void {
  const { parameters, formulas } = space;
  const names = [...Object.keys(parameters), ...Object.keys(formulas)];
  if (Object.keys(parameters).length === 0) throw new SpaceError('a space needs a parameter at least');
  for (const [name, domain] of Object.entries(parameters)) {
    if (!/^\w+$/.test(name)) throw new SpaceError(`parameter '${name}': a name is letters, digits and _`);
    if (domain.kind !== 'scalar')
      throw new SpaceError(`parameter '${name}' is of several values: write one parameter for each`);
    const twice = firstTwice(domain.values.map(String));
    if (twice !== undefined) throw new SpaceError(`parameter '${name}': two values are written '${twice}'`);
    if (name in formulas)
      throw new SpaceError(`'${name}' is a parameter and a formula: give the formula a name of its own`);
  }
  const double = firstTwice(properties.map((p) => p.name));
  if (double !== undefined) throw new SpaceError(`two properties are named '${double}'`);
  for (const { name, by } of properties)
    if (by !== undefined && !names.includes(by))
      throw new SpaceError(`property ${name}: 'by': ${unknownName('parameter or formula', by, names)}`);
}

function firstTwice(texts: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return texts.find((text) => seen.size === seen.add(text).size);
}
