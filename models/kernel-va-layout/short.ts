// SPDX-License-Identifier: MIT
/** The letter of each property in every table. A new one takes the next letter: those that are known keep theirs. */
export const short = {
  'no-race': 'A',
  'no-luck': 'B',
  'vmalloc-apart': 'C',
  'others-apart': 'D',
  'regions-there': 'E',
  'regions-disjoint': 'F',
  'vmemmap-covers': 'G',
  'vmalloc-has-room': 'H',
  'frees-some-table': 'I',
};
