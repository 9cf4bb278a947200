// SPDX-License-Identifier: MIT
/** A campaign in figures. */
import { kindOf } from './entry.ts';
import type { Batch } from './entry.ts';
import { isDisagreement } from './judge.ts';
import type { Verdict } from './judge.ts';

export interface Tally {
  runs: number;
  acts: number;
  batches: number;
  /** Batches of several acts, by how they were explained. */
  order: number;
  interleaving: number;
  /** Crashes that the model has. */
  crashes: number;
  guests: number;
  /** By kind of act, then answer. */
  readonly answers: Map<string, Map<string, number>>;
}
export const emptyTally = (): Tally => ({
  runs: 0,
  acts: 0,
  batches: 0,
  order: 0,
  interleaving: 0,
  crashes: 0,
  guests: 0,
  answers: new Map(),
});
/** What has been done, once more. */
export function addTo(tally: Tally, { did }: Batch): void {
  tally.batches++;
  for (const { act, got } of did) {
    tally.acts++;
    const kind = kindOf(act);
    const answers = tally.answers.get(kind) ?? new Map<string, number>();
    answers.set(got, (answers.get(got) ?? 0) + 1);
    tally.answers.set(kind, answers);
  }
}

/** How a batch was explained. */
export function count(tally: Tally, { did }: Batch, verdict: Verdict): void {
  if (isDisagreement(verdict)) return;
  if (verdict.by === 'crash') tally.crashes++;
  else if (did.length > 1) tally[verdict.by]++;
}
