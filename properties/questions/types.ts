// SPDX-License-Identifier: MIT
/** A question that a mail asks, and what a run says to it. */

export type Verdict = 'violated' | 'holds';
/** One instance to ask, and the verdicts that the answer rests on: written down here, and compared with what is run. */
export interface Shown {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  /** Tiny unless it takes more. */
  readonly bound?: 'tiny' | 'small';
  readonly verdicts: Readonly<Record<string, Verdict>>;
}
export interface Question {
  /** Whose message, and which paragraph of what that person wrote in it. */
  readonly by: string;
  readonly asks: string;
  /** Missing: no model of ours can be asked yet. */
  readonly answer?: string;
  /** Empty where the answer is no matter of a run: the answer then says what it rests on. */
  readonly shown?: readonly Shown[];
}
export interface Mail {
  readonly title: string;
  readonly subject: string;
  readonly when: string;
  /** How its paragraphs are counted, where that is not plain. */
  readonly counted?: string;
  readonly questions: readonly Question[];
}

export const show = (
  model: string,
  design: string,
  configuration: string,
  verdicts: Shown['verdicts'],
  bound?: 'small',
): Shown => ({ model, design, configuration, verdicts, ...(bound && { bound }) });
