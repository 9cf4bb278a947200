// SPDX-License-Identifier: MIT
/** What is checked, and what is known once it was: an instance that was chosen, its search and the outcome. */
import type { Outcome, PropertyResult, Violation } from '../engine/outcome.ts';
import type { Search } from '../explore/search.ts';
import type { Chosen } from '../model/instance.ts';
import { isLockOrder } from '../model/lock-order.ts';
import type { AnyInstance, AnyProperty, Instance } from '../model/types.ts';
import type { Reason } from '../watch/watch.ts';
import type { AnySearch } from './kinds.ts';

/** One instance of a model: a machine's, unless said otherwise. */
export interface Selection<I extends AnyInstance = Instance> extends Chosen<I> {
  /** The properties that are asked. Default: all. */
  readonly properties?: readonly string[];
}
/** Why a search ended before its end: an option, what it can address at all, or the user. */
export type Stop = Reason | '--max-states' | '--first' | 'full';

export interface Checked<S extends AnySearch = Search> extends Selection<S['instance']> {
  readonly outcome: Outcome<S['instance']['properties'][number]>;
  /** What it took, verdicts included. */
  readonly seconds: number;
  /** Why it ended before its end. */
  readonly stop?: Stop;
  readonly search: S;
  /** What is worth a line beside the verdicts. */
  readonly notes?: readonly string[];
  /** The checkpoint that was asked for could not be written. */
  readonly unwritten?: boolean;
}
export type AnySelection = Selection<AnyInstance>;
/** `search`: none where it ended before there was one. */
export type AnyChecked = Omit<Checked<AnySearch>, 'search'> & { readonly search?: AnySearch };

/** The violations that have a trace of their own: what is never met has none, an order of locks has several. */
export const tracesOf = ({ property, violations }: PropertyResult<AnyProperty>): readonly Violation[] =>
  isLockOrder(property) ? [] : violations.filter((v) => v.kind !== 'never');

/** The violations that have a trace, shortest first. */
export const traced = (
  found: Outcome<AnyProperty>,
): readonly (readonly [PropertyResult<AnyProperty>, Violation])[] =>
  found.results
    .flatMap((r) => tracesOf(r).map((v) => [r, v] as const))
    .toSorted((a, b) => a[1].schedule.length - b[1].schedule.length);

/** The shortest violation of the first property that is violated, in the order of the model. */
export function firstTraced(
  found: Outcome<AnyProperty>,
): readonly [PropertyResult<AnyProperty>, Violation] | undefined {
  const result = found.results.find((r) => tracesOf(r).length > 0);
  const [shortest] = result?.violations ?? [];
  return result && shortest && [result, shortest];
}
