// SPDX-License-Identifier: MIT
/**
 * What random schedules found and shrank, as the exhaustive search tells it where that is within reach: a breadth-first
 * search up to as many steps. Every seed then ends in one shortest trace, with one fingerprint.
 */
import type { Violation } from '../engine/outcome.ts';
import type { Engine } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { reason } from '../watch/watch.ts';

/** States looked at. A model with more up to there keeps the schedule that was shrunk. */
const MOST = 100_000;

/** The same violation by a shortest schedule; as it was given where there is too much to look at, or no time. */
export function nearest(engine: Engine, given: Violation): Violation {
  const search = new Search(engine);
  const { length } = given.schedule;
  const isDeep = () => search.done || search.progress.depth > length;
  while (!isDeep() && !search.full && search.progress.states < MOST && reason() === undefined)
    search.run(MOST, 0);
  if (!isDeep()) return given;
  const same = outcome(search)
    .results.flatMap(({ violations }) => violations)
    .find((v) => v.property === given.property && v.kind === given.kind && v.step === given.step);
  return same && same.schedule.length <= length ? same : given;
}
