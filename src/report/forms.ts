// SPDX-License-Identifier: MIT
/** A counterexample in the forms in which it leaves the terminal: pure functions of what is told of it. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import type { Ending } from '../counterexample/ending.ts';
import type { Trace, TraceStep } from '../counterexample/trace.ts';
import { bracket, pathOf, tell, waitText } from './steps.ts';
import type { Place } from './steps.ts';
import { ascii, wrap } from './text.ts';

export const FORMATS = ['race', 'mail', 'markdown', 'mermaid'] as const;
export type Format = (typeof FORMATS)[number];

/** A header's value on one line: what stands in a file of a stranger's ends no header. */
const header = (text: string): string =>
  ascii(text)
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim();

/** A whole mail, plain ASCII, 72 columns: `git send-email` takes it. `reply`: the Message-ID it answers. */
export function mail(c: Counterexample, text: string, reply?: string): string {
  const subject = `${c.model}, ${c.design}: ${c.property} violated`;
  const id = reply === undefined ? undefined : header(reply).replace(/^<?(.*?)>?$/, '<$1>');
  return [
    `Subject: ${header(subject)}`,
    ...(id === undefined ? [] : [`In-Reply-To: ${id}`]),
    '',
    text.trimEnd(),
    '',
  ].join('\n');
}

/** A section for a tracker or a page; the fence is longer than any in the text. */
export function markdown(c: Counterexample, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const title = header(`${c.model}, ${c.design}: ${c.property} violated`);
  return [
    `## ${title.replaceAll(/[\\`*_{}[\]<>#|]/g, String.raw`\$&`)}`,
    '',
    fence,
    text.trimEnd(),
    fence,
    '',
  ].join('\n');
}

/** Steps as notes of a sequence diagram, one lane a thread (https://mermaid.js.org/syntax/sequenceDiagram.html). */
export function mermaid(
  { steps }: Trace,
  of: { readonly kept?: ReadonlySet<number>; readonly ending: Ending | undefined; readonly mark: string },
): string {
  const waits = of.ending?.parties ?? [];
  const threads = [...new Set([...steps, ...waits].map(({ thread }) => thread))];
  const lane = (thread: string) => `t${threads.indexOf(thread)}`;
  const note = (thread: string, text: string) => `  Note over ${lane(thread)}: ${label(text)}`;
  const func = (step: TraceStep) => `${pathOf(step).at(-1) ?? ''}()`;
  const told = tell(steps, steps.length, of.kept).map((part) => {
    if ('folded' in part) return note(part.folded[0]?.thread ?? '', `... (${part.folded.length} steps)`);
    const { step } = part;
    return note(step.thread, [`${func(step)}: ${step.says}`, bracket(step)].filter(Boolean).join(' '));
  });
  const last = threads.length === 0 ? [] : [steps.at(-1)?.thread ?? (threads[0] as string)];
  return [
    'sequenceDiagram',
    ...threads.map((thread) => `  participant ${lane(thread)} as ${label(thread)}`),
    ...told,
    ...waits.map((w) => note(w.thread, `${w.says}: ${waitText(w)}`)),
    ...(waits.length > 0 ? [] : last.map((thread) => note(thread, of.mark))),
    '',
  ].join('\n');
}

/** Text of a note: mermaid reads #code; for what it would take for syntax. */
const label = (text: string): string =>
  wrap(ascii(text), 40)
    .map((line) => line.replaceAll(/[^\w .,()*&+=/[\]-]/g, (c) => `#${c.codePointAt(0)};`))
    .join('<br>');

type Told = Place & { readonly says: string };
/** Of what a model assumes: what shares a word with a step that is told, and the first, which is about all of it. */
export function touched(assumptions: readonly string[], told: readonly Told[], ending?: Ending): string[] {
  const places = [...told, ...(ending?.parties ?? [])];
  const words = new Set(places.flatMap((p) => wordsIn([p.thread, p.says, ...pathOf(p)].join(' '))));
  return assumptions.filter((text, i) => i === 0 || wordsIn(text).some((word) => words.has(word)));
}
/** Words that every model of this field has: sharing one says nothing. */
const COMMON = [
  'block',
  'entries',
  'entry',
  'kernel',
  'level',
  'memory',
  'pages',
  'table',
  'tables',
  'thread',
  'threads',
];
const wordsIn = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z][a-z0-9]{4,}/g) ?? []).filter((word) => !COMMON.includes(word));
