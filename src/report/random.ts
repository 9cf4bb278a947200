// SPDX-License-Identifier: MIT
/** What random schedules covered, and what that is worth. */
import type { RandomResult } from '../interleave/random.ts';
import { byAll, withChoices } from '../interleave/strategy.ts';
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
  const { runs, states, longest, seed, found } = result;
  const covered = `${plural(runs, 'run')} of at most ${plural(longest, 'step')}, ${plural(states, 'distinct state')} seen; seed ${seed}, ${strategy}.`;
  return [
    paragraph(`${model}: design ${design}, configuration ${configuration}, bound ${bound}, random schedules`),
    paragraph(result.stopped ? `Stopped after ${covered}` : covered),
    paragraph(found ? foundText(found, runs, result.stopped) : `${CLEAN}${promise(strategy, result)}`),
    ...(notAsked.length > 0
      ? [paragraph(`Not asked: ${notAsked.join(', ')}. That takes a full search to see.`)]
      : []),
    ...(found
      ? [`Schedule: ${found.schedule.length === 0 ? 'no step' : found.schedule}`, `Again: ${command}`]
      : []),
    '',
  ].join('\n');
}

const CLEAN =
  'Unknown: none of these runs breaks a property. That is no proof: other interleavings were not tried.';

function foundText(
  { broken, shrinks }: NonNullable<RandomResult['found']>,
  runs: number,
  stopped: boolean,
): string {
  const where = broken.step === '' ? 'in the initial state' : `at ${broken.step}`;
  const shrunk = `shrunk ${plural(shrinks, 'time')}${stopped ? ' before the stop' : ''}`;
  return `Violated: ${broken.property.name} ${where}, found in run ${count(runs)} and ${shrunk}.`;
}

/** What PCT promises of runs in which nothing was found, or why it promises nothing. */
function promise(strategy: string, { pct, runs }: RandomResult): string {
  if (strategy === 'uniform') return '';
  if (!pct) return ' PCT promises nothing here: a run was cut, and its bound is for threads that end.';
  const { depth, steps, ways } = pct;
  const least = (needed: number) => {
    const p = withChoices(pct, needed);
    return [p.toExponential(1), byAll(p, runs).toPrecision(2)] as const;
  };
  const [one, all] = least(0);
  const bound = ` PCT's bound: a bug of depth ${depth} that shows within ${plural(steps, 'step')} is found by one run with probability at least ${one}, by all of them with ${all}`;
  if (ways === 1) return `${bound}.`;
  const needs = (n: number) => `${least(n)[0]} and ${least(n)[1]}`;
  return `${bound}, if it needs no choice to fall in a certain way. Choices are drawn, of up to ${ways}: if it needs one, ${needs(1)}; two, ${needs(2)}; and so on.`;
}
