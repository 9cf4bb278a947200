// SPDX-License-Identifier: MIT
/** What a progress property takes for granted of schedules: as bits by thread, and in words. */
import type { Program } from './program.ts';
import { SubsetError } from './subset.ts';
import { unknownName } from './suggest.ts';
import type { Fairness, ProgressProperty } from './types.ts';

export interface Demands {
  /** Threads (bit by index) that run again and again, or again and again cannot. */
  readonly weak: number;
  /** Threads that run again and again if they again and again can. */
  readonly strong: number;
  /** Choices that are taken again and again where their step is, with them on offer. */
  readonly succeeds: ReadonlySet<string>;
}

/** Throws where the property names a thread that the machine does not have. */
export function demandsOf({ threads }: Program, { name, fairness }: ProgressProperty): Demands {
  const all = (1 << threads.length) - 1;
  let strong = fairness.threads === 'strong' ? all : 0;
  for (const wanted of fairness.strong ?? []) {
    const meant = threads.filter((t) => t.name === wanted || t.role === wanted);
    if (meant.length === 0) {
      const known = [...new Set(threads.flatMap((t) => [t.name, t.role]))];
      throw new SubsetError(
        `property '${name}'`,
        `strong fairness: ${unknownName('thread', wanted, known)}`,
        'name a thread of this design and bound, or a role',
      );
    }
    for (const t of meant) strong |= 1 << t.index;
  }
  const weak = fairness.threads === 'weak' ? all & ~strong : 0;
  return { weak, strong, succeeds: new Set(fairness.succeeds) };
}

/** `weak fairness, strong for hot_remove, 'ok' eventually succeeds`. */
export function fairnessText({ threads, strong = [], succeeds = [] }: Fairness): string {
  return [
    threads === 'unfair' ? 'no fairness' : `${threads} fairness`,
    ...(strong.length > 0 ? [`strong for ${strong.join(' and ')}`] : []),
    ...succeeds.map((choice) => `'${choice}' eventually succeeds`),
  ].join(', ');
}
