// SPDX-License-Identifier: MIT
/** Each formula of `kernel-va-layout` changed, one at a time, and which of these changes no verdict of any design notices. */
import { kernelVaLayout as model } from '../../models/kernel-va-layout/index.ts';
import { instanceOf } from '../../src/model/instance.ts';
import type { PointValue, SpaceInstance } from '../../src/model/space.ts';
import type { BoundName } from '../../src/model/types.ts';
import { mutantsOf } from '../../src/space/mutants.ts';
import { SpaceSearch } from '../../src/space/space-search.ts';

/** The kernels: one for each set of macros that differs much, at the bound at which their memory matters. */
export const KERNELS: readonly (readonly [string, BoundName])[] = [
  ['arm64-v5.3', 'tiny'],
  ['arm64-v5.7', 'tiny'],
  ['arm64-v6.8', 'tiny'],
  ['arm64-v6.9', 'tiny'],
  ['x86-v5.3', 'tiny'],
  ['powerpc-v6.18', 'tiny'],
  ['s390-v5.9', 'small'],
  ['s390-v6.18', 'small'],
];

/** Every property with its verdict and the ways in which it is broken. */
function answers(instance: SpaceInstance): string {
  const search = new SpaceSearch(instance);
  try {
    search.run();
  } catch (error) {
    return `no model any more: ${String(error)}`;
  }
  const { results } = search.outcome();
  return JSON.stringify(
    results.map((r) => [r.property.name, r.verdict, r.violations.map((v) => v.step).toSorted()]),
  );
}

/** What formulas give, point by point. */
function valuesOf(
  instance: SpaceInstance,
  names = Object.keys(instance.space.formulas),
): ReadonlyMap<string, readonly PointValue[]> {
  const values = new Map(names.map((name) => [name, [] as PointValue[]]));
  const watch = (p: Record<string, PointValue>) => {
    for (const name of names) values.get(name)?.push(p[name] as PointValue);
    return true;
  };
  const properties = [{ kind: 'always', name: 'watch', says: 'Sees all.', holds: watch } as const];
  new SpaceSearch({ ...instance, properties }).run();
  return values;
}
/** What a point comes to: a mutant that leaves all of these as they were, at every point of every design, is the original. */
const COMES_TO = ['verdict', 'overlap', 'missing', 'draws'];
/** Of a number: left out. */
function some(values: readonly PointValue[]): readonly PointValue[] {
  const all = [...new Set(values)];
  return all.every((v) => typeof v === 'number') ? [0] : all;
}

/** How many of the mutants are not the original in other words, and which of these survive. */
export function fatesOf(
  configuration: string,
  bound: BoundName,
): { different: number; surviving: readonly string[] } {
  const asked = model.configurations[configuration]?.about ?? Object.keys(model.designs);
  // The designs that most depends on come first.
  const first = ['none', 'as-built'];
  const designs = [...first, ...asked.filter((d) => !first.includes(d))];
  const original = new Map(
    designs.map((design) => [design, instanceOf({ model, configuration, design, bound })]),
  );
  const wanted = new Map([...original].map(([design, instance]) => [design, answers(instance)]));
  const values = new Map(
    [...valuesOf(original.get('none') as SpaceInstance)].map(([name, v]) => [name, some(v)]),
  );
  const mutants = new Map(
    designs.map((d) => [
      d,
      new Map(mutantsOf(original.get(d) as SpaceInstance, values).map((m) => [m.what, m.instance])),
    ]),
  );
  // A formula has other terms in another design: by name, not by place.
  const names = [...new Set(designs.flatMap((d) => [...(mutants.get(d)?.keys() ?? [])]))];
  const inSome = (what: string, differs: (mutant: SpaceInstance, design: string) => boolean) =>
    designs.some((design) => {
      const mutant = mutants.get(design)?.get(what);
      return mutant !== undefined && differs(mutant, design);
    });
  const told = (instance: SpaceInstance) => JSON.stringify([...valuesOf(instance, COMES_TO).values()]);
  const alive = names.filter((what) => !inSome(what, (m, d) => answers(m) !== wanted.get(d)));
  const surviving = alive.filter((what) =>
    inSome(what, (m, d) => told(m) !== told(original.get(d) as SpaceInstance)),
  );
  return { different: names.length - alive.length + surviving.length, surviving };
}
