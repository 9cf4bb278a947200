// SPDX-License-Identifier: MIT
/** Works the point of a saved counterexample out again, and says whether it still breaks the property. */
import type { SpaceInstance, SpaceProperty } from '../model/space.ts';
import type { StepEvent } from '../model/types.ts';
import { explain, pointOf } from './point.ts';
import type { Explained } from './point.ts';

export interface PointReplay {
  /** When the violation is not there: what is there instead. */
  readonly instead: string | undefined;
  readonly explained: Explained;
}
/** What a counterexample's file says of its violation. */
interface Claim {
  readonly kind: string;
  readonly step: string;
  readonly schedule: readonly StepEvent[];
}

/** Throws a ScheduleError where the schedule names no point. */
export function replayPoint(instance: SpaceInstance, property: SpaceProperty, claim: Claim): PointReplay {
  const explained = explain(instance, property, pointOf(instance.space, claim.schedule));
  return { instead: whyNot(property, claim, explained), explained };
}

function whyNot({ name, kind, by }: SpaceProperty, claim: Claim, found: Explained): string | undefined {
  if (kind !== 'always') return `${name} is violated by what no point has: there is nothing to work out`;
  if (claim.kind !== 'false')
    return `${name} is an 'always', whose violations are of kind 'false', not '${claim.kind}'`;
  if (!found.possible) return 'there is no such point any more';
  if (found.holds) return `${name} holds at this point`;
  return found.way === claim.step ? undefined : `${by} is ${found.way}, not ${claim.step}`;
}

/** For the readers of a counterexample's file: the values, and the formulas they come from. */
export const pointSteps = ({ parameters, derived }: Explained): object => ({
  parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
  derived: derived.map(({ name, value, formula: { says, at } }) => ({
    name,
    value,
    says,
    ...(at && { at }),
  })),
});
