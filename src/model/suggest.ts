// SPDX-License-Identifier: MIT
/** What somebody may have meant by a name that is not there. */

import { foreign } from '../outside/text.ts';

/** A name is near where at most one letter in three is another, and no more than so many. */
const FAR = 4;

/** `unknown design 'opton-3'; did you mean 'option-3'? (there are: none, option-1, ...)` */
export function unknownName(what: string, word: string, known: readonly string[]): string {
  const given = foreign(word);
  const near = nearest(given, known);
  const meant = near === undefined ? '' : `; did you mean '${near}'?`;
  return `unknown ${what} '${given}'${meant} (there ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')})`;
}

/** The name that somebody may have meant; undefined where none is near. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const word = letters(given);
  const ranked = known
    .map((name) => ({ name, off: distance(word, letters(name)) }))
    .toSorted((a, b) => a.off - b.off);
  const [first] = ranked;
  const near = Math.min(FAR, Math.max(1, Math.floor(word.length / 3)));
  return first && word.length > 1 && first.off <= near ? first.name : undefined;
}

/** What two names are compared by: the dashes before an option are no part of its name, and capitals are no other name. */
const letters = (name: string) => name.replace(/^-+/, '').toLowerCase();

/** Edit distance; two neighbours that have changed places are one slip. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] as number;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(i - 2, j - 2) + 1 : Infinity;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swap));
    }
  }
  return at(a.length, b.length);
}
