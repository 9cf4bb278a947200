// SPDX-License-Identifier: MIT
/** Which thread may go alone from a state, the others waiting: worked out elsewhere (src/reduce), written as code here. */
import type { Slot } from './layout.ts';
import type { Tree } from './tree.ts';

/** Tests of a plan, by number, all of which must be true; undefined: never. */
export type Tests = readonly number[] | undefined;
export interface Plan {
  /** By thread, then position: a tree over the state that ends in the tests to be made. */
  readonly alone: readonly (readonly (Tree<Tests> | undefined)[])[];
  readonly tests: readonly Tree<boolean>[];
}

/** How a writer puts things. */
export interface Style {
  /** The words of a state, as the functions it writes take them. */
  readonly args: string;
  readonly tree: <L>(tree: Tree<L>, leaf: (leaf: L) => string) => string;
  readonly field: (slot: Slot) => string;
  /** For each thread, where its position is packed. */
  readonly pcs: readonly Slot[];
  /** For each thread, the positions at which it may wait for another. */
  readonly waiting: readonly (readonly number[])[];
}

/**
 * `alone` says which thread may go alone, or -1; `by` takes the steps of one thread; `waits` notes who waits for whom
 * where they are not taken, so that a cycle of waiting threads is seen in every state.
 */
export function planFunctions(plan: Plan, style: Style): string {
  const { args, tree, field, pcs, waiting } = style;
  const tests = plan.tests.map(
    (t, i) => `function test${i}(${args}) { ${tree(t, (yes) => `return ${yes};`)} }`,
  );
  const all = (numbers: Tests) => {
    if (!numbers) return 'return false;';
    return `return ${numbers.map((i) => `test${i}(${args})`).join(' && ') || 'true'};`;
  };
  const mays = pcs.map((slot, thread) => {
    const cases = [...slot.codes].flatMap(([position, code]) => {
      const may = plan.alone[thread]?.[position];
      return may ? [`case ${code}: { ${tree(may, all)} }`] : [];
    });
    return `function may${thread}(${args}) { switch (${field(slot)}) { ${cases.join(' ')} } return false; }`;
  });
  const looks = pcs.flatMap((slot, thread) => {
    const cases = (waiting[thread] ?? []).flatMap((position) => {
      const code = slot.codes.get(position);
      return code === undefined ? [] : [`case ${code}: thread${thread}(${args}, sp);`];
    });
    return cases.length === 0 ? [] : [`switch (${field(slot)}) { ${cases.join(' ')} }`];
  });
  return `${tests.join('\n')}
${mays.join('\n')}
function alone(${args}) { ${pcs.map((_, t) => `if (may${t}(${args})) return ${t};`).join(' ')} return -1; }
function by(thread, ${args}, sp) {
  switch (thread) { ${pcs.map((_, t) => `case ${t}: return thread${t}(${args}, sp);`).join(' ')} }
}
function waits(${args}, sp) { ${looks.join('\n')} }`;
}
