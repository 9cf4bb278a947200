// SPDX-License-Identifier: MIT
/** Refuses a thread that leads nowhere before XState does, by the thread and the state as their author knows them. */
import { checkStateName, checkThreadName, faultKind } from './names.ts';
import { SubsetError } from './subset.ts';
import { unknownName } from './suggest.ts';

type Written = string | { readonly target?: string };
interface State {
  readonly on?: Readonly<Record<string, readonly Written[]>>;
}

/** A thread's states as region() is given them. */
export function checkRegion(thread: string, initial: string, states: Readonly<Record<string, object>>): void {
  checkThreadName(thread);
  const known = Object.keys(states);
  if (faultKind(initial) !== undefined)
    throw new SubsetError(thread, `it starts in ${initial}`, 'let it take a step that ends in the fault');
  if (!known.includes(initial))
    throw new SubsetError(thread, unknownName('initial state', initial, known), 'region(initial, states)');
  for (const [name, state] of Object.entries(states)) {
    checkStateName(thread, name);
    checkState(`${thread}.${name}`, state, known);
  }
}

function checkState(path: string, state: unknown, known: readonly string[]): void {
  if (typeof state !== 'object' || state === null)
    throw new SubsetError(path, 'is no state', 'write what on(...) or end() returns');
  for (const candidates of Object.values((state as State).on ?? {})) {
    const targets = [candidates].flat().map((c) => (typeof c === 'string' ? c : c.target));
    if (targets.length === 0)
      throw new SubsetError(path, 'has no candidates', 'write what it does, or end()');
    for (const target of targets) checkTarget(path, target, known);
  }
}

function checkTarget(path: string, target: string | undefined, known: readonly string[]): void {
  if (target === undefined)
    throw new SubsetError(path, 'a candidate has no target', 'name the state it leads to, be it the same');
  if (faultKind(target) !== undefined) checkStateName(path.slice(0, path.indexOf('.')), target);
  else if (!known.includes(target))
    throw new SubsetError(path, unknownName('target', target, known), 'name a state of the same thread');
}
