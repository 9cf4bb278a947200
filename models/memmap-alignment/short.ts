// SPDX-License-Identifier: MIT
/** The letter of each property in every table. A new one takes the next letter: those that are known keep theirs. */
export const short = {
  'rest-is-whole-pageblocks': 'A',
  'rest-is-whole-with-hugetlb': 'B',
  'memmap-is-whole-pmds': 'C',
  'nothing-wasted': 'D',
  'one-accepted': 'E',
  'smallest-accepted': 'F',
};
