// SPDX-License-Identifier: MIT
/** A counterexample as words that a mail carries, folded and quoted as mails are, and back. */
import { limitWords } from '../model/bound.ts';
import { parseEvent } from '../model/program.ts';
import { FileError } from '../outside/read.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { FIELDS } from '../counterexample/format.ts';
import { escaped, unescaped, wordsFor, wordsOf } from './words.ts';

/** What begins it, with the version of what follows. */
const HEAD = 'mhpcheck:1';
/** Stands between what the schedule is of and its words; and behind the last. No name of a thread has either. */
const [BEGINS, ENDS] = [':', '.'];

/** Nothing is a dash; a name that is one, or a dot, which would end the line, is written out. */
const fieldWord = (text: string): string =>
  text === '' ? '-' : text === '-' ? '%2D' : text === '.' ? '%2E' : escaped(text);

/** One line; blanks alone separate its words, so that it can be folded anywhere. */
export function lineOf(c: Counterexample): string {
  const { schedule, loop, initial, limits } = c;
  const names = FIELDS.map((field) => fieldWord(c[field]));
  const more = [
    ...limitWords(limits).map((word) => `limit:${escaped(word)}`),
    ...(loop === undefined ? [] : [`loop:${loop}`]),
    ...(initial === undefined ? [] : [`initial:${initial}`]),
  ];
  const words = wordsFor(schedule);
  return [HEAD, ...names, ...more, BEGINS, ...(words === '' ? [] : [words]), ENDS].join(' ');
}

/** The line in lines of 72 columns, two in. No word is cut: it may be longer. */
export function folded(line: string): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= 72) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines;
}

/** Whether a text has such a line. */
export const hasLine = (text: string): boolean => text.includes(HEAD);

/** The file's text that the first such line in a mail stands for, whatever the mail has done to it. */
export function fileIn(mail: string, name: string): string {
  const fail = (problem: string): never => {
    throw new FileError(`${name}: ${problem}`);
  };
  // Quoted lines begin with > or |; quoted-printable folds by a = at the end, and no word of ours has one.
  const plain = mail
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/^[ \t]*(?:[>|][ \t]*)+/gm, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
  const words = plain.slice(plain.indexOf(HEAD)).split(/\s+/).slice(1);
  const [begins, ends] = [words.indexOf(BEGINS), words.indexOf(ENDS)];
  if (ends < 0) return fail(`the schedule is cut off: the dot that ends it is missing`);
  if (begins < FIELDS.length || begins > ends)
    return fail(`'${HEAD}' is not followed by ${FIELDS.join(', ')} and ':'`);
  const fields = Object.fromEntries(
    FIELDS.map((field, i) => [field, words[i] === '-' ? '' : unescaped(words[i] as string)]),
  );
  const more = words.slice(FIELDS.length, begins).map(parseEvent);
  const number = (what: string) => {
    const found = more.find(({ type }) => type === what)?.choice;
    return found === undefined ? {} : { [what]: Number(found) };
  };
  const set = more
    .filter(({ type }) => type === 'limit')
    .map(({ choice = '' }) => limitIn(unescaped(choice)));
  const limits = set.length === 0 ? {} : { limits: Object.fromEntries(set) };
  const [loop, initial] = [number('loop'), number('initial')];
  const version = set.length > 0 || 'initial' in initial ? 3 : 'loop' in loop ? 2 : 1;
  const schedule = wordsOf(words.slice(begins + 1, ends).join(' ')).words.map(({ thread, choice }) =>
    choice === undefined ? thread : `${thread}:${choice}`,
  );
  const file = {
    format: 'mhpcheck-counterexample',
    version,
    ...fields,
    schedule,
    ...limits,
    ...loop,
    ...initial,
  };
  return JSON.stringify(file);
}

/** `cpus=4`, its value of the kind that it reads as. */
function limitIn(word: string): readonly [string, number | string | boolean] {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  const n = Number(value);
  return [name, value !== '' && Number.isFinite(n) ? n : value];
}
