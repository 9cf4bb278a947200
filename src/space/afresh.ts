// SPDX-License-Identifier: MIT
/** A space's code as nobody has run it yet, built once more: what its formulas remember, it has not. */
import { againOf, difference } from '../model/again.ts';
import { SpaceError } from '../model/space.ts';
import type { SpaceInstance } from '../model/space.ts';
import { Evaluator } from './evaluate.ts';

/** How to have the space built anew, with those of the properties that were built with it; none where nobody knows. */
export function evaluatorAnew(given: SpaceInstance): (() => Evaluator) | undefined {
  const again = againOf(given.space);
  if (!again) return undefined;
  const { first, build } = again;
  return () => {
    const fresh = build();
    const differ = difference(outline(first), outline(fresh));
    if (differ !== undefined) throw new SpaceError(differ);
    const properties = given.properties.map((p) => fresh.properties[first.properties.indexOf(p)] ?? p);
    return new Evaluator({ space: fresh.space, properties });
  };
}

/** All that a build must give a second time. */
const outline = ({ space, properties }: SpaceInstance): string[] => [
  ...Object.entries(space.parameters).map(
    ([name, { values }]) => `parameter ${name} of ${values.join(', ')}`,
  ),
  ...Object.keys(space.formulas).map((name) => `formula ${name}`),
  ...properties.map(({ kind, name, by = 'nothing' }) => `property ${name} (${kind}, by ${by})`),
];
