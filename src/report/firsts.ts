// SPDX-License-Identifier: MIT
/** How many steps may go first, and of the others why they may not, in words. */
import type { Outcome } from '../engine/outcome.ts';

type Firsts = NonNullable<NonNullable<Outcome['reduction']>['firsts']>;

const WORDS: Readonly<Record<Exclude<keyof Firsts, 'first'>, string>> = {
  seen: 'seen by what is asked',
  met: 'that another can meet wherever it is',
  stays: 'where its thread would go round alone',
  faults: 'that may fault',
};
/** `Of 40 steps 31 may go first; not 6 seen by what is asked, 3 that another can meet wherever it is.` */
export function firstsText(counts: Firsts): string {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const not = Object.entries(WORDS).flatMap(([why, words]) => {
    const n = counts[why as keyof Firsts];
    return n === 0 ? [] : [`${n} ${words}`];
  });
  return `Of ${all} steps ${counts.first} may go first${not.length > 0 ? `; not ${not.join(', ')}` : ''}.`;
}
