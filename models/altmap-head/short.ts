// SPDX-License-Identifier: MIT
/** The letter of each property in every table. A new one takes the next letter: those that are known keep theirs. */
export const short = {
  'head-is-first': 'A',
  'count-is-sections': 'B',
  'marks-what-it-took': 'C',
  'branches-agree': 'D',
  'onlines-no-memmap': 'E',
  'onlines-the-rest': 'F',
  'blocks-aligned': 'G',
  crosses: 'H',
  eighty: 'I',
};
