// SPDX-License-Identifier: MIT
/** Paragraphs, lists and tables of a document. */
import { wrap } from '../../src/report/text.ts';

export const paragraph = (text: string): string => wrap(text, 72).join('\n');
export const list = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
