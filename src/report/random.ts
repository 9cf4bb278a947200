// SPDX-License-Identifier: MIT
/** What random schedules covered, and what that is worth. */
import type { RandomResult } from '../interleave/random.ts';
import { count, paragraph, plural } from './text.ts';

export interface RandomShown {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: string;
  readonly strategy: string;
  readonly result: RandomResult;
  readonly command: string;
  /** Progress properties, which no finite schedule can break. */
  readonly notAsked?: readonly string[];
}

export function randomReport({
  model,
  design,
  configuration,
  bound,
  strategy,
  result,
  command,
  notAsked = [],
}: RandomShown): string {
  const { runs, states, longest, seed, found, leastProbability: least } = result;
  const covered = `${plural(runs, 'run')} of at most ${plural(longest, 'step')}, ${plural(states, 'distinct state')} seen; seed ${seed}, ${strategy}.`;
  const said = found
    ? `Violated: ${found.broken.property.name} at ${found.broken.step}, found in run ${count(runs)} and shrunk ${plural(found.shrinks, 'time')}.`
    : 'Unknown: none of these runs breaks a property. That is no proof: other interleavings were not tried.';
  const guarantee =
    found || least === undefined
      ? ''
      : ` PCT's bound: a bug of the depth asked for is found by one run with probability at least ${least.toExponential(1)}, by all of them with ${byAll(least, runs)}.`;
  return [
    paragraph(`${model}: design ${design}, configuration ${configuration}, bound ${bound}, random schedules`),
    paragraph(covered),
    paragraph(said + guarantee),
    ...(notAsked.length > 0
      ? [paragraph(`Not asked: ${notAsked.join(', ')}. What never comes takes a full search to see.`)]
      : []),
    ...(found ? [`Schedule: ${found.schedule}`, `Again: ${command}`] : []),
    '',
  ].join('\n');
}

/** 1 - (1 - p)^n */
const byAll = (least: number, runs: number): string => (1 - (1 - least) ** runs).toPrecision(2);
