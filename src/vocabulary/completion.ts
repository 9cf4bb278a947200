// SPDX-License-Identifier: MIT
/**
 * struct completion (kernel/sched/completion.c, v5.3): complete() adds one to x->done and wakes one waiter,
 * complete_all() makes it UINT_MAX for good, wait_for_completion() sleeps while it is 0 and takes one off again.
 * Spread into a step: `t.on({ ...place, ...waitsForCompletion('done') }, { ...completed('done'), target })`.
 */
import { word } from '../model/code.ts';
import { bool, int, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import type { Effect, Stmt } from '../model/statement.ts';
import { might_sleep } from './might-sleep.ts';

const fields = (most: number) => ({
  /** x->done */
  done: int(0, most),
  /** x->done is UINT_MAX. */
  all: bool,
});
/** `most`: how many complete() there may be that nobody has waited for yet. */
export const completion = (most: number) => record(fields(most));
export type Completion = Values<ReturnType<typeof fields>>;

type Holding<X extends string> = { [x in X]: Completion };

/** init_completion(), reinit_completion(): x->done = 0. */
export const reinits = <X extends string>(x: X) => ({
  effect: (k: Holding<X>) => {
    k[x].done = 0;
    k[x].all = false;
  },
});
/** complete(). */
export const completes = <X extends string>(x: X) => ({
  effect: (k: Holding<X>) => {
    if (!k[x].all) k[x].done++;
  },
});
/** complete_all(): whoever waits, now or later, goes on until reinit_completion(). */
export const completesAll = <X extends string>(x: X) => ({
  effect: (k: Holding<X>) => {
    k[x].done = 0;
    k[x].all = true;
  },
});
/** wait_for_completion(). */
export const completed = <X extends string>(x: X) => ({
  guard: (k: Holding<X>) => k[x].all || k[x].done > 0,
  effect: (k: Holding<X>) => {
    if (!k[x].all) k[x].done--;
  },
});
/** `by`: the thread that completes it, where there is one alone: a cycle through it is a deadlock. */
export const waitsForCompletion = <X extends string>(x: X, by?: string) => ({
  primitive: 'completion',
  lock: x,
  waitsFor: () => (by === undefined ? [] : [by]),
});

const statement =
  (call: string, effect: <X extends string>(x: X) => { readonly effect: Effect<Holding<X>, unknown> }) =>
  <const X extends string>(name: string, x: X, says = `${call}(&${x})`): Stmt<Holding<X>> =>
    word(name, { says, primitive: 'completion' }, { does: effect(x).effect });
export const complete = statement('complete', completes);
export const complete_all = statement('complete_all', completesAll);
export const reinit_completion = statement('reinit_completion', reinits);
/** `by`: as for {@link waitsForCompletion}. */
export const wait_for_completion = <const X extends string>(
  name: string,
  x: X,
  { by, says = `wait_for_completion(&${x})` }: { readonly by?: string; readonly says?: string } = {},
): Stmt<Holding<X>> =>
  word(name, { says, ...waitsForCompletion(x, by) }, might_sleep, {
    when: completed(x).guard,
    does: completed(x).effect,
  });
