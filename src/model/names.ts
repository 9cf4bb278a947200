// SPDX-License-Identifier: MIT
/** What threads and states may be called. XState reads some characters as a path or as "any event", a schedule others. */
import { SubsetError } from './subset.ts';

/** The kind in the name of a fault state; undefined for any other state. */
export const faultKind = (state: string): string | undefined => /^fault\((.*)\)$/s.exec(state)?.[1];

/** Refuses a name that would mean something else. `path`: the machine. */
export function checkThreadName(name: string): void {
  if (/^[^\s.*#:()]+$/.test(name) && name !== '__proto__') return;
  throw new SubsetError(
    `thread '${name}'`,
    `a thread can't be called '${name}'`,
    "leave out blanks and . * # : ( ), as 'vmalloc0' or 'hot-remove'",
  );
}

export function checkStateName(thread: string, name: string): void {
  const kind = faultKind(name);
  if (/^[^.#]+$/.test(kind ?? name) && name !== '__proto__') return;
  throw kind === undefined
    ? new SubsetError(
        `${thread}.${name}`,
        `a state can't be called '${name}'`,
        "leave out . and #, as 'pmd_lock'",
      )
    : new SubsetError(
        `${thread}.${name}`,
        kind === '' ? 'the fault has no kind' : `a fault can't be called '${kind}'`,
        "name it without . and #, as fault('use-after-free')",
      );
}
