// SPDX-License-Identifier: MIT
/**
 * Text that somebody else wrote (a trace, a model, an argument) made fit to be printed: what a terminal would obey, or
 * not show, is written as JSON would escape it. So text stays text, and JSON stays the same JSON.
 */

/** Control, format (bidi, zero width), lone surrogates, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Characters of a stranger's text in one message. */
const MOST = 120;
/** Characters of a line of a message: a list of names may be long. */
const MOST_OF_LINE = 2000;

/** Each code unit as `\uXXXX`. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/** All that is printed goes through this. Lines stay lines. */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => (character === '\n' ? character : escaped(character)));

/** A stranger's name or value within a message: on one line, and cut. */
export const foreign = (text: string, most = MOST): string => cut(text, most).replace(UNSEEN, escaped);

/** A message of one line, whatever it quotes; `after: ...` may follow on a second. */
export const message = (text: string): string =>
  text
    .split(/\n(?=after: )/)
    .map((line) => foreign(line, MOST_OF_LINE))
    .join('\n');

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}... (${text.length} characters)`;
}
