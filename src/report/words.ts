// SPDX-License-Identifier: MIT
/** What the two kinds of model are called in a report: a machine has interleavings and states, a space has points. */
import type { Outcome } from '../engine/outcome.ts';

export interface Words {
  /** What was looked at one by one. */
  readonly one: string;
  /** What a pass says. */
  readonly all: string;
  readonly counted: string;
  /** What a model without a say in it is taken to assume. */
  readonly caveat: string;
}
const MACHINE: Words = {
  one: 'interleaving',
  all: 'every interleaving within the bound was tried',
  counted: 'states',
  caveat: 'Sequential consistency; ',
};
const SPACE: Words = {
  one: 'point',
  all: 'every point within the bound was looked at',
  counted: 'points',
  caveat: '',
};

type Counted = Pick<Outcome<unknown>, 'excluded'>;
export const wordsOf = ({ excluded }: Counted): Words => (excluded === undefined ? MACHINE : SPACE);

export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
