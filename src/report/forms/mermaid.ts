// SPDX-License-Identifier: MIT
/** A trace as a sequence diagram for trackers and pages that draw mermaid. */
import type { Ending } from '../../counterexample/ending.ts';
import type { Trace, TraceStep } from '../../counterexample/trace.ts';
import { pathOf } from '../place.ts';
import { tell, waitText } from '../steps.ts';
import { ascii, wrap } from '../text.ts';

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
    const { step, found } = part;
    return note(step.thread, [`${func(step)}: ${step.says}`, found].filter(Boolean).join(' '));
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
