// SPDX-License-Identifier: MIT
/**
 * How an instance is built once more, with nothing in its code that earlier runs have left there: from its model's twin,
 * the same file loaded a second time. Kept by the machine, or the space: who gives an instance another one, as a mutant
 * has, has no other build of it.
 */
import type { AnyStateMachine } from 'xstate';
import { isSpace } from './space.ts';
import type { Space, SpaceInstance } from './space.ts';
import type { AnyInstance, AnyModel, Instance } from './types.ts';

/** An instance as it was built first, and how to have another. */
export interface Again<I extends AnyInstance> {
  readonly first: I;
  readonly build: () => I;
}

const ways = new WeakMap<object, Again<AnyInstance>>();
export const keepBuild = (again: Again<AnyInstance>): void =>
  void ways.set(isSpace(again.first) ? again.first.space : again.first.machine, again);

export function againOf(of: AnyStateMachine): Again<Instance> | undefined;
export function againOf(of: Space): Again<SpaceInstance> | undefined;
export function againOf(of: object): Again<AnyInstance> | undefined {
  return ways.get(of);
}

const twins = new WeakMap<AnyModel, AnyModel>();
/** Another that is built by the same code: what this one keeps outside of build(), it does not share. */
export const keepTwin = (model: AnyModel, twin: AnyModel): void => void twins.set(model, twin);
/** Has a model for its own twin while something runs: nothing of that is left to whoever asks the model next. */
export function ownTwin<T>(model: AnyModel, run: () => T): T {
  if (twins.has(model)) return run();
  twins.set(model, model);
  try {
    return run();
  } finally {
    twins.delete(model);
  }
}
export const twinOf = (model: AnyModel): AnyModel | undefined => twins.get(model);

/** The first thing in which two builds differ: each is a list of what it has, in words. */
export function difference(first: readonly string[], again: readonly string[]): string | undefined {
  const longer = first.length > again.length ? first : again;
  const at = longer.findIndex((_, i) => first[i] !== again[i]);
  if (at < 0) return undefined;
  const [one, other] = [first[at], again[at]].map((line) => line ?? 'nothing more');
  return `build() is no function of what it is given: it gave ${one} first and ${other} when called again`;
}
