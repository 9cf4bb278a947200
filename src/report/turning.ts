// SPDX-License-Identifier: MIT
/** Where a run took its turn, in words: the last harmless state, and the two steps whose order decides. docs/repairs.md. */
import type { Ending } from '../counterexample/ending.ts';
import type { Trace } from '../counterexample/trace.ts';
import type { Property } from '../model/types.ts';
import type { Pair, Turning } from '../repair/turning.ts';
import type { Quote } from './quoted.ts';

export interface Turned {
  readonly turning: Turning;
  readonly property: Property;
  readonly trace: Trace;
  readonly ending: Ending | undefined;
  readonly quote: Quote;
}

/** The steps that the sentences speak of, where they speak of more than the last. */
export function turningSteps(
  { turn, pair }: Turning,
  { steps }: Trace,
  ending: Ending | undefined,
): number[] {
  const own = turn >= 0 && (ending || turn < steps.length - 1) ? [turn] : [];
  const two = pair ? [pair.first, ...(typeof pair.second === 'number' ? [pair.second] : [])] : [];
  return [...new Set([...own, ...two])].toSorted((a, b) => a - b);
}

export function turningSentences(of: Turned): string[] {
  const { turning, property, trace, ending } = of;
  const { turn, otherwise, pair } = turning;
  const last = trace.steps.length - 1;
  const isGoal = property.kind === 'eventually' || property.kind === 'alwaysPossible';
  const words = isGoal ? GOAL : RUN;
  if (turn < 0) return [words.never];
  if (turn > last) return [words.always];
  // What is lost is lost by the last step: that is what is told already.
  const until = property.kind === 'alwaysPossible' ? [] : [`Until that last step ${words.avoided}.`];
  const after = [`The last harmless state is that before ${did(of, turn)}: ${words.after}.`];
  return [
    ...(turn < last || ending ? after : until),
    ...(otherwise.length === 0 ? [] : [`With ${otherwise.join(' or ')} there ${words.avoided}.`]),
    ...(pair ? [pairSentence(of, pair, words)] : []),
  ];
}

/** Of something that must not be. */
const RUN = {
  never: 'It takes no race: every run comes to this.',
  always: 'It can still be avoided at its end.',
  after: 'after it every run comes to this',
  avoided: 'it could be avoided',
};
/** Of something that should come true. */
const GOAL = {
  never: 'From the start on it cannot come true.',
  always: 'At each step of it it could still come true; it only never does.',
  after: 'after it that cannot come true any more',
  avoided: 'it could still come true',
};

const did = ({ trace: { steps }, quote }: Turned, i: number): string => {
  const { thread, event } = steps[i] as Trace['steps'][number];
  const choice = event.choice === undefined ? '' : `, with ${event.choice}`;
  return `${thread} does ${quote(i)}${choice}`;
};

function pairSentence({ trace, quote }: Turned, { first, second, gone }: Pair, words: typeof RUN): string {
  const a = trace.steps[first];
  const b = typeof second === 'number' ? trace.steps[second] : second;
  const done = typeof second === 'number' ? quote(second) : `"${second.says}"`;
  // Which two steps decide is no advice: readers took it for a fix.
  const then = gone
    ? 'no run from there would come to this; whether that order is a fix, `mhpcheck why` asks'
    : words.avoided;
  return `Had ${b?.thread} done ${done} before ${a?.thread} did ${quote(first)}, ${then}.`;
}
