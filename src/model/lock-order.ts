// SPDX-License-Identifier: MIT
/** The property that every machine with a lock has without saying so: that lockdep would report no order of locks. */
import { checkAsks, hasLocks } from './asks.ts';
import type { Program } from './program.ts';
import { SubsetError } from './subset.ts';
import type { Instance, LockOrderProperty, Property } from './types.ts';

export const LOCK_ORDER = 'lock-order';

const implied: LockOrderProperty = {
  kind: 'lockOrder',
  name: LOCK_ORDER,
  says: 'Locks are taken in one order, whoever takes them: lockdep reports nothing.',
};

export const isLockOrder = (p: { readonly kind: string }): p is LockOrderProperty => p.kind === 'lockOrder';

/** What no single schedule can break: it takes a search that knows its states. */
export const needsFullSearch = (p: { readonly kind: string }): boolean =>
  p.kind === 'eventually' || isLockOrder(p);

/** The instance, asked as well for the order in which its locks are taken. */
export function withLockOrder(instance: Instance, program: Program): Instance {
  checkAsks(program);
  if (!hasLocks(program)) return instance;
  if (instance.properties.some((p) => p.name === LOCK_ORDER))
    throw new SubsetError(
      `property '${LOCK_ORDER}'`,
      'it has the name of what every model with locks is asked',
      'choose another name',
    );
  return { ...instance, properties: [...instance.properties, implied] };
}

/** The same without it: mutants are not asked. */
export const withoutLockOrder = (instance: Instance): Instance => ({
  ...instance,
  properties: instance.properties.filter((p: Property) => !isLockOrder(p)),
});
