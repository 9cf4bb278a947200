// SPDX-License-Identifier: MIT
/** HTML by template: what is put into it is text, and is escaped, unless it is markup itself. */
import { visible } from '../../outside/text.ts';

export interface Markup {
  readonly text: string;
}
type Part = Markup | string | number | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => visible(text).replaceAll(/[&<>"']/g, (c) => ENTITIES[c] as string);

/** Markup of our own: never of a trace. */
export const raw = (text: string): Markup => ({ text });

export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  raw(strings.map((own, i) => own + (i < parts.length ? textOf(parts[i] as Part) : '')).join(''));

function textOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return 'text' in part ? part.text : part.map(textOf).join('');
}
