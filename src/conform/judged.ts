// SPDX-License-Identifier: MIT
/** A journal, judged without a kernel: by the model, or by wrong models, to see when each is caught. */
import { GuestError } from '../kernel/guest.ts';
import { isError } from '../model/mistake.ts';
import { FileError } from '../outside/read.ts';
import type { Campaign, Found, Lost } from './campaign.ts';
import type { Run } from './entry.ts';
import { isDisagreement } from './judge.ts';
import type { Judge } from './judge.ts';
import { addTo, count, emptyTally } from './tally.ts';

/**
 * Of what disagrees in the same way the shortest run: a campaign has made it shorter. `lost` is what is known of other runs.
 * Throws a {@link GuestError} where a run can't be judged.
 */
export function judged(judge: Judge, runs: readonly Run[], lost: readonly Lost[] = []): Campaign {
  const tally = emptyTally();
  const ways = new Map<string, Found>();
  const disagrees = (found: Found) => {
    const known = ways.get(found.kind);
    if (!known || found.run.batches.length < known.run.batches.length) ways.set(found.kind, found);
  };
  const one = (run: Run) => {
    tally.runs++;
    const first = judge.begin(run.begins);
    if (first) {
      disagrees({ ...first, run: { ...run, batches: [] }, log: [] });
      return;
    }
    for (const [i, batch] of run.batches.entries()) {
      addTo(tally, batch);
      const verdict = judge.after(batch);
      if (isDisagreement(verdict)) {
        disagrees({ ...verdict, run: { ...run, batches: run.batches.slice(0, i + 1) }, log: [] });
        return;
      }
      count(tally, batch, verdict);
    }
  };
  for (const run of runs)
    try {
      one(run);
    } catch (error) {
      if (!isError(error) || !(error instanceof GuestError)) throw error;
      throw new GuestError(`run ${run.name}: ${error.message}`);
    }
  return { tally, found: [...ways.values()], lost, failed: undefined };
}

/** Runs of a file: throws a {@link FileError} where one can't be judged. */
export function judgedRuns(
  file: string,
  judge: Judge,
  { runs, lost }: { readonly runs: readonly Run[]; readonly lost: readonly Lost[] },
): Campaign {
  try {
    return judged(judge, runs, lost);
  } catch (error) {
    if (!isError(error) || !(error instanceof GuestError)) throw error;
    throw new FileError(`${file}: ${error.message}`);
  }
}

/** After how many operations a judge disagrees; undefined where it never does. */
export function caughtAfter(judge: Judge, runs: readonly Run[]): number | undefined {
  let operations = 0;
  for (const run of runs) {
    if (judge.begin(run.begins)) return operations;
    for (const batch of run.batches) {
      operations += batch.did.length;
      if (isDisagreement(judge.after(batch))) return operations;
    }
  }
  return undefined;
}
