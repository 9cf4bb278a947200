// SPDX-License-Identifier: MIT
/** The report of one checked instance: what was covered, each property's verdict, steps never reached. */
import type { Outcome, PropertyResult } from '../engine/outcome.ts';
import { fairnessText } from '../model/fairness.ts';
import type { AnyProperty } from '../model/types.ts';
import { firstsText } from './firsts.ts';
import { item, noteLines, paragraph, plural, count, WIDTH, wrap } from './text.ts';
import { sentence, wordsOf } from './words.ts';

export interface Checked {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: string;
  readonly seconds: number;
  readonly outcome: Outcome<AnyProperty>;
  /** Why it ended before its end: an option, or `interrupt`. */
  readonly stop?: string;
  /** Why traces of what is violated were not worked out, each. */
  readonly untold?: readonly string[];
  /** What is worth a line beside the verdicts. */
  readonly notes?: readonly string[];
}

/** A verdict beside the name that it is of, under itself where it is long. */
function beside(name: string, text: string, widest: number): string {
  const at = widest + 4;
  const lines = wrap(text, Math.max(WIDTH - at, 24));
  return `  ${name.padEnd(widest)}  ${lines.join(`\n${' '.repeat(at)}`)}`;
}

export function checkReport({
  model,
  design,
  configuration,
  bound,
  seconds,
  outcome,
  stop,
  untold = [],
  notes = [],
}: Checked): string {
  const widest = Math.max(...outcome.results.map((r) => r.property.name.length));
  return [
    paragraph(`${model}: design ${design}, configuration ${configuration}, bound ${bound}`),
    `${counts(outcome)} sec=${seconds.toFixed(2)}`,
    paragraph(coveredText(outcome, stop)),
    ...reduced(outcome),
    ...outcome.results.map((r) => beside(r.property.name, verdict(r, outcome), widest)),
    ...neverReached(outcome),
    ...noteLines(notes),
    ...[...new Set(untold)].map((why) =>
      item(
        `${plural(untold.filter((w) => w === why).length, 'trace')} not worked out: ${WHY_NOT[why] ?? why}`,
      ),
    ),
    '',
  ].join('\n');
}

const WHY_NOT: Readonly<Record<string, string>> = {
  interrupt: 'interrupted',
  '--max-time': '--max-time was reached',
  '--max-memory': '--max-memory was reached',
  memory: 'no more memory is to be had',
};

/** How far it got, and what ended it before its end. */
export const coveredText = (outcome: Outcome<AnyProperty>, stop?: string): string =>
  covered(outcome) + ended(stop, outcome);

/** src/explore/visited.ts */
const FULL =
  ' The memory that a search can use is full: 4 GiB with Node 20, 16 GiB with 22 and newer. More fit with --compact.';

function ended(stop: string | undefined, { complete }: Outcome<AnyProperty>): string {
  if (stop === undefined) return '';
  if (stop === 'full') return FULL;
  const why =
    stop === 'memory'
      ? ' No more memory is to be had here.'
      : stop === '--first'
        ? ' --first: a violation was found.'
        : /^(--|max[A-Z])/.test(stop)
          ? ` ${stop} was reached.`
          : '';
  return complete ? ` What follows from them was not worked out to the end:${why || ' interrupted.'}` : why;
}

function counts({ states, transitions, depth, excluded }: Outcome<AnyProperty>): string {
  if (excluded !== undefined) return `points=${states} excluded=${excluded}`;
  return `states=${states} transitions=${transitions} depth=${depth}`;
}

function covered(outcome: Outcome<AnyProperty>): string {
  const { complete, states, queue, faulted, excluded } = outcome;
  if (!complete && excluded !== undefined)
    return `Stopped: ${plural(states, 'point')} looked at, ${plural(queue, 'combination')} left. Nothing is known of the rest.`;
  if (!complete)
    return `Stopped: ${count(states - queue)} of ${plural(states, 'state')} found so far were expanded. Nothing is known of the rest.`;
  return `${sentence(wordsOf(outcome).all)}${resting(outcome) === '' ? '' : ', or one that stands for it'}${faulted ? '; nothing after a fault is looked at' : ''}.`;
}

/** What a reduction left out, and so what the counts and traces are not. */
function reduced({ reduction, unasked }: Outcome<AnyProperty>): string[] {
  if (!reduction) return [];
  const { applied, alike, off, firsts } = reduction;
  const lines = [
    ...(applied.length > 0 ? [`Reduced: ${both(applied)}. Fewer states stand for all.`] : []),
    ...(alike.length > 0 ? [`Taken as one, whichever is which: ${alike.join('; ')}.`] : []),
    ...(applied.includes('local steps first')
      ? [
          'A trace need not be a shortest one; a deadlock or a lost possibility may be told in fewer ways than it has.',
        ]
      : []),
  ];
  return [
    ...(lines.length > 0 ? [paragraph(lines.join(' '))] : []),
    ...(firsts ? [paragraph(firstsText(firsts))] : []),
    ...off.map((why) => paragraph(`Not reduced by ${why}.`)),
    ...(unasked ? [paragraph(askedAlone(unasked))] : []),
  ];
}

/** With commas, and the last with `and`. */
const both = (names: readonly string[]) =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');

function askedAlone(others: readonly string[]): string {
  const rest =
    others.length === 0
      ? 'No other property is asked'
      : `Of ${plural(others.length, 'other property', 'other properties')} nothing is known`;
  return `${rest}, nor of a fault, a deadlock or a mistake in the model that the search does not meet on its way, nor of steps that nobody takes.`;
}

/** What a verdict rests on beside the states that were searched. */
const resting = ({ reduction }: Outcome<AnyProperty>) =>
  reduction && reduction.applied.length > 0 ? `, with ${both(reduction.applied)}` : '';

/** The verdict in words; of progress, under which fairness. */
export function verdict(result: PropertyResult<AnyProperty>, outcome: Outcome<AnyProperty>): string {
  const { property } = result;
  const said = answer(result, outcome);
  return property.kind === 'eventually' ? `${said} (${fairnessText(property.fairness)})` : said;
}

function answer(
  { property, verdict: v, violations }: PropertyResult<AnyProperty>,
  outcome: Outcome<AnyProperty>,
): string {
  if (v === 'unknown') return 'unknown';
  // What was met once was met, whatever else faults.
  if (v === 'holds')
    return property.kind === 'sometimes'
      ? 'holds'
      : `holds${outcome.faulted ? ' on the fault-free part' : ''}${resting(outcome)}`;
  if (violations.every((x) => x.kind === 'never'))
    return `violated: never met by any ${wordsOf(outcome).one}${resting(outcome)}`;
  return `violated, ${plural(violations.length, 'way')}`;
}

/** Steps or values named in the report; --json has them all. */
const NAMED = 6;

function neverReached({ never, complete, excluded }: Outcome<AnyProperty>): string[] {
  if (never.length === 0 || !complete) return [];
  const named = never.slice(0, NAMED).join(', ');
  const more = never.length > NAMED ? ` and ${never.length - NAMED} more (--json names them)` : '';
  const what =
    excluded === undefined
      ? `${plural(never.length, 'step')} that no interleaving takes`
      : `${plural(never.length, 'value')} that no point has`;
  return [item(`${what}: ${named}${more}`)];
}
