// SPDX-License-Identifier: MIT
/** A counterexample as a mail and as a section of a page: the text of the terminal, with what its medium wants around it. */
import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Told } from '../foot.ts';
import { pathOf } from '../place.ts';
import { ascii, item } from '../text.ts';

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

/** Lines of assumptions in a mail, at most. */
const MOST_LINES = 5;

/**
 * Of what a model assumes what bears on the trace: the first, which is about all of it, then those that have most words in
 * common with the steps that are told, as far as a few lines go. In the order of the model.
 */
export function touched(assumptions: readonly string[], told: readonly Told[]): string[] {
  const words = new Set(told.flatMap((p) => wordsIn([p.thread, p.says, ...pathOf(p)].join(' '))));
  const shared = (text: string) => new Set(wordsIn(text).filter((word) => words.has(word))).size;
  const ranked = assumptions
    .map((text, place) => ({ text, place, worth: place === 0 ? Infinity : shared(text) }))
    .filter(({ worth }) => worth > 0)
    .toSorted((a, b) => b.worth - a.worth);
  let left = MOST_LINES;
  const taken = ranked.filter(({ text, place }) => {
    const lines = item(text).split('\n').length;
    const fits = place === 0 || lines <= left;
    if (fits) left -= lines;
    return fits;
  });
  return taken.toSorted((a, b) => a.place - b.place).map(({ text }) => text);
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
