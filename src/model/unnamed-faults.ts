// SPDX-License-Identifier: MIT
/**
 * The properties that every model has without saying so: no step ends in a fault that no property names. They are there
 * only where the machine has such a fault, so that a model which names all of its faults is asked what it says. What
 * words of the vocabulary look out for wherever they stand, as a kernel with its debugging options does, is a property
 * of its own, `no-splat`, of which nothing is said where it holds.
 */
import type { Program } from './program.ts';
import { SubsetError } from './subset.ts';
import { noFault } from './types.ts';
import type { AnyProperty, Instance, Property } from './types.ts';

export const UNNAMED = 'no-other-fault';
export const SPLAT = 'no-splat';
/** CONFIG_LOCKDEP: "bad unlock balance detected!"; CONFIG_DEBUG_ATOMIC_SLEEP: "sleeping function called from invalid context". */
const SPLATS = ['bad-unlock-balance', 'sleeping-in-atomic'];
/** Names that are kept, each for faults that no property names. */
export const KEPT: readonly string[] = [UNNAMED, SPLAT];

/** The kinds of fault that some step of the machine ends in. */
export const faultKinds = ({ threads }: Program): readonly string[] => [
  ...new Set(
    threads.flatMap((t) =>
      t.positions.flatMap((p) => p.candidates.flatMap((c) => t.positions[c.target]?.fault ?? [])),
    ),
  ),
];

/** The instance, asked as well for the faults of its machine that none of its properties names. */
export function withUnnamedFaults(instance: Instance, program: Program): Instance {
  const { properties } = instance;
  const named = new Set(properties.flatMap((p) => (p.kind === 'noFault' ? p.faults : [])));
  const unnamed = faultKinds(program).filter((kind) => !named.has(kind));
  const splats = unnamed.filter((kind) => SPLATS.includes(kind));
  const others = unnamed.filter((kind) => !SPLATS.includes(kind));
  const implied: Property[] = [
    ...(others.length === 0
      ? []
      : [noFault(UNNAMED, 'No step ends in a fault that no property names.', ...others)]),
    ...(splats.length === 0 ? [] : [noSplat(splats)]),
  ];
  for (const { name } of implied)
    if (properties.some((p) => p.name === name))
      throw new SubsetError(
        `property '${name}'`,
        `it leaves out ${(name === SPLAT ? splats : others).join(', ')}`,
        'this name is kept for the faults that no property names: choose another',
      );
  return implied.length === 0 ? instance : { ...instance, properties: [...properties, ...implied] };
}

const noSplat = (faults: readonly string[]): Property => ({
  kind: 'noFault',
  name: SPLAT,
  says: 'Nothing is unlocked that is not held, and nobody sleeps in atomic context.',
  faults,
  quiet: true,
});

/** Whether something is said of a property where it is not violated. */
export const isTold = (property: AnyProperty): boolean => !('quiet' in property);
