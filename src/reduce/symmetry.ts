// SPDX-License-Identifier: MIT
/** Symmetry: which threads and objects are alike, so that of the states that differ only in who is who one is kept. */
import type { Predicate } from '../compile/bits.ts';
import type { Compiled } from '../compile/compile.ts';
import type { StateProperty } from '../model/types.ts';
import { compose, isAutomorphism, keeps, keyOf } from './automorphism.ts';
import type { Permutation } from './automorphism.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { kinds, swapObjects, swapThreads } from './propose.ts';

export interface Symmetry {
  /** Every permutation but the one that moves nothing. */
  readonly group: readonly Permutation[];
  /** What is alike, in words: `vmalloc0, vmalloc1`. */
  readonly alike: readonly string[];
  /** Threads that change places. */
  readonly threads: readonly (readonly number[])[];
  /** What is not, and why. */
  readonly off: readonly string[];
}
/** The decision trees of a property. */
export interface NamedPredicate {
  readonly name: string;
  readonly kind: StateProperty['kind'];
  readonly parts: Predicate;
}

/** A state is compared with this many others at most. */
const MOST = 24;
/** Sets of arrays that are tried for the entries of a kind of objects. */
const MOST_FAMILIES = 6;

interface Class {
  readonly members: readonly string[];
  readonly threads: readonly number[];
  /** Each member but the first with the one before it. */
  readonly swaps: readonly Permutation[];
}

export function symmetry(
  compiled: Compiled,
  predicates: readonly NamedPredicate[],
  conditions: Conditions = SOUND,
): Symmetry {
  const off: string[] = [];
  /** Says why not, if the swap makes a difference. */
  const differs = (swap: Permutation, of: string): string | undefined => {
    if (conditions.sameSteps && !isAutomorphism(compiled, swap)) return `${of} do not do the same`;
    if (!conditions.untold) return undefined;
    const teller = predicates.find(({ parts }) => !keeps(swap, parts));
    return teller && `${teller.name} tells ${of} apart`;
  };
  const classes = [...threadClasses(compiled, differs, off), ...objectClasses(compiled, differs, off)];
  const used: Class[] = [];
  let size = 1;
  for (const { members, threads, swaps } of classes) {
    let count = 1;
    while (count < members.length && size * (count + 1) <= MOST) size *= ++count;
    if (count < members.length) off.push(`of ${members.join(', ')} only ${count} change places`);
    if (count > 1)
      used.push({
        members: members.slice(0, count),
        threads: threads.slice(0, count),
        swaps: swaps.slice(0, count - 1),
      });
  }
  const group = closure(used.flatMap((c) => c.swaps));
  return { group, alike: used.map((c) => c.members.join(', ')), threads: used.map((c) => c.threads), off };
}

type Differs = (swap: Permutation, of: string) => string | undefined;

/** Threads of a role in rows in which each is like the one before. */
function threadClasses(compiled: Compiled, differs: Differs, off: string[]): Class[] {
  const { threads } = compiled.program;
  return [...new Set(threads.map((t) => t.role))].flatMap((role) => {
    const of = threads.filter((t) => t.role === role);
    return rows(
      of,
      (a, b) => {
        const swap = swapThreads(compiled, a.index, b.index);
        const why = differs(swap, `${a.name} and ${b.name}`);
        if (why !== undefined) off.push(why);
        return why === undefined ? swap : undefined;
      },
      (row, swaps) => ({ members: row.map((t) => t.name), threads: row.map((t) => t.index), swaps }),
    );
  });
}

function objectClasses(compiled: Compiled, differs: Differs, off: string[]): Class[] {
  return kinds(compiled).flatMap(({ kind, count, families }) => {
    if (count < 2) return [];
    const sets = families.length > MOST_FAMILIES ? [families] : subsets(families);
    const likely = sets.find((set) => isAutomorphism(compiled, swapObjects(compiled, kind, [0, 1], set)));
    const objects = Array.from({ length: count }, (_, i) => i);
    return rows(
      objects,
      (a, b) => {
        const swap = swapObjects(compiled, kind, [a, b], likely ?? families);
        const why = differs(swap, `${kind} ${a} and ${b}`);
        if (why !== undefined) off.push(why);
        return why === undefined ? swap : undefined;
      },
      (row, swaps) => ({ members: row.map((i) => `${kind} ${i}`), threads: [], swaps }),
    );
  });
}

/** Splits a list where one does not go with the one before. Rows of one are left out. */
function rows<T>(
  of: readonly T[],
  swap: (a: T, b: T) => Permutation | undefined,
  made: (row: readonly T[], swaps: readonly Permutation[]) => Class,
): Class[] {
  const found: { row: T[]; swaps: Permutation[] }[] = [];
  of.forEach((one, i) => {
    const last = found.at(-1);
    const joined = i === 0 ? undefined : swap(of[i - 1] as T, one);
    if (joined && last) {
      last.row.push(one);
      last.swaps.push(joined);
    } else found.push({ row: [one], swaps: [] });
  });
  return found.filter((f) => f.row.length > 1).map((f) => made(f.row, f.swaps));
}

/** The largest first. */
function subsets(of: readonly string[]): string[][] {
  const all = Array.from({ length: 1 << of.length }, (_, mask) =>
    of.filter((_name, i) => ((mask >> i) & 1) === 1),
  );
  return all.toSorted((a, b) => b.length - a.length);
}

/** Everything that the swaps make together. */
function closure(swaps: readonly Permutation[]): Permutation[] {
  const [some] = swaps;
  if (!some) return [];
  const identity = compose(some, some);
  const known = new Map([[keyOf(identity), identity]]);
  for (const p of known.values())
    for (const swap of swaps) {
      const next = compose(p, swap);
      const key = keyOf(next);
      if (!known.has(key)) known.set(key, next);
    }
  known.delete(keyOf(identity));
  return [...known.values()];
}
