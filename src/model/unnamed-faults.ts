// SPDX-License-Identifier: MIT
/**
 * The property that every model has without saying so: no step ends in a fault that no property names. It is there
 * only where the machine has such a fault, so that a model which names all of its faults is asked what it says.
 */
import type { Program } from './program.ts';
import { SubsetError } from './subset.ts';
import { noFault } from './types.ts';
import type { Instance } from './types.ts';

export const UNNAMED = 'no-other-fault';

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
  if (unnamed.length === 0) return instance;
  if (properties.some((p) => p.name === UNNAMED))
    throw new SubsetError(
      `property '${UNNAMED}'`,
      `it leaves out ${unnamed.join(', ')}`,
      'this name is kept for the faults that no property names: choose another',
    );
  const implied = noFault(UNNAMED, 'No step ends in a fault that no property names.', ...unnamed);
  return { ...instance, properties: [...properties, implied] };
}
