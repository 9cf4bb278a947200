// SPDX-License-Identifier: MIT
/** What is said beside a cause: what else it breaks, and which causes are not told. */
import type { Told } from '../counterexample/told.ts';
import type { Violation } from '../engine/outcome.ts';
import { plural } from './text.ts';

/** A line or two each, under the argument. */
export function alsoBroken({ closers, breaks, unmet, orders }: Told): string[] {
  const ways = closers.map(({ step, schedule }) => `${step} (${plural(schedule.length, 'step')})`);
  return [
    ...(ways.length > 0 ? [`Closed as well by ${ways.join(', ')}.`] : []),
    ...(breaks.length > 0 ? [`Breaks as well, since no run gets past it: ${breaks.join(', ')}.`] : []),
    ...(unmet.length > 0 ? [`Never met, since every run ends there: ${unmet.join(', ')}.`] : []),
    ...orders.map(({ kind, classes }) =>
      kind === 'recursive'
        ? `lock-order reports it too: ${classes.join(', ')} taken while held.`
        : `lock-order reports it too: ${[...classes, classes[0]].join(' -> ')}.`,
    ),
  ];
}

/** One line for a cause that is not told. */
export const untold = ({ result, violation }: Told): string =>
  `${result.property.name}${at(violation)}, ${plural(violation.schedule.length, 'step')}`;

const at = ({ step }: Violation): string => (step === '' ? '' : ` at ${step}`);
