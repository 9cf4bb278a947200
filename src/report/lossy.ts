// SPDX-License-Identifier: MIT
/** What a search with a forgetful set covered, and what that is worth. */
import { count, item, paragraph, plural } from './text.ts';

export interface LossyShown {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: string;
  readonly search: 'bitstate' | 'compact';
  readonly seed: number;
  /** Bytes of the set. */
  readonly size: string;
  readonly used: number;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States found and not expanded. */
  readonly queue: number;
  readonly seconds: number;
  readonly expectedMissed: number;
  readonly shareMissed: number;
  readonly stop?: string;
  readonly found?: { readonly property: string; readonly step: string };
  readonly met: readonly string[];
  readonly notMet: readonly string[];
  readonly notAsked: readonly string[];
}

export function lossyReport(shown: LossyShown): string {
  const { model, design, configuration, bound, search, seed, states, transitions, depth, seconds } = shown;
  const { found, met, notMet, notAsked } = shown;
  const lists = [
    ['Met', met],
    ['Not met by these states', notMet],
    ['Not asked, as it takes a search that keeps its states', notAsked],
  ] as const;
  return [
    paragraph(
      `${model}: design ${design}, configuration ${configuration}, bound ${bound}, ${search} search, seed ${seed}`,
    ),
    `states=${states} transitions=${transitions} depth=${depth} sec=${seconds.toFixed(2)}`,
    paragraph(
      found ? `Violated: ${found.property} at ${found.step || 'the initial state'}.` : unknown(shown),
    ),
    ...lists.flatMap(([what, names]) => (names.length > 0 ? [item(`${what}: ${names.join(', ')}`)] : [])),
    '',
  ].join('\n');
}

function unknown({
  states,
  queue,
  stop,
  search,
  size,
  used,
  expectedMissed,
  shareMissed,
}: LossyShown): string {
  const left = stop === undefined ? '' : ` ${why(stop)}; not expanded: ${plural(queue, 'state')}.`;
  const set = search === 'bitstate' ? `bits set of ${size}` : `slots taken of ${size}`;
  const missed =
    expectedMissed < 0.005
      ? `fewer than 0.01 (${expectedMissed.toExponential(1)})`
      : expectedMissed < 100
        ? expectedMissed.toPrecision(2)
        : count(Math.round(expectedMissed));
  return `Unknown: none of ${plural(states, 'state')} breaks a property.${left} That is no proof: new states may have been taken for known ones, ${missed} of them by estimate, a share of ${shareMissed.toExponential(1)} (${(used * 100).toPrecision(2)}% ${set}). States that only those lead to are not in this number.`;
}

const why = (stop: string) =>
  stop === 'interrupt'
    ? 'Stopped'
    : stop === 'full'
      ? 'Stopped, the table is full'
      : `Stopped, ${stop} was reached`;
