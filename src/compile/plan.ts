// SPDX-License-Identifier: MIT
/** Which thread may go alone from a state, the others waiting: worked out elsewhere (src/reduce), written as code here. */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { WORD } from '../wasm/module.ts';
import type { Module } from '../wasm/module.ts';
import { isOneOf, switchOn } from './choices.ts';
import type { Slot } from './layout.ts';
import type { Source } from './recorder.ts';
import { leafAt } from './tree.ts';
import type { Tree } from './tree.ts';

/** Tests of a plan, by number, all of which must be true; undefined: never. */
export type Tests = readonly number[] | undefined;
export interface Plan {
  /** By thread, then position: a tree over the state that ends in the tests to be made. */
  readonly alone: readonly (readonly (Tree<Tests> | undefined)[])[];
  readonly tests: readonly Tree<boolean>[];
  /** Where the thread that goes alone can do but one thing it is done at once: no state between is kept. */
  readonly merges: boolean;
}
/** So many steps that go alone are taken at once: any number will do. */
export const MOST_MERGED = 1000;

/** The thread that may go alone from a state, if one may: what the code says, for who follows one schedule. */
export function goesAlone(plan: Plan, pcs: readonly number[], source: Source): number | undefined {
  const all = (tests: Tests) => tests?.every((i) => leafAt(plan.tests[i] as Tree<boolean>, source));
  const found = pcs.findIndex((pc, thread) => {
    const may = plan.alone[thread]?.[source(pc)];
    return may !== undefined && all(leafAt(may, source)) === true;
  });
  return found < 0 ? undefined : found;
}
/** What a writer has already written, and how it writes on. */
export interface Writing {
  /** Adds a function of the state at hand and `more` words, and gives its number. */
  readonly add: (name: string, more: number, results: 0 | 1, code: Code) => number;
  readonly module: Module;
  /** Calls a function of the state at hand, from another one. */
  readonly call: (fn: number, ...more: Code[]) => Code;
  readonly tree: <L>(tree: Tree<L>, leaf: (leaf: L) => Code) => Code;
  /** For each thread, the function that takes its steps: it takes and returns where successors go. */
  readonly threads: readonly number[];
  /** For each thread, where its position is packed. */
  readonly pcs: readonly Slot[];
  /** For each thread, the positions at which it may wait for another. */
  readonly waiting: readonly (readonly number[])[];
  /** The local after the words of the state at hand. */
  readonly more: number;
}
export interface Planned {
  /** Which thread may go alone, or -1. */
  readonly alone: number;
  /** Takes the steps of one thread, by number, and puts the successors where its last parameter says. */
  readonly by: number;
  /** Takes steps that go alone from the state at an address, in its place, as long as each is the one thing to be done. */
  readonly merge?: number | undefined;
  /** Notes who waits for whom where steps are not taken, so that a cycle of waiting threads is seen in every state. */
  readonly waits: number;
}

export function planFunctions(plan: Plan, writing: Writing): Planned {
  const { add, call, tree, threads, pcs, waiting, more } = writing;
  const tests = plan.tests.map((t, i) =>
    add(
      `test${i}`,
      0,
      1,
      tree(t, (yes) => w.ret(w.i32(yes ? 1 : 0))),
    ),
  );
  const all = (numbers: Tests): Code => {
    if (!numbers) return w.ret(w.i32(0));
    const test = (i: number) => call(tests[i] as number);
    return w.ret(numbers.reduceRight((rest, i) => w.choose(test(i), rest, w.i32(0)), w.i32(1)));
  };
  const mays = pcs.map((slot, thread) => {
    const cases = [...slot.codes].flatMap(([position, code]) => {
      const may = plan.alone[thread]?.[position];
      return may ? [[code, tree(may, all)] as const] : [];
    });
    return add(`may${thread}`, 0, 1, switchOn(slot, cases, w.ret(w.i32(0))));
  });
  const looks = pcs.map((slot, thread) => {
    const codes = (waiting[thread] ?? []).flatMap((position) => slot.codes.get(position) ?? []);
    const look = w.drop(call(threads[thread] as number, w.get(more)));
    return codes.length === 0 ? '' : w.when(isOneOf(slot, codes), look);
  });
  const first = mays.map((may, t) => w.when(call(may), w.ret(w.i32(t))));
  const one = threads.map((fn, t) => w.when(w.eq(w.get(more), w.i32(t)), w.ret(call(fn, w.get(more + 1)))));
  const alone = add('alone', 0, 1, first.join('') + w.i32(-1));
  const by = add('by', 2, 1, one.join('') + w.never);
  const waits = add('waits', 1, 0, looks.join(''));
  return {
    alone,
    by,
    waits,
    merge: plan.merges
      ? writing.module.add('merge', 2, 0, more + 1, mergeCode(more - 1, { alone, by }))
      : undefined,
  };
}

/** Of a function of a state's address (0) and of one where there is room for all that a thread can do (1). */
function mergeCode(words: number, { alone, by }: Pick<Planned, 'alone' | 'by'>): Code {
  const [state, room, at, left, thread] = [0, 1, 2, 2 + words, 3 + words];
  const cells = w.each(words, (i) => w.get(at + i));
  const stride = (words + 1) * WORD;
  const turn =
    w.each(words, (i) => w.set(at + i, w.load(w.get(state), i * WORD))) +
    w.set(thread, w.call(alone, w.get(state), cells)) +
    w.when(w.less(w.get(thread), w.i32(0)), w.ret()) +
    w.set(left, w.sub(w.get(left), w.i32(1))) +
    w.when(
      w.ne(w.sub(w.call(by, w.get(state), cells, w.get(thread), w.get(room)), w.get(room)), w.i32(stride)),
      w.ret(),
    ) +
    w.each(words, (i) => w.store(w.get(state), w.load(w.get(room), i * WORD), i * WORD));
  return w.set(left, w.i32(MOST_MERGED)) + w.whilst(w.get(left), turn);
}
