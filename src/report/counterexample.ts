// SPDX-License-Identifier: MIT
/** A counterexample as a reviewer pastes it: the diagram, the argument, what was assumed, how to run it again. */
import type { Cause, Origin } from '../counterexample/cause.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import type { Ending } from '../counterexample/ending.ts';
import type { Start } from '../counterexample/start.ts';
import type { Trace, TraceStep } from '../counterexample/trace.ts';
import { fairnessText } from '../model/fairness.ts';
import type { AnyModel, ProgressProperty, Property } from '../model/types.ts';
import type { Turning } from '../repair/turning.ts';
import { showChange, showValue } from './brackets.ts';
import { COLUMNS, drawings, fitting, linesOf, ROOM } from './fitting.ts';
import type { Way } from './fitting.ts';
import { foot } from './foot.ts';
import type { Telling } from './foot.ts';
import { quoting } from './quoted.ts';
import type { Quote } from './quoted.ts';
import { ascii, item, paragraph, plural } from './text.ts';
import { titleLines } from './titled.ts';
import { turningSentences, turningSteps } from './turning.ts';
import { waitingSentences } from './waiting.ts';

export interface Shown {
  readonly counterexample: Counterexample;
  /** How a command line names the model; its name, unless it is a file of somebody's own. */
  readonly spoken?: string;
  readonly model: AnyModel;
  readonly property: Property;
  readonly trace: Trace;
  readonly cause: Cause | undefined;
  /** The deadlock it ends in, if it does. */
  readonly ending: Ending | undefined;
  /** The steps that the violation depends on. */
  readonly kept: ReadonlySet<number>;
  /** Fewer of them, from the fewest on: for where there is no room for all. */
  readonly fewer?: readonly ReadonlySet<number>[];
  /** The model says which thread runs on which CPU. */
  readonly cpus: boolean;
  /** Where the run took its turn, where that is told. */
  readonly turning?: Turning | undefined;
  /** For a loop: why each thread is treated fairly by it. */
  readonly fair?: readonly string[];
  /** Where there are several initial states: the one it begins in. */
  readonly start?: Start;
  /** The file it is kept in, if it is. */
  readonly file?: string;
}
const NOTHING_RUN = {
  state: 'The initial state is broken already.',
  eventually: 'Nothing can run in the initial state.',
};

export function counterexampleText(shown: Shown, telling: Telling = {}): string {
  const { full = false, room = ROOM, also = [], why = [] } = telling;
  if (full) return textOf(shown, telling, new Set(shown.trace.steps.keys()), COLUMNS);
  // What else there is to say has its own lines.
  const lines = room + also.length + why.reduce((sum, text) => sum + linesOf(text) + 1, 0);
  const sets = [...(shown.fewer ?? []), shown.kept];
  return fitting(
    drawings(sets, (kept, way) => textOf(shown, telling, kept, way)),
    lines,
  );
}

function textOf(shown: Shown, telling: Telling, kept: ReadonlySet<number>, way: Way): string {
  const { also = [], why = [], seen = false, assumed } = telling;
  const { counterexample: c, property, trace, ending, cpus } = shown;
  const { steps } = trace;
  const waits = ending?.parties ?? [];
  const threads = new Set(steps.map((s) => s.thread)).size;
  const head = [
    ...titleLines(shown, telling),
    paragraph(
      `${plural(steps.length, 'step')} of ${plural(threads, 'thread')}.${seen ? '' : ' A model’s trace, not seen on a running kernel.'}`,
    ),
    ...(shown.start ? [paragraph(startText(shown.start))] : []),
  ].join('\n');
  const numbered = numberedOf(shown);
  const quote = quoting(steps, numbered, way.terse);
  const drawn = { steps, mark: markOf(c, property), numbered, waits, cpus, loop: c.loop, kept };
  const told = [...steps.filter((_, i) => kept.has(i)), ...waits];
  const lines = [
    head,
    '',
    ...(steps.length === 0 ? [NOTHING_RUN[property.kind === 'eventually' ? 'eventually' : 'state']] : []),
    ...(steps.length === 0 && waits.length > 0 ? [''] : []),
    ...(steps.length + waits.length > 0 ? way.draw(drawn) : []),
    '',
    ...(ending ? [' *** DEADLOCK ***'] : []),
    paragraph(argument(shown, numbered, quote).join(' ')),
    ...turned(shown, quote),
    ...[...(shown.fair ?? []), ...also].map((reason) => item(reason)),
    ...why.flatMap((text) => ['', text]),
    '',
    ...foot(
      { ...shown, sources: told.flatMap((s) => (s.at ? [s.at] : [])) },
      telling,
      assumed?.(told).slice(0, way.few ? 1 : undefined),
    ),
  ];
  return ascii(lines.join('\n'));
}

/** What is said of the turn that the run took. */
function turned({ turning, property, trace, ending }: Shown, quote: Quote): string[] {
  if (!turning) return [];
  const sentences = turningSentences({ turning, property, trace, ending, quote });
  return sentences.length === 0 ? [] : [paragraph(sentences.join(' '))];
}

/** The same, with the turn that its run took: the steps of it are told as well. */
export const withTurning = <S extends Shown>(shown: S, turning: Turning | undefined): S =>
  turning === undefined
    ? shown
    : { ...shown, turning, ...withSteps(shown, turningSteps(turning, shown.trace, shown.ending)) };

const withSteps = ({ kept, fewer = [] }: Shown, steps: readonly number[]) => ({
  kept: new Set([...kept, ...steps]),
  fewer: fewer.map((set) => new Set([...set, ...steps])),
});

/** The steps that the text speaks of, in the order of the trace. */
export function numberedOf(shown: Shown): readonly number[] {
  const { turning, trace } = shown;
  const steps = [...argued(shown), ...(turning ? turningSteps(turning, trace, shown.ending) : [])];
  return [...new Set(steps)].toSorted((a, b) => a - b);
}

/** The steps that the argument speaks of: of a deadlock what was taken, else the cause. */
function argued({ cause, ending, property }: Shown): readonly number[] {
  if (ending) return ending.taken;
  if (property.kind === 'eventually' || !cause) return [];
  const { held, earlier, changed, decisive } = cause;
  const marked = [held, earlier, changed].filter((i) => i !== undefined);
  if (changed === undefined && held === undefined) return [];
  return [...marked, ...(cause.origin ? [cause.origin.from] : []), decisive];
}

export const startText = ({ place, of, fields }: Start): string =>
  `It begins in initial state ${place} of ${of}, counted from 0: ${fields
    .map(({ field, value }) => `${field} = ${JSON.stringify(value)}`)
    .join(', ')}.`;

export function markOf(c: Counterexample, property: Property): string {
  if (property.kind === 'noFault') return `${c.kind}!`;
  if (property.kind === 'noDeadlock') return c.kind === 'cycle' ? 'waits in a cycle' : 'nothing can run';
  if (property.kind === 'eventually') return 'nothing can run';
  return `${c.property}!`;
}

/** Two to four sentences: what one thread relied on, who changed it, where that ends. */
export function argument(
  shown: Shown,
  numbered: readonly number[],
  quote = quoting(shown.trace.steps, numbered),
): string[] {
  const { counterexample: c, property, trace, cause, ending } = shown;
  const { steps } = trace;
  const number = (step: number | undefined) => `(${numbered.indexOf(step ?? -1) + 1})`;
  const waiting = ending ? waitingSentences(ending, quote) : [];
  if (property.kind === 'eventually') return [...waiting, ...progressArgument(c, property)];
  const says = property.says.replace(/\.$/, '');
  const last = steps.at(-1);
  if (property.kind === 'noDeadlock') return waiting;
  if (!last) return [`${property.says} It is false before anything has run.`, ...waiting];
  const end = property.kind === 'alwaysPossible' ? 'cannot come true any more' : 'is no longer true';
  if (ending) return [...waiting, `"${says}" ${end}.`];
  const lead =
    cause?.changed === undefined ? [] : [setting({ ...cause, changed: cause.changed }, steps, quote)];
  const at = lead.length > 0 ? `At ${number(cause?.decisive)}` : 'At the last step';
  const held = cause?.held === undefined ? undefined : steps[cause.held];
  if (held)
    return [
      `${last.thread} does ${quote(cause?.held ?? 0)} and still holds it.`,
      `At ${number(cause?.decisive)} it does "${last.says}": ${c.kind}.`,
    ];
  const origins = lead.length > 0 && cause?.origin ? [originText(cause.origin, quote)] : [];
  if (property.kind === 'noFault')
    return [...lead, `${at} ${last.thread} runs into it: ${c.kind}.`, ...origins];
  return [...lead, `${at} ${last.thread} does "${last.says}", and "${says}" ${end}.`, ...origins];
}

/** Why the lasso answers the question: what repeats, or that nothing is left to run. */
function progressArgument(c: Counterexample, { says, fairness }: ProgressProperty): string[] {
  const never = `and "${says.replace(/\.$/, '')}" never comes true`;
  return c.loop === undefined
    ? [`At the end no thread can run, ${never}.`]
    : [
        `The marked steps can repeat for ever, ${never}.`,
        `The schedule is fair as asked (${fairnessText(fairness)}).`,
      ];
}

/** Where the value that it goes by came from, and what is there by now. */
function originText({ field, from, stale }: Origin, quote: Quote): string {
  if (!stale) return `Its ${field} there is from ${quote(from)}.`;
  const { field: source, was, now } = stale;
  const name = source.replace(/^mem\./, '');
  return `Its ${field} there, ${showValue(was)}, is ${name} as read by ${quote(from)}; by now that is ${showValue(now)}.`;
}

function setting(
  { earlier, changed, decisive }: Cause & { readonly changed: number },
  steps: Trace['steps'],
  quote: Quote,
): string {
  const step = steps[changed] as TraceStep;
  const what = step.changes
    .filter((change) => !change.ghost && change.field.startsWith('mem.'))
    .map(showChange);
  const effect = what.length === 0 ? '' : ` [${what.slice(0, 2).join('; ')}]`;
  const past = earlier === undefined ? 'First' : `${steps[decisive]?.thread} is past ${quote(earlier)} when`;
  return `${past} ${step.thread} does ${quote(changed)}${effect}.`;
}
