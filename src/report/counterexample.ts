// SPDX-License-Identifier: MIT
/** A counterexample as a reviewer pastes it: the diagram, the argument, what was assumed, how to run it again. */
import type { Cause } from '../counterexample/cause.ts';
import type { Counterexample, Wait } from '../counterexample/counterexample.ts';
import type { Start } from '../counterexample/start.ts';
import type { Trace, TraceStep } from '../counterexample/trace.ts';
import { fairnessText } from '../model/fairness.ts';
import type { AnyModel, ProgressProperty, Property } from '../model/types.ts';
import { diagram, showChange } from './diagram.ts';
import { foot } from './foot.ts';
import { ascii, item, paragraph, plural } from './text.ts';

export interface Shown {
  readonly counterexample: Counterexample;
  /** How a command line names the model; its name, unless it is a file of somebody's own. */
  readonly spoken?: string;
  readonly model: AnyModel;
  readonly property: Property;
  readonly trace: Trace;
  readonly cause: Cause | undefined;
  /** For a deadlock: who waits for whom at the end. */
  readonly waits: readonly Wait[];
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

export function counterexampleText(shown: Shown): string {
  const { counterexample: c, property, trace, cause } = shown;
  const waits = property.kind === 'noDeadlock' ? shown.waits : [];
  const { steps } = trace;
  const threads = new Set(steps.map((s) => s.thread)).size;
  const head = [
    paragraph(`${c.model}, design ${c.design}, configuration ${c.configuration}: ${c.property} is violated.`),
    paragraph(`Asked: ${property.says}`),
    paragraph(
      `${plural(steps.length, 'step')} of ${plural(threads, 'thread')}. A model’s trace, not seen on a running kernel.`,
    ),
    ...(shown.start ? [paragraph(startText(shown.start))] : []),
  ].join('\n');
  const mark = markOf(c, property);
  const loop = c.loop === undefined ? {} : { loop: c.loop };
  const of = property.kind === 'eventually' ? undefined : cause;
  const drawn = [
    ...(steps.length === 0 ? [NOTHING_RUN[property.kind === 'eventually' ? 'eventually' : 'state']] : []),
    ...(steps.length === 0 && waits.length > 0 ? [''] : []),
    ...(steps.length + waits.length > 0 ? diagram(steps, mark, of, { waits, ...loop }) : []),
  ];
  const sentences = argument(shown);
  const lines = [
    head,
    '',
    ...drawn,
    ...(property.kind === 'noDeadlock' ? ['', ' *** DEADLOCK ***'] : []),
    '',
    paragraph(sentences.join(' ')),
    ...(shown.fair ?? []).map((reason) => item(reason)),
    '',
    ...foot({ ...shown, sources: steps.flatMap((s) => (s.at ? [s.at] : [])) }),
  ];
  return ascii(lines.join('\n'));
}

const startText = ({ place, of, fields }: Start): string =>
  `It begins in initial state ${place} of ${of}, counted from 0: ${fields
    .map(({ field, value }) => `${field} = ${JSON.stringify(value)}`)
    .join(', ')}.`;

function markOf(c: Counterexample, property: Property): string {
  if (property.kind === 'noFault') return `${c.kind}!`;
  if (property.kind === 'noDeadlock') return c.kind === 'cycle' ? 'waits in a cycle' : 'nothing can run';
  if (property.kind === 'eventually') return 'nothing can run';
  return `${c.property}!`;
}

/** Two to four sentences: what one thread relied on, who changed it, where that ends. */
function argument({ counterexample: c, property, trace: { steps }, cause, waits }: Shown): string[] {
  if (property.kind === 'eventually') return progressArgument(c, property);
  const last = steps.at(-1);
  const waiting = waits.map((w) => `${w.thread} waits in "${w.says}" for ${w.holders.join(' and ')}.`);
  if (!last)
    return [
      `${property.says} It is false before anything has run.`,
      ...(property.kind === 'noDeadlock' ? waiting : []),
    ];
  const changed = cause?.changed === undefined ? undefined : steps[cause.changed];
  const earlier = cause?.earlier === undefined ? undefined : steps[cause.earlier];
  const n = earlier ? 1 : 0;
  const lead = changed ? [setting(earlier, changed, last, n)] : [];
  const at = changed ? `At (${n + 2})` : 'At the last step';
  if (property.kind === 'noDeadlock') return [...lead, ...waiting];
  const held = cause?.held === undefined ? undefined : steps[cause.held];
  if (held)
    return [
      `${last.thread} does "${held.says}" at (1) and still holds it.`,
      `At (2) it does "${last.says}": ${c.kind}.`,
    ];
  if (property.kind === 'noFault') return [...lead, `${at} ${last.thread} runs into it: ${c.kind}.`];
  const end = property.kind === 'alwaysPossible' ? 'cannot come true any more' : 'is no longer true';
  return [
    ...lead,
    `${at} ${last.thread} does "${last.says}", and "${property.says.replace(/\.$/, '')}" ${end}.`,
  ];
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

function setting(earlier: TraceStep | undefined, changed: TraceStep, last: TraceStep, n: number): string {
  const what = changed.changes
    .filter((change) => !change.ghost && change.field.startsWith('mem.'))
    .map(showChange);
  const effect = what.length === 0 ? '' : ` [${what.slice(0, 2).join('; ')}]`;
  const does = `${changed.thread} does "${changed.says}" at (${n + 1})${effect}.`;
  return earlier ? `${last.thread} is past "${earlier.says}" (1) when ${does}` : `First ${does}`;
}
