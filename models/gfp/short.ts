// SPDX-License-Identifier: MIT
/** The letter of each property in every table. A new one takes the next letter: those that are known keep theirs. */
export const short = {
  'no-sleep-in-atomic': 'A',
  'no-lock-in-nmi': 'B',
  'reclaim-where-it-sleeps': 'C',
  'one-meaning': 'D',
  'mask-taken': 'E',
  'no-reclaim-unasked': 'F',
  'no-fs-unasked': 'G',
  'file-pages-move': 'H',
  'failure-checked': 'I',
  'nofail-kept': 'J',
  'can-succeed': 'K',
};
