// SPDX-License-Identifier: MIT
/** What a progress property takes for granted of schedules: by thread, and in words. */
import type { Program } from './program.ts';
import { SubsetError } from './subset.ts';
import { unknownName } from './suggest.ts';
import type { Fairness, ProgressProperty } from './types.ts';

export interface Demands {
  /** Threads, by index, that run again and again, or again and again cannot. */
  readonly weak: ReadonlySet<number>;
  /** Threads that run again and again if they again and again can. */
  readonly strong: ReadonlySet<number>;
  /** Choices that are taken again and again where their step is, with them on offer. */
  readonly succeeds: ReadonlySet<string>;
  readonly steps: readonly FairStep[];
}
/** A step of a thread that is fair in its own right: at one position, with one choice if it says which. */
export interface FairStep {
  readonly thread: number;
  readonly position: number;
  readonly choice: string | undefined;
  readonly fair: 'weak' | 'strong';
  /** `vmalloc0.alloc:ok` */
  readonly name: string;
}

/** Throws where the property names a step that the machine does not have. */
export function demandsOf({ threads }: Program, { name, fairness }: ProgressProperty): Demands {
  // A name that is none here, only other instances of the model have: src/model/check-names.ts saw to that.
  const isStrong = ({ name: own, role }: Program['threads'][number]) =>
    fairness.threads === 'strong' ||
    (fairness.strong ?? []).some((wanted) => wanted === own || wanted === role);
  const indexes = (of: Program['threads']) => new Set(of.map((t) => t.index));
  const strong = indexes(threads.filter(isStrong));
  const weak = indexes(fairness.threads === 'weak' ? threads.filter((t) => !isStrong(t)) : []);
  const steps = Object.entries(fairness.steps ?? {}).flatMap(([wanted, fair]) =>
    fairSteps(threads, name, wanted, fair),
  );
  return { weak, strong, succeeds: new Set(fairness.succeeds), steps };
}

function fairSteps(
  threads: Program['threads'],
  property: string,
  wanted: string,
  fair: 'weak' | 'strong',
): FairStep[] {
  const wrong = (problem: string, instead: string) =>
    new SubsetError(`property '${property}'`, `fairness of a step: ${problem}`, instead);
  if (fair !== 'weak' && fair !== 'strong')
    throw wrong(`'${wanted}' is '${String(fair)}'`, "write 'weak' or 'strong'");
  const found = threads.flatMap((t) =>
    t.positions.flatMap((p, position): FairStep[] => {
      const step = [`${t.name}.${p.name}`, `${t.role}.${p.name}`].find(
        (name) => wanted === name || wanted.startsWith(`${name}:`),
      );
      if (step === undefined || p.candidates.length === 0) return [];
      const rest = wanted.slice(step.length);
      const choice = rest === '' ? undefined : rest.slice(1);
      return [{ thread: t.index, position, choice, fair, name: `${t.name}.${p.name}${rest}` }];
    }),
  );
  if (found.length > 0) return found;
  const known = threads.flatMap((t) =>
    t.positions.filter((p) => p.candidates.length > 0).map((p) => `${t.role}.${p.name}`),
  );
  throw wrong(
    unknownName('step', wanted.replace(/:.*/s, ''), [...new Set(known)]),
    "write 'thread.state' or 'role.state', and ':choice' after it for one choice alone",
  );
}

/** `weak fairness, strong for hot_remove, weak for vmalloc.alloc:ok, 'ok' eventually succeeds`. */
export function fairnessText({ threads, strong = [], succeeds = [], steps = {} }: Fairness): string {
  return [
    threads === 'unfair' ? 'no fairness' : `${threads} fairness`,
    ...(strong.length > 0 ? [`strong for ${strong.join(' and ')}`] : []),
    ...Object.entries(steps).map(([step, fair]) => `${fair} for ${step}`),
    ...succeeds.map((choice) => `'${choice}' eventually succeeds`),
  ].join(', ');
}
