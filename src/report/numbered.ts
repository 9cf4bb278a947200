// SPDX-License-Identifier: MIT
/** A trace of more threads than columns can hold: one step below the other, each with its number and its thread. */
import { putMark } from './diagram.ts';
import { pathOf } from './place.ts';
import { foldedText, tell, waitText } from './steps.ts';
import type { Drawn } from './steps.ts';
import { WIDTH, wrap } from './text.ts';
import { grouped, namesOf, threadNames } from './waiting.ts';

/** The widest name of a thread that is not cut. */
const WIDEST = 16;

/** In place of a thread: steps of several. */
const ACROSS = '...';

export function numberedList(drawn: Drawn): string[] {
  const { steps, mark, loop = steps.length, waits = [] } = drawn;
  const digits = String(steps.length).length;
  const { between } = drawn;
  const ends = between === undefined ? grouped(waits) : [];
  const shown = [
    ...steps.map((s) => s.thread),
    ...ends.map(namesOf),
    ...(between === 'across' ? [ACROSS] : []),
  ];
  const widest = Math.max(...shown.map((name) => name.length));
  const width = Math.min(widest, WIDEST);
  const line = (number: string, thread: string, text: string): string[] => {
    const margin = 2 + digits + 2 + width + 2;
    return wrap(text, WIDTH - margin, 2).map((part, i) =>
      i === 0
        ? `  ${number.padStart(digits)}  ${thread.slice(0, width).padEnd(width)}  ${part}`
        : `${' '.repeat(margin)}${part}`,
    );
  };
  const labels = new Map((drawn.numbered ?? []).map((step, i) => [step, ` (${i + 1})`]));
  const inner = (place: Parameters<typeof pathOf>[0]) => {
    const func = pathOf(place).at(-1);
    return func === undefined ? '' : `${func}(): `;
  };
  const lines: string[] = [];
  for (const part of tell(steps, loop, drawn.kept, between !== undefined)) {
    const threads = 'folded' in part ? [...new Set(part.folded.map((s) => s.thread))] : [];
    if ('folded' in part && between === 'nothing') continue;
    if ('folded' in part && threads.length > 1) {
      lines.push(...line('', ACROSS, `${threadNames(threads)} (${part.folded.length} steps)`));
      continue;
    }
    if ('folded' in part) {
      lines.push(...line('', part.folded[0]?.thread ?? '', foldedText(part.folded)));
      continue;
    }
    const { step, index, found } = part;
    if (index === loop) lines.push('  -- repeats from here --');
    const text = `${inner(step)}${step.says}${labels.get(index) ?? ''}${found === undefined ? '' : ` ${found}`}`;
    lines.push(...line(String(index + 1), step.thread, text));
  }
  for (const end of ends) {
    lines.push(...line('', namesOf(end), `${inner(end.first)}${end.first.says}`));
    putMark(lines, waitText(end.first));
  }
  if (loop < steps.length) lines.push('  -- and back to there --');
  else if (waits.length === 0) putMark(lines, mark);
  return lines;
}
