// SPDX-License-Identifier: MIT
/**
 * `alwaysPossible` is no formula of linear time: SPIN cannot be asked. Built with -DCHECK, though, pan prints its
 * search step by step. From that the graph is read here, and looked at backwards.
 */

/** The states that pan stored, the steps between them, and in which of them each assertion fails. */
export interface SpinGraph {
  readonly states: number;
  readonly steps: readonly (readonly [from: number, to: number])[];
  readonly fails: ReadonlyMap<string, ReadonlySet<number>>;
}

export function graphOf(printed: string): SpinGraph {
  const steps: [number, number][] = [];
  const fails = new Map<string, Set<number>>();
  let states = 0;
  // The state at each depth of the search. Within an atomic step it stays what it was before.
  const path: number[] = [];
  for (const line of printed.split('\n')) {
    const [, down] = /^(\d+): Down/.exec(line) ?? [];
    if (down !== undefined) {
      path.length = Number(down);
      path.push(path.at(-1) ?? 0);
    }
    const [, age, id] = /^\t(New|Old) state (\d+)$/.exec(line) ?? [];
    if (id !== undefined) {
      if (age === 'New') states++;
      if (path.length > 1) steps.push([path.at(-2) as number, Number(id)]);
      path[path.length - 1] = Number(id);
    }
    const [, depth, name] = /^ *(\d+): proc .*, assert\((\w+)\)/.exec(line) ?? [];
    if (name !== undefined)
      fails.set(name, (fails.get(name) ?? new Set()).add(path[Number(depth)] as number));
  }
  return { states, steps, fails };
}

/** Is there a state from which no state can be reached in which one of these assertions fails? */
export function losesSight({ states, steps, fails }: SpinGraph, assertions: readonly string[]): boolean {
  const before = new Map<number, number[]>();
  for (const [from, to] of steps) before.set(to, [...(before.get(to) ?? []), from]);
  // A set walks over what is added to it on the way.
  const seen = new Set(assertions.flatMap((name) => [...(fails.get(name) ?? [])]));
  for (const state of seen) for (const earlier of before.get(state) ?? []) seen.add(earlier);
  return seen.size < states;
}
