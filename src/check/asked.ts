// SPDX-License-Identifier: MIT
/** Which properties are asked of an instance, and the answers to those alone. */
import type { Outcome } from '../engine/outcome.ts';
import type { AnyProperty } from '../model/types.ts';
import { KEPT } from '../model/unnamed-faults.ts';
import type { ReductionName } from '../reduce/reduce.ts';

/** Whether a property is asked. A fault that no property names is always: what it would hide, nobody asked to hide. */
export const isAsked = (
  wanted: readonly string[] | undefined,
  { name }: { readonly name: string },
): boolean => wanted === undefined || wanted.includes(name) || KEPT.includes(name);

/**
 * The same where a reduction is to know what is asked: then that is asked alone, and of nothing else is anything known,
 * no fault and no deadlock. Undefined: everything is asked, whatever is shown of it.
 */
export const askedAlone = (
  wanted: readonly string[] | undefined,
  reduce: ReductionName = 'none',
): ((property: { readonly name: string }) => boolean) | undefined =>
  wanted === undefined || reduce === 'none' ? undefined : ({ name }) => wanted.includes(name);

/** The answers to what is asked. The search that they were read off is the same. */
export const answers = (
  isWanted: (property: AnyProperty) => boolean,
  outcome: Outcome<AnyProperty>,
): Outcome<AnyProperty> => ({ ...outcome, results: outcome.results.filter((r) => isWanted(r.property)) });
