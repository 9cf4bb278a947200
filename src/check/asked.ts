// SPDX-License-Identifier: MIT
/** Which properties are asked of an instance, and the answers to those alone. */
import type { Outcome } from '../engine/outcome.ts';
import type { AnyProperty } from '../model/types.ts';
import { KEPT } from '../model/unnamed-faults.ts';

/** Whether a property is asked. A fault that no property names is always: what it would hide, nobody asked to hide. */
export const isAsked = (
  wanted: readonly string[] | undefined,
  { name }: { readonly name: string },
): boolean => wanted === undefined || wanted.includes(name) || KEPT.includes(name);

/** The answers to what is asked. The search that they were read off is the same. */
export const answers = (
  wanted: readonly string[] | undefined,
  outcome: Outcome<AnyProperty>,
): Outcome<AnyProperty> => ({
  ...outcome,
  results: outcome.results.filter((r) => isAsked(wanted, r.property)),
});
