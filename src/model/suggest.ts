// SPDX-License-Identifier: MIT
/** What somebody may have meant by a name that is not there. */

/** Names further away than this are no suggestion. */
const FAR = 4;

/** `unknown design 'opton-3'; did you mean 'option-3'? (designs: none, option-1, ...)` */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  const ranked = known
    .map((name) => ({ name, off: distance(given, name) }))
    .toSorted((a, b) => a.off - b.off);
  const nearest = ranked[0];
  const meant =
    nearest && nearest.off <= Math.min(FAR, given.length) ? `; did you mean '${nearest.name}'?` : '';
  return `unknown ${what} '${given}'${meant} (there ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')})`;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, change));
    }
    row = next;
  }
  return row[b.length] as number;
}
