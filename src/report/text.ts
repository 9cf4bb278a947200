// SPDX-License-Identifier: MIT
/** Plain text for mails: at most 72 columns, spaces only. */
import { counted } from '../model/limits.ts';

export const WIDTH = 72;

/** Breaks words into lines of at most `width`; later lines are indented by `hang`. A longer word is cut. */
export function wrap(text: string, width = WIDTH, hang = 0): string[] {
  const lines: string[] = [];
  let line = '';
  const room = () => width - (lines.length > 0 ? hang : 0);
  const push = () => {
    lines.push(' '.repeat(lines.length > 0 ? hang : 0) + line);
    line = '';
  };
  for (const word of text.split(/\s+/).filter(Boolean)) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > room()) push();
    while (rest.length > room()) {
      const cut = cutAt(rest, room());
      line = rest.slice(0, cut);
      rest = rest.slice(cut);
      push();
    }
    line += (line === '' ? '' : ' ') + rest;
  }
  if (line !== '' || lines.length === 0) push();
  return lines;
}

/** Where a word too long for a line is cut: after a bracket or comma if there is one, else a dot, else an underscore. `f()` keeps its brackets. */
function cutAt(word: string, room: number): number {
  const start = word.slice(0, room);
  const last = [/(?:\((?!\)|$)|,)[^(,]*$/, /[.>][^.>]*$/, /[_-][^_-]*$/].map((of) => start.search(of));
  const cut = (last.find((at) => at > 0) ?? room - 1) + 1;
  return cut > 1 && word.slice(cut - 1, cut + 1) === '()' ? cut - 1 : cut;
}

export const paragraph = (text: string): string => wrap(text).join('\n');

/** `  - text`, wrapped under itself. */
export const item = (text: string, bullet = '- '): string =>
  wrap(`${bullet}${text}`, WIDTH - 2, 2)
    .map((line) => `  ${line}`)
    .join('\n');

/** Typographic characters of the sources as they survive in a plain-text mail. */
export const ascii = (text: string): string => text.replaceAll('’', "'").replaceAll(/[“”]/g, '"');

export const count = counted;
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** What is said beside the verdicts, a line or two each. */
export const noteLines = (notes: readonly string[]): string[] => notes.map((text) => item(`note: ${text}`));
export const withNotes = (report: string, notes: readonly string[]): string =>
  [report, ...noteLines(notes).map((line) => `${line}\n`)].join('');
