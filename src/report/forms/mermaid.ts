// SPDX-License-Identifier: MIT
/** A trace as a sequence diagram for trackers and pages that draw mermaid. */
import { pathOf } from '../place.ts';
import { foldedText, tell, waitText } from '../steps.ts';
import type { ToldStep } from '../steps.ts';
import { ascii, wrap } from '../text.ts';
import type { Formed } from './formed.ts';

/** Steps as notes of a sequence diagram, one lane a thread (https://mermaid.js.org/syntax/sequenceDiagram.html). */
export function mermaid(
  { counterexample: c, trace: { steps }, ending, kept }: Formed,
  full: boolean,
): string {
  const waits = ending?.parties ?? [];
  const threads = [...new Set([...steps, ...waits].map(({ thread }) => thread))];
  const lane = (thread: string) => `t${threads.indexOf(thread)}`;
  const note = (thread: string, text: string) => `  Note over ${lane(thread)}: ${label(text)}`;
  const line = (part: ToldStep): string => {
    if ('folded' in part) return note(part.folded[0]?.thread ?? '', foldedText(part.folded));
    const { step, found } = part;
    const text = `${pathOf(step).at(-1) ?? ''}(): ${step.says}`;
    return note(step.thread, found === undefined ? text : `${text} ${found}`);
  };
  const loop = c.loop ?? steps.length;
  const parts = tell(steps, loop, full ? undefined : kept);
  const isBefore = (part: ToldStep) => ('folded' in part ? part.from : part.index) < loop;
  const round = parts.filter((part) => !isBefore(part)).map(line);
  const last = threads.length === 0 ? [] : [steps.at(-1)?.thread ?? (threads[0] as string)];
  const end = [
    ...waits.map((w) => note(w.thread, `${w.says}: ${waitText(w)}`)),
    ...(waits.length > 0 ? [] : last.map((thread) => note(thread, `${c.property}: ${c.kind}`))),
  ];
  return [
    'sequenceDiagram',
    `  title ${plain(`${c.model}, ${c.design}: ${c.property} violated, by a model`)}`,
    ...threads.map((thread) => `  participant ${lane(thread)} as ${label(thread)}`),
    ...parts.filter((part) => isBefore(part)).map(line),
    ...(round.length > 0 ? ['  loop for ever', ...round, '  end'] : []),
    ...(c.loop === undefined || waits.length > 0 ? end : []),
    '',
  ].join('\n');
}

/** Of a title it reads no code. */
const plain = (text: string): string => text.replaceAll(/[^\w .,:()/-]/g, ' ');

/** Text of a note: mermaid reads #code; for what it would take for syntax. */
const label = (text: string): string =>
  wrap(ascii(text), 40)
    .map((line) => line.replaceAll(/[^\w .,()*&+=/[\]-]/g, (c) => `#${c.codePointAt(0)};`))
    .join('<br>');
