// SPDX-License-Identifier: MIT
/**
 * A space with one formula changed: turned round where it is true or false, replaced by another value that it has, or
 * with one of its terms dropped. What no property notices is either the same space or a gap in the properties.
 */
import type { Formula, PointValue, SpaceInstance } from '../model/space.ts';

export interface SpaceMutant {
  /** The formula, and what was done to it: `sleeps: turned round`. */
  readonly what: string;
  readonly instance: SpaceInstance;
}

/** `values`: what each formula was seen to give, for those that are neither true nor false. */
export function mutantsOf(
  instance: SpaceInstance,
  values: ReadonlyMap<string, readonly PointValue[]>,
): SpaceMutant[] {
  const { formulas } = instance.space;
  return Object.entries(formulas).flatMap(([name, formula]) =>
    changed(formula, values.get(name) ?? []).map(([what, of]) => ({
      what: `${name}: ${what}`,
      instance: {
        ...instance,
        space: { ...instance.space, formulas: { ...formulas, [name]: { ...formula, of } } },
      },
    })),
  );
}

type Change = readonly [what: string, of: Formula['of']];

function changed({ of, terms }: Formula, values: readonly PointValue[]): Change[] {
  if (terms) {
    const all = Object.entries(terms.of);
    return all.map(([dropped]): Change => {
      const left = all.filter(([name]) => name !== dropped).map(([, term]) => term);
      const joined: Formula['of'] =
        terms.join === 'any' ? (p) => left.some((t) => t(p)) : (p) => left.every((t) => t(p));
      return [`without '${dropped}'`, joined];
    });
  }
  if (values.every((v) => typeof v === 'boolean')) return [['turned round', (p) => of(p) !== true]];
  return values.map((value): Change => [`always ${value}`, () => value]);
}
