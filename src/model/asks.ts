// SPDX-License-Identifier: MIT
/** What each step of a machine asks for, as it says so: names of locks made classes, or refused where there is none. */
import { locksOf } from './locks.ts';
import type { Acquires, LockField, Mode } from './locks.ts';
import type { Position, Program } from './program.ts';
import { SubsetError } from './subset.ts';
import { unknownName } from './suggest.ts';

/** What a step asks for. */
export interface Ask {
  readonly class: string;
  readonly mode: Mode;
  readonly trylock: boolean;
  /** Another of its class may be held. */
  readonly nested: boolean;
  /** Lockdep is not told, or looks away. */
  readonly unseen: boolean;
  /** No lock of the memory, but something that is waited for: who it is waited for from has it. */
  readonly wait: boolean;
}

/** The locks of a machine by what statements call them: fields and classes. */
export function lockNames({ memory }: Program): ReadonlyMap<string, LockField> {
  const locks = locksOf(memory.fields);
  return new Map([...locks.map((l) => [l.class, l] as const), ...locks.map((l) => [l.field, l] as const)]);
}

/** Is there anything to be taken in an order? */
export const hasLocks = (program: Program): boolean => lockNames(program).size > 0;

/** What a step says that it asks for; undefined where it says nothing. */
export function saidBy(
  position: Position,
  names: ReadonlyMap<string, LockField>,
): readonly Ask[] | undefined {
  const { acquires, waitsFor, lock } = position;
  if (acquires) return acquires.map((a) => ask(a, position, names));
  if (!waitsFor) return undefined;
  const field = lock === undefined ? undefined : names.get(lock);
  // Written by hand: that it waits for a lock is said, how it takes it is not.
  if (field) return [{ ...ask({ lock: field.field }, position, names), nested: true }];
  return lock === undefined ? undefined : [ask({ lock, unseen: true }, position, names)];
}

const MODES: readonly Mode[] = ['exclusive', 'shared', 'recursive'];

function ask(said: Acquires, { path }: Position, names: ReadonlyMap<string, LockField>): Ask {
  const { lock, mode = 'exclusive', trylock = false, nested = false, unseen = false } = said;
  if (!MODES.includes(mode))
    throw new SubsetError(
      path,
      `acquires: ${unknownName('mode', String(mode), MODES)}`,
      "leave it out for 'exclusive'",
    );
  const field = names.get(lock);
  if (!field && !unseen)
    throw new SubsetError(
      path,
      `acquires: ${unknownName('lock', String(lock), [...names.keys()])}`,
      'name a field of memory that is a lock, by its path without indices',
    );
  return {
    class: field?.class ?? lock,
    mode,
    trylock,
    nested,
    unseen: unseen || field?.novalidate === true,
    wait: field === undefined,
  };
}

/** Refuses what a step says of locks that there are not. */
export function checkAsks(program: Program): void {
  const names = lockNames(program);
  for (const t of program.threads) for (const p of t.positions) saidBy(p, names);
}
