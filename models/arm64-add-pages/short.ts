// SPDX-License-Identifier: MIT
/** The letter of each property in every table. A new one takes the next letter: those that are known keep theirs. */
export const short = {
  'no-absent-memmap': 'A',
  'no-section-skipped': 'B',
  'added-is-mapped': 'C',
  'added-is-known': 'D',
  'add-returns': 'E',
  'add-succeeds': 'F',
  'mapped-as-it-is-used': 'G',
  'no-warning': 'H',
  'no-block-refused': 'I',
  'online-is-in-use': 'J',
  'block-comes-online': 'K',
  'added-is-reserved': 'L',
  'added-has-its-node': 'M',
  'failure-leaves-no-section': 'N',
  'failure-leaves-no-mapping': 'O',
  'failure-leaves-no-region': 'P',
  'add-fails': 'Q',
  'page-is-looked-at': 'R',
  'lock-order': 'S',
};
